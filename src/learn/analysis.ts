import { distance } from '../grid/distance.ts';
import { backSolve, cholesky, forwardSolve, inverseFromFactor } from './cholesky.ts';
import type { Component, Place } from './covariance.ts';
import { LONGEST_LAG, spatialTables, temporalCorrelation } from './covariance.ts';

/** One observation as the analysis sees it: its departure from the process model in latent units. */
export interface Departure {
  /** Index into the places. */
  readonly place: number;
  readonly month: number;
  readonly value: number;
  /** Variance of the observation's own error, latent units squared. */
  readonly noise: number;
}

/** Gaussian belief about a departure. */
export interface Belief {
  readonly mean: Float64Array;
  /** Of the quantity itself, without observation error. */
  readonly variance: Float64Array;
  /** Variance of the observation's error where the belief is about an observation; zero elsewhere. */
  readonly noise: Float64Array;
}

/** Which observations a prediction may see. */
export type Sight =
  | { readonly of: 'all' }
  /** Only months before this one. */
  | { readonly of: 'past'; readonly before: number }
  /** Everything but the places for which `hidden` is true. */
  | { readonly of: 'away'; readonly hidden: readonly boolean[] };

/**
 * Objective analysis (optimal interpolation, Gaussian process) of departures from the process model.
 * Exact: one Cholesky factor of all observations, ordered in time, also gives every forecast from the past alone and every
 * prediction that leaves places out, so nothing is ever predicted from itself.
 */
export class Analysis {
  readonly #n: number;
  readonly #factor: Float64Array;
  readonly #z: Float64Array;
  readonly #tables: readonly Float64Array[];
  readonly #spatial: readonly Float64Array[];
  /** Places that hold a departure. */
  readonly measured: readonly number[];
  #inverse: Float64Array | undefined;
  readonly #prior: number;

  /** @param departures in order of month */
  constructor(
    readonly components: readonly Component[],
    readonly places: readonly Place[],
    readonly departures: readonly Departure[],
  ) {
    this.#n = departures.length;
    this.measured = [...new Set(departures.map((d) => d.place))];
    this.#tables = components.map(temporalCorrelation);
    this.#prior = components.reduce((s, c) => s + c.sd * c.sd, 0);
    this.#spatial = spatialTables(components, places, places, metresBetween);
    this.#factor = covarianceOf(this.#spatial, this.#tables, places.length, departures);
    cholesky(this.#factor, this.#n);
    this.#z = forwardSolve(
      this.#factor,
      this.#n,
      Float64Array.from(departures, (d) => d.value),
    );
  }

