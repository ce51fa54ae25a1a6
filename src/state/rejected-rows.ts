import { distance } from '../grid/distance.ts';
import type { Rejection } from '../sources/source.ts';
import type { LonLat } from './view.ts';

export const REJECTED_COLUMNS = ['file', 'where', 'found', 'rule', 'count'] as const;
export type RejectedColumn = (typeof REJECTED_COLUMNS)[number];

/** Which rejections, in which order. Empty texts leave nothing out. */
export interface RejectedWanted {
  readonly file: string;
  readonly rule: string;
  readonly text: string;
  /** Only those whose place is known and within this distance of a place, m. */
  readonly near?: LonLat & { readonly within: number };
  readonly sort: { readonly column: RejectedColumn; readonly descending: boolean };
}

const numeric = new Intl.Collator('en', { numeric: true });

/** Rejections that fit, in the order asked for; `line 9` stands before `line 10`. */
export function rejectedRows(
  all: readonly Rejection[],
  { file, rule, text, near, sort }: RejectedWanted,
): readonly Rejection[] {
  const sought = text.trim().toLowerCase();
  const fits = (r: Rejection): boolean =>
    (file === '' || r.file === file) &&
    (rule === '' || r.rule === rule) &&
    (!near || (r.at !== undefined && distance(near.lon, near.lat, r.at.lon, r.at.lat) <= near.within)) &&
    (sought === '' ||
      [r.file, r.where, r.column, r.found, r.rule].some((part) => part?.toLowerCase().includes(sought)));
  const way = sort.descending ? -1 : 1;
  return all.filter(fits).sort((a, b) => way * compare(a, b, sort.column));
}

function compare(a: Rejection, b: Rejection, column: RejectedColumn): number {
  if (column === 'count') return (a.count ?? 1) - (b.count ?? 1);
  return numeric.compare(a[column] ?? '', b[column] ?? '');
}

/** The commonest values of a column, most rejections first. */
export function commonest(all: readonly Rejection[], column: 'file' | 'rule', most: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const r of all) counts.set(r[column], (counts.get(r[column]) ?? 0) + (r.count ?? 1));
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([name]) => name);
}

/** Every place with rejections once. */
export function rejectedPlaces(all: readonly Rejection[]): readonly LonLat[] {
  const places = new Map<string, LonLat>();
  for (const { at } of all) if (at && Math.abs(at.lat) <= 90) places.set(`${at.lat},${at.lon}`, at);
  return [...places.values()];
}
