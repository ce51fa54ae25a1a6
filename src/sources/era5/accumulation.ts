import type { TimeSteps } from '../gridded/time-steps.ts';

/** What an accumulated number counts: the hour before its stamp, the day since 00 UTC, or a mean day of its month. */
export type Accumulation = 'hour' | 'since-midnight' | 'day-of-month';

/** Share of hours at which a sum since midnight must not fall. */
const NEVER_FALLS = 0.999;
/** Rises by less than this share of the largest number are rounding of packed numbers. */
const ROUNDING = 1e-4;

/**
 * How numbers are accumulated: ERA5 counts the hour before the stamp, ERA5-Land the day since 00 UTC, monthly means a mean day. Files
 * do not say which; the hours tell, because a sum since midnight never falls before the next midnight.
 * @param hours numbers `[step, cell]` of some consecutive steps from `first` on
 * @returns undefined when these hours do not tell, a sentence when no hours can
 */
export function accumulationOf(
  steps: TimeSteps,
  hours: Float64Array,
  cells: number,
  first: number,
): Accumulation | { readonly unknown: string } | undefined {
  if (steps.stepDays >= 27) return 'day-of-month';
  if (Math.abs(steps.stepDays * 24 - 1) > 0.01)
    return { unknown: `accumulated over an unknown time (steps of ${(steps.stepDays * 24).toFixed(1)} h)` };
  let largest = 0;
  for (const x of hours) if (x > largest) largest = x;
  let [rises, falls, pairs] = [0, 0, 0];
  for (let t = 1; t * cells < hours.length; t++) {
    // The first hour of a day starts a new sum; its own number stands at 01.
    if (Math.round(steps.hour[first + t] as number) % 24 === 1) continue;
    for (let c = 0; c < cells; c++) {
      const change = (hours[t * cells + c] as number) - (hours[(t - 1) * cells + c] as number);
      if (Number.isNaN(change)) continue;
      pairs++;
      if (change > ROUNDING * largest) rises++;
      else if (change < -ROUNDING * largest) falls++;
    }
  }
  if (rises + falls === 0) return undefined; // neither rain nor light
  return falls <= (1 - NEVER_FALLS) * pairs ? 'since-midnight' : 'hour';
}

/** Amounts to amounts a day. */
export const perDay = (of: Accumulation): number => (of === 'hour' ? 24 : 1);