  /** Natural logarithm of the density of all departures together. */
  logDensity(): number {
    let s = -0.5 * this.#n * Math.log(2 * Math.PI);
    for (let i = 0; i < this.#n; i++) {
      s -= Math.log(this.#factor[i * this.#n + i] as number) + 0.5 * (this.#z[i] as number) ** 2;
    }
    return s;
  }

  /** Belief about each departure from observations of earlier months alone. */
  oneAhead(): Belief {
    const n = this.#n;
    const mean = new Float64Array(n);
    const variance = new Float64Array(n);
    for (let from = 0; from < n; ) {
      const month = (this.departures[from] as Departure).month;
      let to = from;
      while (to < n && (this.departures[to] as Departure).month === month) to++;
      for (let i = from; i < to; i++) {
        let innovation = 0;
        let v = 0;
        for (let k = from; k <= i; k++) {
          const l = this.#factor[i * n + k] as number;
          innovation += l * (this.#z[k] as number);
          v += l * l;
        }
        const d = this.departures[i] as Departure;
        mean[i] = d.value - innovation;
        variance[i] = Math.max(v - d.noise, 1e-9);
      }
      from = to;
    }
    return { mean, variance, noise: Float64Array.from(this.departures, (d) => d.noise) };
  }

  /** Belief about each departure from the observations outside its block; blocks are numbered by place. */
  blockedOut(blockOf: readonly number[]): Belief {
    const n = this.#n;
    const mean = new Float64Array(n);
    const variance = new Float64Array(n);
    const alpha = backSolve(this.#factor, n, this.#z);
    const w = this.#inverseOf();
    const members = new Map<number, number[]>();
    this.departures.forEach((d, i) => {
      const b = blockOf[d.place] as number;
      const list = members.get(b);
      if (list) list.push(i);
      else members.set(b, [i]);
    });
    for (const list of members.values()) {
      const m = list.length;
      const block = new Float64Array(m * m);
      for (let a = 0; a < m; a++)
        for (let b = 0; b < m; b++) block[a * m + b] = w[(list[a] as number) * n + (list[b] as number)] as number;
      cholesky(block, m);
      const right = Float64Array.from(list, (i) => alpha[i] as number);
      const error = backSolve(block, m, forwardSolve(block, m, right));
      const covariance = inverseFromFactor(block, m);
      list.forEach((i, a) => {
        const d = this.departures[i] as Departure;
        mean[i] = d.value - (error[a] as number);
        variance[i] = Math.max((covariance[a * m + a] as number) - d.noise, 1e-9);
      });
    }
    return { mean, variance, noise: Float64Array.from(this.departures, (d) => d.noise) };
  }

  /** Mean departure at a place for each of `months`. */
  meanAt(place: Place, months: ArrayLike<number>, sight: Sight = { of: 'all' }): Float64Array {
    const alpha = this.#alpha(sight);
    const vectors = spatialTables(this.components, [place], this.places, metresBetween);
    const mean = new Float64Array(months.length);
    for (let k = 0; k < months.length; k++) {
      let s = 0;
      for (let i = 0; i < alpha.length; i++) {
        const a = alpha[i] as number;
        if (a !== 0) s += a * this.#cross(vectors, i, months[k] as number);
      }
      mean[k] = s;
    }
    return mean;
  }

  /** Belief at a place for each of `months`, from everything or from the past alone. */
  beliefAt(place: Place, months: ArrayLike<number>, sight: Exclude<Sight, { of: 'away' }> = { of: 'all' }): Belief {
    const m = sight.of === 'past' ? this.#countBefore(sight.before) : this.#n;
    const vectors = spatialTables(this.components, [place], this.places, metresBetween);
    const mean = new Float64Array(months.length);
    const variance = new Float64Array(months.length);
    const k = new Float64Array(m);
    for (let t = 0; t < months.length; t++) {
      for (let i = 0; i < m; i++) k[i] = this.#cross(vectors, i, months[t] as number);
      const v = forwardSolve(this.#factor, this.#n, k, m);
      let s = 0;
      let explained = 0;
      for (let i = 0; i < m; i++) {
        s += (v[i] as number) * (this.#z[i] as number);
        explained += (v[i] as number) ** 2;
      }
      mean[t] = s;
      variance[t] = Math.max(this.#prior - explained, 1e-9);
    }
    return { mean, variance, noise: new Float64Array(months.length) };
  }

  /**
   * Loadings `[component][month][place]`: the mean anywhere is the sum over components and places of sd² S(x, place) times
   * the loading. This is how a whole map is analysed without visiting every observation for every cell.
   */
  loadings(months: ArrayLike<number>): Float64Array[] {
    const alpha = this.#alpha({ of: 'all' });
    const width = this.places.length;
    return this.#tables.map((table) => {
      const out = new Float64Array(months.length * width);
      this.departures.forEach((d, i) => {
        for (let t = 0; t < months.length; t++) {
          const at = t * width + d.place;
          out[at] = (out[at] as number) + (alpha[i] as number) * lagged(table, (months[t] as number) - d.month);
        }
      });
      return out;
    });
  }

  /**
   * Mean departure at every place of its own, `[month, place]`.
   *
   * @param hidden by place; absent: each month is told from earlier months alone
   */
  meansAtPlaces(months: ArrayLike<number>, hidden?: readonly boolean[]): Float64Array {
    const width = this.places.length;
    const out = new Float64Array(months.length * width);
    const away = hidden ? this.#alphaWithout(hidden) : undefined;
    let pastCount = -1;
    let alpha = away ?? new Float64Array(0);
    const loading = new Float64Array(width);
    for (let t = 0; t < months.length; t++) {
      const month = months[t] as number;
      if (!away) {
        const m = this.#countBefore(month);
        if (m !== pastCount) alpha = backSolve(this.#factor, this.#n, this.#z, m);
        pastCount = m;
      }
      this.#tables.forEach((table, c) => {
        loading.fill(0);
        for (let i = 0; i < alpha.length; i++) {
          const d = this.departures[i] as Departure;
          loading[d.place] = (loading[d.place] as number) + (alpha[i] as number) * lagged(table, month - d.month);
        }
        const s = this.#spatial[c] as Float64Array;
        for (let p = 0; p < width; p++) {
          let sum = 0;
          for (let l = 0; l < width; l++) sum += (s[p * width + l] as number) * (loading[l] as number);
          out[t * width + p] = (out[t * width + p] as number) + sum;
        }
      });
    }
    return out;
  }

  #cross(vectors: readonly Float64Array[], i: number, month: number): number {
    const d = this.departures[i] as Departure;
    let s = 0;
    for (let c = 0; c < vectors.length; c++) {
      s += ((vectors[c] as Float64Array)[d.place] as number) * lagged(this.#tables[c] as Float64Array, month - d.month);
    }
    return s;
  }

  #countBefore(month: number): number {
    let m = 0;
    while (m < this.#n && (this.departures[m] as Departure).month < month) m++;
    return m;
  }

  /** Weights of the observations; zero where they may not be seen. */
  #alpha(sight: Sight): Float64Array {
    if (sight.of === 'all') return backSolve(this.#factor, this.#n, this.#z);
    if (sight.of === 'past') return backSolve(this.#factor, this.#n, this.#z, this.#countBefore(sight.before));
    return this.#alphaWithout(sight.hidden);
  }

  #alphaWithout(hidden: readonly boolean[]): Float64Array {
    const n = this.#n;
    const alpha = backSolve(this.#factor, n, this.#z);
    const w = this.#inverseOf();
    const list: number[] = [];
    this.departures.forEach((d, i) => {
      if (hidden[d.place]) list.push(i);
    });
    const m = list.length;
    if (m === 0) return alpha;
    const block = new Float64Array(m * m);
    for (let a = 0; a < m; a++)
      for (let b = 0; b < m; b++) block[a * m + b] = w[(list[a] as number) * n + (list[b] as number)] as number;
    cholesky(block, m);
    const x = backSolve(
      block,
      m,
      forwardSolve(
        block,
        m,
        Float64Array.from(list, (i) => alpha[i] as number),
      ),
    );
    for (let i = 0; i < n; i++) {
      let s = alpha[i] as number;
      for (let a = 0; a < m; a++) s -= (w[i * n + (list[a] as number)] as number) * (x[a] as number);
      alpha[i] = s;
    }
    for (const i of list) alpha[i] = 0;
    return alpha;
  }

  #inverseOf(): Float64Array {
    this.#inverse ??= inverseFromFactor(this.#factor, this.#n);
    return this.#inverse;
  }
}

export const metresBetween = (a: Place, b: Place): number => distance(a.lon, a.lat, b.lon, b.lat);

const lagged = (table: Float64Array, lag: number): number => table[Math.min(Math.abs(lag), LONGEST_LAG)] as number;

/** `[n, n]`, lower triangle: covariance of the departures with the observations' own noise on the diagonal. */
function covarianceOf(
  spatial: readonly Float64Array[],
  tables: readonly Float64Array[],
  width: number,
  departures: readonly Departure[],
): Float64Array {
  const n = departures.length;
  const k = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const a = departures[i] as Departure;
    for (let j = 0; j <= i; j++) {
      const b = departures[j] as Departure;
      let s = 0;
      const at = a.place * width + b.place;
      for (let c = 0; c < spatial.length; c++) {
        s += ((spatial[c] as Float64Array)[at] as number) * lagged(tables[c] as Float64Array, a.month - b.month);
      }
      k[i * n + j] = s;
    }
    k[i * n + i] = (k[i * n + i] as number) + a.noise;
  }
  return k;
}
