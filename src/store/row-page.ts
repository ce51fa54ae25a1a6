import type { VariableName } from '../core/variable.ts';
import { distance } from '../grid/distance.ts';
import type { ObservationFlag, ObservationTable } from './schema.ts';
import { type ObservationRow, rowOf } from './table.ts';

export const SORTABLE = ['site', 'variable', 'month', 'value', 'uncertainty', 'flag', 'source', 'origin'] as const;
export type SortColumn = (typeof SORTABLE)[number];

export interface RowSort {
  readonly column: SortColumn;
  readonly descending: boolean;
}

/** Which rows of an observation table, in which order, and which part of them. */
export interface RowsWanted {
  readonly variable?: VariableName;
  readonly flag?: ObservationFlag;
  /** Found in site, origin, method or source, without case. */
  readonly text?: string;
  /** Only within this distance of a place, m. */
  readonly near?: { readonly lon: number; readonly lat: number; readonly within: number };
  readonly sort: RowSort;
  readonly from: number;
  readonly count: number;
}

export interface RowPage {
  /** Rows that fit the filter, on all pages. */
  readonly total: number;
  readonly rows: readonly ObservationRow[];
}

/** Pages through a table; the order of the last question is kept, since the next is mostly its next page. */
export function rowPager(): (table: ObservationTable, wanted: RowsWanted) => RowPage {
  let kept: { readonly table: ObservationTable; readonly key: string; readonly order: readonly number[] } | undefined;
  return (table, wanted) => {
    const { variable, flag, text, near, sort, from, count } = wanted;
    const key = JSON.stringify([variable, flag, text, near, sort]);
    if (kept?.table !== table || kept.key !== key) kept = { table, key, order: rowOrder(table, wanted) };
    const { order } = kept;
    return { total: order.length, rows: order.slice(from, from + count).map((i) => rowOf(table, i)) };
  };
}

/** Indices of the rows that fit, in the order asked for; equal ones stay in the table's own order. */
export function rowOrder(
  table: ObservationTable,
  { variable, flag, text, near, sort }: Omit<RowsWanted, 'from' | 'count'>,
): readonly number[] {
  const sought = text?.trim().toLowerCase() ?? '';
  const isFound = (i: number): boolean =>
    [table.site, table.origin, table.method, table.source].some((of) => of[i]!.toLowerCase().includes(sought));
  const order: number[] = [];
  for (let i = 0; i < table.length; i++) {
    if (variable !== undefined && table.variable[i] !== variable) continue;
    if (flag !== undefined && table.flag[i] !== flag) continue;
    if (near && distance(near.lon, near.lat, table.lon[i]!, table.lat[i]!) > near.within) continue;
    if (sought === '' || isFound(i)) order.push(i);
  }
  const compare = comparison(table, sort.column);
  const way = sort.descending ? -1 : 1;
  return order.sort((a, b) => way * compare(a, b) || a - b);
}

/** Texts by code point, numbers by size; NaN stands behind all numbers. */
function comparison(table: ObservationTable, column: SortColumn): (a: number, b: number) => number {
  const of = table[column];
  return (a, b) => {
    const [x, y] = [of[a]!, of[b]!];
    if (x === y) return 0;
    if (Number.isNaN(x)) return Number.isNaN(y) ? 0 : 1;
    return Number.isNaN(y) || x < y ? -1 : 1;
  };
}
