import { type Month, monthOfDate } from '../core/month.ts';
import { groupBy } from './group-by.ts';

/** A month from fewer days is none (SOURCES.md, 1). */
const LEAST_DAYS = 10;

export interface MonthlyMean {
  readonly month: Month;
  readonly mean: number;
  /** Between days. */
  readonly sd: number;
  readonly days: number;
}

/** Means of the months that have at least ten days, in time order. A day counts once however often it was read. */
export function monthlyMeans(readings: readonly { readonly date: Date; readonly value: number }[]): MonthlyMean[] {
  const days = [...groupBy(readings, (r) => r.date.toISOString().slice(0, 10)).values()].map((of) => ({
    month: monthOfDate((of[0] as (typeof of)[number]).date),
    value: of.reduce((s, r) => s + r.value, 0) / of.length,
  }));
  return [...groupBy(days, (d) => String(d.month)).values()]
    .filter((of) => of.length >= LEAST_DAYS)
    .map((of) => {
      const mean = of.reduce((s, d) => s + d.value, 0) / of.length;
      const sd = Math.sqrt(of.reduce((s, d) => s + (d.value - mean) ** 2, 0) / (of.length - 1));
      return { month: (of[0] as (typeof of)[number]).month, mean, sd, days: of.length };
    })
    .sort((a, b) => a.month - b.month);
}
