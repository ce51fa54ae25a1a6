import { throwIfCancelled, turn } from '../core/turn.ts';
import { type Departure, metresBetween } from './analysis.ts';
import { backSolve, cholesky, forwardSolve, inverseFromFactor } from './cholesky.ts';
import type { Component, Place } from './covariance.ts';
import { LONGEST_LAG, spatialTables, temporalCorrelation } from './covariance.ts';

/** The parts of the covariance and what remains: white noise that nothing explains, latent units. */
export interface CovarianceModel {
  readonly components: readonly Component[];
  readonly white: number;
}

/** A standard deviation is held near its starting value with this spread in natural logarithms: data must argue to move it. */
const PRIOR_SPREAD = 0.6;
const ITERATIONS = 28;

/**
 * Standard deviations that make the departures most probable (maximum a posteriori, resilient propagation). Ranges stay as given.
 * Departures beyond `most` are thinned evenly over the whole list, which is ordered in time. Deterministic.
 *
 * @param departures their `noise` is the known part of the error; white noise comes on top
 */
export async function fitCovariance(
  start: CovarianceModel,
  places: readonly Place[],
  departures: readonly Departure[],
  most: number,
  signal?: AbortSignal,
  iterations = ITERATIONS,
): Promise<CovarianceModel & { readonly logDensity: number }> {
  if (departures.length < 8) return { ...start, logDensity: 0 };
  const some = thin(departures, most);
  const problem = new Problem(start, places, some);
  const size = start.components.length + 1;
  const theta = Float64Array.from([...start.components.map((c) => c.sd), start.white], Math.log);
  const origin = theta.slice();
  const step = new Float64Array(size).fill(0.3);
  const lastSign = new Float64Array(size);
  let best = Number.NEGATIVE_INFINITY;
  let kept = theta.slice();
  for (let it = 0; it < iterations; it++) {
    throwIfCancelled(signal);
    await turn(signal);
    const { value, gradient } = problem.evaluate(theta);
    let posterior = value;
    for (let p = 0; p < size; p++)
      posterior -= 0.5 * (((theta[p] as number) - (origin[p] as number)) / PRIOR_SPREAD) ** 2;
    if (posterior > best) {
      best = posterior;
      kept = theta.slice();
    }
    for (let p = 0; p < size; p++) {
      const g = (gradient[p] as number) - ((theta[p] as number) - (origin[p] as number)) / PRIOR_SPREAD ** 2;
      const sign = Math.sign(g);
      const agree = sign * (lastSign[p] as number);
      step[p] =
        agree > 0
          ? Math.min((step[p] as number) * 1.3, 0.8)
          : agree < 0
            ? (step[p] as number) * 0.5
            : (step[p] as number);
      lastSign[p] = agree < 0 ? 0 : sign;
      theta[p] = Math.min(Math.max((theta[p] as number) + sign * (step[p] as number), Math.log(1e-3)), Math.log(20));
    }
  }
  return {
    components: start.components.map((c, i) => ({ ...c, sd: Math.exp(kept[i] as number) })),
    white: Math.exp(kept[size - 1] as number),
    logDensity: best,
  };
}

/** Log density of the departures and its gradient by the logarithms of the standard deviations. */
class Problem {
  readonly #n: number;
  /** Per component, S · T for each pair, lower triangle packed row by row. */
  readonly #unit: Float64Array[];

  constructor(
    start: CovarianceModel,
    places: readonly Place[],
    private readonly departures: readonly Departure[],
  ) {
    const n = departures.length;
    this.#n = n;
    const unitComponents = start.components.map((c) => ({ ...c, sd: 1 }));
    const spatial = spatialTables(unitComponents, places, places, metresBetween);
    this.#unit = unitComponents.map((c, k) => {
      const table = temporalCorrelation(c);
      const s = spatial[k] as Float64Array;
      const packed = new Float64Array((n * (n + 1)) / 2);
      let at = 0;
      for (let i = 0; i < n; i++) {
        const a = departures[i] as Departure;
        for (let j = 0; j <= i; j++) {
          const b = departures[j] as Departure;
          packed[at++] =
            (s[a.place * places.length + b.place] as number) *
            (table[Math.min(Math.abs(a.month - b.month), LONGEST_LAG)] as number);
        }
      }
      return packed;
    });
  }

  evaluate(theta: Float64Array): { value: number; gradient: Float64Array } {
    const n = this.#n;
    const parts = this.#unit.length;
    const variance = Float64Array.from(theta, (t) => Math.exp(2 * t));
    const white = variance[parts] as number;
    const k = new Float64Array(n * n);
    let at = 0;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++, at++) {
        let s = 0;
        for (let c = 0; c < parts; c++) s += (variance[c] as number) * ((this.#unit[c] as Float64Array)[at] as number);
        k[i * n + j] = s;
      }
      k[i * n + i] = (k[i * n + i] as number) + white + (this.departures[i] as Departure).noise;
    }
    cholesky(k, n);
    const y = Float64Array.from(this.departures, (d) => d.value);
    const z = forwardSolve(k, n, y);
    const alpha = backSolve(k, n, z);
    let value = 0;
    for (let i = 0; i < n; i++) value -= Math.log(k[i * n + i] as number) + 0.5 * (z[i] as number) ** 2;
    const w = inverseFromFactor(k, n);
    const gradient = new Float64Array(parts + 1);
    at = 0;
    for (let i = 0; i < n; i++) {
      const ai = alpha[i] as number;
      for (let j = 0; j <= i; j++, at++) {
        const q = (ai * (alpha[j] as number) - (w[i * n + j] as number)) * (i === j ? 1 : 2);
        for (let c = 0; c < parts; c++) {
          gradient[c] =
            (gradient[c] as number) + q * (variance[c] as number) * ((this.#unit[c] as Float64Array)[at] as number);
        }
        if (i === j) gradient[parts] = (gradient[parts] as number) + q * white;
      }
    }
    return { value, gradient };
  }
}

/** Every k-th item so that at most `most` remain. */
export function thin<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)] as T);
}
