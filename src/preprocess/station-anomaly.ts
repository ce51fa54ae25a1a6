import { monthOfYear } from '../core/month.ts';
import { Reach } from './spatial-weights.ts';

/** A measured monthly series turned into deviations from the background climate of its place. */
export interface Deviations {
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  /** Months since 1969-01. */
  readonly month: Int32Array;
  /** Measured minus background: K, or a logarithm of a ratio. */
  readonly value: Float64Array;
}

export interface AnomalyOptions {
  /** km over which the mean deviation from the background carries, and its sd. */
  readonly climateReach: number;
  readonly climateSd: number;
  /** km over which one month's weather carries, its sd, and what two neighbours differ by. */
  readonly weatherReach: number;
  readonly weatherSd: number;
  readonly noiseSd: number;
  /** First and last month for which weather is wanted. */
  readonly span: readonly [number, number];
}

/** Months before this say little about the present mean climate. */
const CLIMATE_FROM = 12 * (1981 - 1969);
/** Months from which a series has a mean of its own, without help of its neighbours. */
const LONG = 120;

/** Mean deviation by calendar month, of the values `keep` says, NaN without any. */
function calendarMeans(d: Deviations, subtract: (i: number) => number): { mean: Float64Array; years: number } {
  const sum = new Float64Array(12);
  const count = new Float64Array(12);
  d.month.forEach((m, i) => {
    if (m < CLIMATE_FROM && (d.month.at(-1) as number) >= CLIMATE_FROM + LONG) return;
    const c = monthOfYear(m) - 1;
    sum[c] = (sum[c] as number) + (d.value[i] as number) - subtract(i);
    count[c] = (count[c] as number) + 1;
  });
  const all =
    sum.reduce((s, v) => s + v, 0) /
    Math.max(
      1,
      count.reduce((s, v) => s + v, 0),
    );
  return {
    // A calendar month that was never measured takes the mean of the others.
    mean: sum.map((s, c) => ((count[c] as number) > 0 ? s / (count[c] as number) : all)),
    years: d.month.length / 12,
  };
}

/**
 * What measured series say about the climate between them: a mean deviation from the background by calendar month, and the
 * weather of each month about that mean, both spread by simple kriging with exponential correlation. Far from any station
 * both fade to nothing and the background remains.
 */
export class StationAnomaly {
  readonly #weather: Reach;
  readonly #climate: Reach;
  /** `[station][month of span]`, 0 where a station has no value. */
  readonly #weatherWeights: readonly Float64Array[];
  /** `[calendar month][station]` */
  readonly #climateWeights: readonly Float64Array[];
  readonly #correlations: Float64Array;

  constructor(
    series: readonly Deviations[],
    readonly options: AnomalyOptions,
  ) {
    this.#weather = new Reach(series, options.weatherReach);
    this.#correlations = new Float64Array(series.length);
    const long = series.filter((d) => d.month.length >= LONG);
    const first = this.#spread(series, (d) => (long.includes(d) ? calendarMeans(d, () => 0).mean : undefined));
    // A short series' own mean holds the weather of its few years: its neighbours' weather is taken out first.
    const means = series.map((d) => {
      const guess = this.#at(d, first);
      return calendarMeans(d, (i) => (long.includes(d) ? 0 : (guess[(d.month[i] as number) - options.span[0]] ?? 0)));
    });
    this.#weatherWeights = this.#spread(series, (d) => means[series.indexOf(d)]?.mean);
    this.#climate = new Reach(series, options.climateReach);
    const noise = means.map(({ years }) => (options.noiseSd ** 2 * (0.25 + 1 / years)) / options.climateSd ** 2);
    const calendar = Array.from({ length: 12 }, (_, c) => means.map(({ mean }) => mean[c] as number));
    const all = series.map((_, i) => i);
    this.#climateWeights = series.length === 0 ? [] : this.#climate.solve(all, noise, calendar);
  }

  /** Mean deviation by calendar month at a place, January first. */
  climateAt(place: { readonly lat: number; readonly lon: number }, out = new Float64Array(12)): Float64Array {
    if (this.#climateWeights.length === 0) return out.fill(0);
    const k = this.#climate.correlations(place, this.#correlations);
    for (let c = 0; c < 12; c++) {
      const w = this.#climateWeights[c] as Float64Array;
      let sum = 0;
      for (let i = 0; i < k.length; i++) sum += (k[i] as number) * (w[i] as number);
      out[c] = sum;
    }
    return out;
  }

  /** Each month's deviation from the mean climate at a place, over the span. */
  weatherAt(place: { readonly lat: number; readonly lon: number }, out?: Float64Array): Float64Array {
    return this.#at(place, this.#weatherWeights, out);
  }

  #at(
    place: { readonly lat: number; readonly lon: number },
    weights: readonly Float64Array[],
    into?: Float64Array,
  ): Float64Array {
    const { span } = this.options;
    const out = into?.fill(0) ?? new Float64Array(span[1] - span[0] + 1);
    const k = this.#weather.correlations(place, this.#correlations);
    for (let s = 0; s < weights.length; s++) {
      const w = weights[s] as Float64Array;
      const c = k[s] as number;
      for (let m = 0; m < out.length; m++) out[m] = (out[m] as number) + c * (w[m] as number);
    }
    return out;
  }

  /** Kriging weights of the weather, month by month, from the stations whose mean is known. */
  #spread(series: readonly Deviations[], meanOf: (d: Deviations) => Float64Array | undefined): Float64Array[] {
    const [from, to] = this.options.span;
    const weights = series.map(() => new Float64Array(to - from + 1));
    const noise = (this.options.noiseSd / this.options.weatherSd) ** 2;
    const byMonth = new Map<number, { members: number[]; values: number[] }>();
    series.forEach((d, s) => {
      const mean = meanOf(d);
      if (!mean) return;
      d.month.forEach((m, i) => {
        if (m < from || m > to) return;
        const at = byMonth.get(m) ?? { members: [], values: [] };
        at.members.push(s);
        at.values.push((d.value[i] as number) - (mean[monthOfYear(m) - 1] as number));
        byMonth.set(m, at);
      });
    });
    for (const [month, { members, values }] of byMonth) {
      const [solved] = this.#weather.solve(
        members,
        members.map(() => noise),
        [values],
      );
      members.forEach((s, i) => {
        (weights[s] as Float64Array)[month - from] = solved?.[i] as number;
      });
    }
    return weights;
  }
}
