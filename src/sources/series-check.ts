import { medianOf } from './median.ts';

/** Fewest equal months that make a stuck sensor (SOURCES.md, 1). */
const STUCK_MONTHS = 4;
const STUCK_SHARE = 0.01;

/**
 * Months of a site's series in which the sensor stood still: a run of four and more whose spread is below 1 % of the series' own sd.
 * @param values in time order, neighbouring months adjacent, NaN for gaps
 */
export function stuckMonths(values: readonly number[]): Set<number> {
  const known = values.filter((v) => !Number.isNaN(v));
  const m = known.reduce((s, v) => s + v, 0) / known.length;
  const sd = Math.sqrt(known.reduce((s, v) => s + (v - m) ** 2, 0) / known.length);
  const stuck = new Set<number>();
  if (!(sd > 0)) return stuck;
  let start = 0;
  for (let i = 0; i <= values.length; i++) {
    const run = values.slice(start, i + 1);
    const still =
      i < values.length &&
      run.every((v) => !Number.isNaN(v)) &&
      Math.max(...run) - Math.min(...run) <= STUCK_SHARE * sd;
    if (still) continue;
    if (i - start >= STUCK_MONTHS) for (let k = start; k < i; k++) stuck.add(k);
    start = i;
  }
  return stuck;
}

/**
 * Values far from the site's own values of the same calendar month, by median and median absolute deviation.
 * @param calendar 1-12 for each value
 * @param limit robust sd's; @param floor least sd, unit of the values
 */
export function oddAgainstOwnMonths(
  values: readonly number[],
  calendar: readonly number[],
  limit: number,
  floor: number,
): Set<number> {
  const odd = new Set<number>();
  for (let month = 1; month <= 12; month++) {
    const at = values.flatMap((v, i) => (calendar[i] === month && !Number.isNaN(v) ? [i] : []));
    if (at.length < 4) continue; // three values have no outlier
    const middle = medianOf(at.map((i) => values[i] as number));
    const sd = Math.max(floor, 1.4826 * medianOf(at.map((i) => Math.abs((values[i] as number) - middle))));
    for (const i of at) if (Math.abs((values[i] as number) - middle) > limit * sd) odd.add(i);
  }
  return odd;
}
