import { groupBy } from './group-by.ts';

interface Placed {
  readonly lat: number;
  readonly lon: number;
}

/** Degrees of latitude by which rows of a site may differ in how its position was rounded; twice that in longitude. */
const ROUNDED = 0.05;

/** One of the rows of a site that stand where most of them do: a single wrong coordinate must not move the whole site. */
export function usualPlace<T extends Placed>(rows: readonly [T, ...T[]]): T {
  const places = [...groupBy(rows, (r) => `${r.lat} ${r.lon}`).values()] as [T, ...T[]][];
  return places.reduce((a, b) => (b.length > a.length ? b : a))[0];
}

/** True for positions that are the same but for rounding. */
export const isSamePlace = (a: Placed, b: Placed): boolean =>
  Math.abs(a.lat - b.lat) <= ROUNDED && Math.abs(a.lon - b.lon) <= 2 * ROUNDED;
