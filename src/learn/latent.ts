import { monthOfYear } from '../core/month.ts';
import type { Target } from '../core/variable.ts';

/**
 * How a target is told from its process estimate: the departure, in a scale where departures are nearly Gaussian and alike in
 * all seasons and places.
 *
 * - `alt`: difference of log(depth + 0.2 m): a ratio where thaw is deep, a difference where it has just begun, so that early summer does
 *   not drown the rest. Never negative; 0 where the process says frozen.
 * - `co2`: difference over the spread of that month of the year.
 * - `ch4`: difference of asinh(flux / 3 nmol m-2 s-1), over the spread: linear near zero, logarithmic in wetlands.
 */
export interface Latent {
  readonly target: Target;
  /** Spread of a departure by month of the year, January first; 1 for alt and ch4. */
  readonly season: readonly number[];
}

/** Depth at which differences become ratios, m: what an Alaskan June thaws. */
export const SOFT_DEPTH = 0.2;
/** nmol m-2 s-1 */
const LINEAR_CH4 = 3;
/** Stands in for a process estimate that is missing. */
const NO_PROCESS: Readonly<Record<Target, number>> = { alt: 0.5, co2: 0, ch4: 0 };

const spread = (l: Latent, month: number): number => l.season[monthOfYear(month) - 1] as number;
const known = (l: Latent, process: number): number => (Number.isNaN(process) ? NO_PROCESS[l.target] : process);

/** A value on the scale its departures are formed on, before the spread by season. */
export function scaled(target: Target, value: number): number {
  if (target === 'alt') return Math.log(Math.max(value, 0) + SOFT_DEPTH);
  return target === 'co2' ? value : Math.asinh(value / LINEAR_CH4);
}

/** The inverse of `scaled`. */
export function unscaled(target: Target, at: number): number {
  if (target === 'alt') return Math.max(Math.exp(at) - SOFT_DEPTH, 0);
  return target === 'co2' ? at : LINEAR_CH4 * Math.sinh(at);
}

/** The departure of `value` from `process`. @param process canonical unit; NaN where there is no estimate */
export function departure(l: Latent, value: number, process: number, month: number): number {
  return (scaled(l.target, value) - scaled(l.target, known(l, process))) / spread(l, month);
}

/** The value at a departure: the inverse of `departure`. Monotone, so quantiles map to quantiles. */
export function valueAt(l: Latent, at: number, process: number, month: number): number {
  const p = known(l, process);
  if (l.target === 'alt' && frozen(p)) return 0;
  return unscaled(l.target, scaled(l.target, p) + spread(l, month) * at);
}

/**
 * Mean and standard deviation of the value when the departure is Gaussian. On the logarithmic scales the mean is that of the central
 * 90 %: an exponential of far tails that nobody has seen would otherwise carry it away.
 */
export function moments(
  l: Latent,
  mean: number,
  variance: number,
  process: number,
  month: number,
): { mean: number; sd: number } {
  const p = known(l, process);
  if (l.target === 'co2') return { mean: p + spread(l, month) * mean, sd: spread(l, month) * Math.sqrt(variance) };
  if (l.target === 'alt') {
    if (frozen(p)) return { mean: 0, sd: 0 };
    const median = (p + SOFT_DEPTH) * Math.exp(mean);
    return {
      mean: Math.max(median * centralMean(Math.sqrt(variance)) - SOFT_DEPTH, 0),
      sd: median * Math.exp(variance / 2) * Math.sqrt(Math.expm1(variance)),
    };
  }
  const s = spread(l, month);
  const mu = Math.asinh(p / LINEAR_CH4) + s * mean;
  const v = s * s * variance;
  const square = (Math.exp(2 * v) * Math.cosh(2 * mu) - 1) / 2 - (Math.exp(v / 2) * Math.sinh(mu)) ** 2;
  return {
    mean: LINEAR_CH4 * Math.sinh(mu) * centralMean(Math.sqrt(v)),
    sd: LINEAR_CH4 * Math.sqrt(Math.max(square, 0)),
  };
}

/** Mean of exp(sd Z) for a standard normal Z within its central 90 %. */
function centralMean(sd: number): number {
  const edge = 1.6448536269514722;
  return (Math.exp((sd * sd) / 2) * (normalShare(edge - sd) - normalShare(-edge - sd))) / 0.9;
}

/** Share of a standard normal below z; Abramowitz and Stegun 26.2.17, absolute error below 7.5e-8. */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * Math.exp(-0.5 * z * z) * poly;
  return z >= 0 ? 1 - tail : tail;
}

/** Standard deviation in latent units of a measurement with standard deviation `sd` in the canonical unit. */
export function latentError(l: Latent, value: number, sd: number, month: number): number {
  if (l.target === 'alt') return sd / (Math.max(value, 0) + SOFT_DEPTH);
  if (l.target === 'co2') return sd / spread(l, month);
  return sd / Math.hypot(value, LINEAR_CH4) / spread(l, month);
}

/** A process estimate of exactly zero thaw: the ground is frozen to the top and no correction thaws it. */
const frozen = (process: number): boolean => process === 0;

/**
 * Spread of departures by month of the year from the values themselves: three neighbouring months together, never under a third of
 * the greatest, so that a quiet winter is not blown up.
 *
 * @param months,values one entry an observation; the value is minus its process estimate, canonical unit
 */
export function seasonOf(target: Target, months: ArrayLike<number>, values: ArrayLike<number>): Latent {
  if (target !== 'co2') return { target, season: new Array<number>(12).fill(1) };
  const sum = new Float64Array(12);
  const count = new Float64Array(12);
  for (let i = 0; i < months.length; i++) {
    const k = monthOfYear(months[i] as number) - 1;
    sum[k] = (sum[k] as number) + (values[i] as number) ** 2;
    count[k] = (count[k] as number) + 1;
  }
  const rms = Array.from({ length: 12 }, (_, k) => {
    const at = [(k + 11) % 12, k, (k + 1) % 12];
    const n = at.reduce((s, j) => s + (count[j] as number), 0);
    return n < 6 ? Number.NaN : Math.sqrt(at.reduce((s, j) => s + (sum[j] as number), 0) / n);
  });
  const greatest = Math.max(...rms.filter((v) => !Number.isNaN(v)), 0.1);
  return { target, season: rms.map((v) => (Number.isNaN(v) ? greatest : Math.max(v, greatest / 3))) };
}
