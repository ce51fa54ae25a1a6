import { monthOfYear, yearOf } from '../../core/month.ts';
import { meanOf } from './moments.ts';

/** A stretch without gaps of departures from the mean season. */
export interface EvenSeries {
  /** Months from one value to the next: 1, or 12 where only part of each year is seen. */
  readonly step: 1 | 12;
  /** Month of the first value; of a yearly series the January of its year. */
  readonly from: number;
  readonly values: Float64Array;
}

export interface Dated {
  /** Months since 1969-01. */
  readonly month: number;
  readonly value: number;
}

/** A monthly stretch of three years is worth more than years. */
const ENOUGH_MONTHS = 36;
/** A calendar month counts as usual where this share of the years has it. */
const USUAL = 0.8;
/** Departures this small beside the largest are no variation: thaw depth is 0 in every January. */
const STILL = 1e-6;

/**
 * The longest stretch of a series that tests of time can use: several values of one month are averaged, the mean of each calendar month
 * is taken off, nothing is filled. Calendar months that are seen once or never vary are left out. Where that leaves no three years of
 * months on end, the yearly means of departures over the usual calendar months, if they make the longer series.
 *
 * @returns a series, possibly short; empty when no calendar month was seen twice
 */
export function evenSeries(points: readonly Dated[]): EvenSeries {
  const departures = deseasonalised(points);
  const monthly = longestRun(departures);
  const byMonth: EvenSeries = { step: 1, ...monthly };
  if (monthly.values.length >= ENOUGH_MONTHS) return byMonth;
  const yearly = longestRun(yearlyMeans(departures));
  return yearly.values.length > monthly.values.length
    ? { step: 12, from: yearly.from * 12, values: yearly.values }
    : byMonth;
}

/** Departure from the mean of its calendar month, by month. */
function deseasonalised(points: readonly Dated[]): Map<number, number> {
  const byMonth = new Map<number, number[]>();
  for (const { month, value } of points) {
    const at = byMonth.get(month);
    if (at) at.push(value);
    else byMonth.set(month, [value]);
  }
  const calendar = Array.from({ length: 12 }, () => [] as { month: number; value: number }[]);
  for (const [month, values] of byMonth) calendar[monthOfYear(month) - 1]?.push({ month, value: meanOf(values) });
  const seasons = calendar
    .filter((c) => c.length > 1)
    .map((c) => {
      const mean = meanOf(c.map((p) => p.value));
      return c.map(({ month, value }) => ({ month, value: value - mean }));
    });
  const widths = seasons.map((c) => Math.max(...c.map((p) => Math.abs(p.value))));
  const widest = Math.max(0, ...widths);
  return new Map(
    seasons.flatMap((c, i) =>
      (widths[i] as number) > STILL * widest ? c.map((p) => [p.month, p.value] as const) : [],
    ),
  );
}

/** Mean departure of each year that has all usual calendar months, by year counted from 1969. */
function yearlyMeans(departures: ReadonlyMap<number, number>): Map<number, number> {
  const years = new Map<number, Map<number, number>>();
  for (const [month, value] of departures) {
    const year = yearOf(month) - yearOf(0);
    const of = years.get(year) ?? new Map<number, number>();
    of.set(monthOfYear(month), value);
    years.set(year, of);
  }
  const seen = (m: number) => [...years.values()].filter((y) => y.has(m)).length;
  const usual = Array.from({ length: 12 }, (_, i) => i + 1).filter((m) => seen(m) >= USUAL * years.size);
  const whole = [...years].filter(([, of]) => usual.length > 0 && usual.every((m) => of.has(m)));
  return new Map(whole.map(([year, of]) => [year, meanOf(usual.map((m) => of.get(m) as number))]));
}

/** The longest run of consecutive keys; the earliest of equals. */
function longestRun(values: ReadonlyMap<number, number>): { from: number; values: Float64Array } {
  const keys = [...values.keys()].sort((a, b) => a - b);
  let best = { from: keys[0] ?? 0, length: 0 };
  let start = 0;
  keys.forEach((key, i) => {
    if (i > 0 && key !== (keys[i - 1] as number) + 1) start = i;
    if (i - start + 1 > best.length) best = { from: keys[start] as number, length: i - start + 1 };
  });
  return {
    from: best.from,
    values: Float64Array.from({ length: best.length }, (_, i) => values.get(best.from + i) as number),
  };
}
