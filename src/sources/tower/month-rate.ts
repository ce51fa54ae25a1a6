import { type Month, monthOf, monthOfYear, yearOf } from '../../core/month.ts';
import { medianOf } from '../median.ts';

/** A month as a mean rate of the half hours that were measured. */
export interface MonthRate {
  readonly month: Month;
  readonly mean: number;
  /** Measured half hours of those the month has. */
  readonly measured: number;
  readonly slots: number;
  /** How far the mean lies from one in which every quarter of the day counts the same: what an uneven day may have cost. */
  readonly uneven: number;
  /** Random error of one half hour from differences of consecutive days, over the root of their number; NaN where unknown. */
  readonly random: number;
  /** At least 25 % measured and every quarter of the local day present (SOURCES.md, 1). */
  readonly enough: boolean;
}

const LEAST_SHARE = 0.25;
/** Pairs of days for a random error. */
const LEAST_PAIRS = 20;
const EPOCH = Date.UTC(1969, 0, 1);

/**
 * Mean rates of the UTC months of a series; months without any value are left out.
 * @param x half hours, NaN where not measured
 * @param axis first slot since 1969-01-01 UTC, minutes a slot, minutes that local standard time is ahead of UTC
 * @param random whether the random error is wanted: it costs a sorting of every month
 */
export function monthRates(
  x: Float32Array,
  axis: { readonly first: number; readonly step: number; readonly offset: number },
  random: boolean,
): MonthRate[] {
  const perDay = 1440 / axis.step;
  const found: MonthRate[] = [];
  const slotOf = (m: number) => (Date.UTC(yearOf(m), monthOfYear(m) - 1) - EPOCH) / 60_000 / axis.step;
  const begin = new Date(EPOCH + axis.first * axis.step * 60_000);
  for (let m: number = monthOf(begin.getUTCFullYear(), begin.getUTCMonth() + 1); ; m++) {
    const [from, to] = [slotOf(m), slotOf(m + 1)];
    if (from >= axis.first + x.length) return found;
    const rate = rateOf(x, from - axis.first, to - axis.first, perDay, from + axis.offset / axis.step, random);
    if (rate) found.push({ month: m as Month, ...rate });
  }
}

/** @param clock slot of the local clock at `from`, whose remainder by `perDay` is the time of day */
function rateOf(
  x: Float32Array,
  from: number,
  to: number,
  perDay: number,
  clock: number,
  random: boolean,
): Omit<MonthRate, 'month'> | undefined {
  const sum = [0, 0, 0, 0];
  const n = [0, 0, 0, 0];
  const differences: number[] = [];
  for (let i = Math.max(0, from); i < Math.min(x.length, to); i++) {
    const v = x[i] as number;
    if (Number.isNaN(v)) continue;
    const time = (((clock + i - from) % perDay) + perDay) % perDay;
    const quarter = Math.floor((4 * time) / perDay);
    sum[quarter] = (sum[quarter] as number) + v;
    n[quarter] = (n[quarter] as number) + 1;
    if (!random) continue;
    const next = i + perDay < to ? x[i + perDay] : undefined;
    if (next !== undefined && !Number.isNaN(next)) differences.push(Math.abs(next - v));
  }
  const measured = n.reduce((s, k) => s + k);
  if (measured === 0) return undefined;
  const mean = sum.reduce((s, v) => s + v) / measured;
  const present = n.every((k) => k > 0);
  const even = n.reduce((s, k, q) => s + (sum[q] as number) / k / 4, 0);
  // Two days differ by the errors of both (Hollinger and Richardson 2005): sd of one = 1.4826 median / sqrt 2.
  const single = differences.length >= LEAST_PAIRS ? (1.4826 * medianOf(differences)) / Math.SQRT2 : Number.NaN;
  return {
    mean,
    measured,
    slots: to - from,
    uneven: present ? Math.abs(mean - even) : Number.NaN,
    random: single / Math.sqrt(measured),
    enough: present && measured >= LEAST_SHARE * (to - from),
  };
}
