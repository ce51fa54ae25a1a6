import { yearOf } from '../core/month.ts';

/** What a baseline needs of a measurement. */
export interface Dated {
  readonly site: string;
  readonly month: number;
  readonly value: number;
  /** True for a probing on a date, false for a value of the whole season or month. */
  readonly dated: boolean;
  /** Thaw depth at the end of the season: one a year, whichever month it is noted under. */
  readonly yearly: boolean;
}

/** Naive forecasts from the measurements of the same site and earlier months alone. `undefined` where they cannot exist. */
export class History {
  readonly #series = new Map<string, Dated[]>();

  constructor(data: readonly Dated[]) {
    for (const d of [...data].sort((a, b) => a.month - b.month)) {
      const key = keyOf(d);
      const list = this.#series.get(key);
      if (list) list.push(d);
      else this.#series.set(key, [d]);
    }
  }

  /** The last earlier value, at most two years old. */
  persistence(d: Dated): number | undefined {
    const last = this.#before(d).at(-1);
    return last && d.month - last.month <= 24 ? last.value : undefined;
  }

  /** The value of the same month a year earlier; of the year before for what is measured once a year. */
  sameMonthLastYear(d: Dated): number | undefined {
    return this.#before(d).find((e) => (d.yearly ? yearOf(e.month) === yearOf(d.month) - 1 : e.month === d.month - 12))
      ?.value;
  }

  /** Mean of the same month in all earlier years. */
  climatology(d: Dated): number | undefined {
    const same = this.#before(d).filter((e) => d.yearly || (d.month - e.month) % 12 === 0);
    return same.length === 0 ? undefined : same.reduce((s, e) => s + e.value, 0) / same.length;
  }

  /** Mean of value / sqrt(degree-days) over earlier years, times sqrt(degree-days) of this one. */
  stefan(d: Dated, degreeDays: (d: Dated) => number): number | undefined {
    const ratios = this.#before(d)
      .map((e) => e.value / Math.sqrt(degreeDays(e)))
      .filter(Number.isFinite);
    const now = Math.sqrt(degreeDays(d));
    return ratios.length === 0 || !Number.isFinite(now)
      ? undefined
      : now * (ratios.reduce((a, b) => a + b, 0) / ratios.length);
  }

  #before(d: Dated): Dated[] {
    return (this.#series.get(keyOf(d)) ?? []).filter((e) =>
      d.yearly ? yearOf(e.month) < yearOf(d.month) : e.month < d.month,
    );
  }
}

const keyOf = (d: Dated): string => `${d.site}/${d.yearly ? 'year' : d.dated ? 'date' : 'month'}`;

/** Median; undefined of nothing. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}
