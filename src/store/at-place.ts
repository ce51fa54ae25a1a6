import { BadRequest } from '../core/error.ts';
import type { Cell } from '../grid/ease2.ts';
import { LEVELS, type Level } from '../grid/level.ts';
import { windowCell } from '../grid/window.ts';
import type { FieldInfo } from './schema.ts';
import type { Store } from './store.ts';

/** What a store knows of one place and month. */
export interface PlaceValue {
  readonly field: string;
  readonly month: number;
  /** The cell that answers, in the window of its level. */
  readonly level: Level;
  readonly cell: Cell;
  /** Canonical unit; the median of a forecast; NaN where no level has data. */
  readonly value: number;
  /** One value for each of the store's quantiles, for a field that has that axis. */
  readonly quantiles?: readonly number[];
}

/** All months of one place. */
export interface PlaceSeries {
  readonly field: string;
  readonly level: Level;
  readonly cell: Cell;
  readonly firstMonth: number;
  /** One series, or one for each quantile; a value for every month of the store, NaN where there are no data. */
  readonly values: readonly Float32Array[];
}

/**
 * The value at a place, from the finest level that has one; when none has, NaN and the coarsest level's cell.
 * @param month absolute; ignored for a static field
 * @returns undefined outside the Alaska window
 * @throws BadRequest for an unknown field, and what readBlock throws
 */
export async function valueAt(
  store: Store,
  field: string,
  lon: number,
  lat: number,
  month: number,
  signal?: AbortSignal,
): Promise<PlaceValue | undefined> {
  const found = await finest(store, field, lon, lat, [month, month + 1], signal);
  if (!found) return undefined;
  const { info, level, cell } = found;
  const quantiles = found.values.map((v) => v[0]!);
  const value = quantiles[medianIndex(store, info)]!;
  return { field, month, level, cell, value, ...(info.axes.includes('quantile') ? { quantiles } : {}) };
}

/** As valueAt, for all months of the store; a static field has one value, at the first month. */
export async function seriesAt(
  store: Store,
  field: string,
  lon: number,
  lat: number,
  signal?: AbortSignal,
): Promise<PlaceSeries | undefined> {
  const { firstMonth, months } = store.meta;
  const found = await finest(store, field, lon, lat, [firstMonth, firstMonth + months], signal);
  if (!found) return undefined;
  return { field, level: found.level, cell: found.cell, firstMonth, values: found.values };
}

interface Found {
  readonly info: FieldInfo;
  readonly level: Level;
  readonly cell: Cell;
  readonly values: readonly Float32Array[];
}

async function finest(
  store: Store,
  field: string,
  lon: number,
  lat: number,
  months: readonly [number, number],
  signal?: AbortSignal,
): Promise<Found | undefined> {
  const info = store.meta.fields.find((f) => f.name === field);
  if (!info) {
    throw new BadRequest({
      what: `field ${field}`,
      expected: `one of ${store.meta.fields.map((f) => f.name).join(', ')}`,
    });
  }
  let last: Found | undefined;
  for (const level of LEVELS) {
    const cell = info.levels.includes(level) ? windowCell(level, lon, lat) : undefined;
    if (!cell) continue;
    const values = await readCell(store, info, level, cell, months, signal);
    last = { info, level, cell, values };
    if (values.some((v) => v.some((x) => !Number.isNaN(x)))) return last;
  }
  return last;
}

function readCell(
  store: Store,
  info: FieldInfo,
  level: Level,
  { row, col }: Cell,
  months: readonly [number, number],
  signal?: AbortSignal,
): Promise<Float32Array[]> {
  const quantiles = info.axes.includes('quantile')
    ? (store.meta.quantiles ?? []).map((_, q) => ({ quantile: q }))
    : [{}];
  const block = { field: info.name, level, months, rows: [row, row + 1], cols: [col, col + 1] } as const;
  return Promise.all(quantiles.map(async (q) => (await store.readBlock({ ...block, ...q }, signal)).values));
}

/** Position of the quantile nearest to one half; 0 for a field without quantiles. */
function medianIndex(store: Store, info: FieldInfo): number {
  if (!info.axes.includes('quantile')) return 0;
  const quantiles = store.meta.quantiles ?? [];
  return quantiles.reduce((best, p, i) => (Math.abs(p - 0.5) < Math.abs(quantiles[best]! - 0.5) ? i : best), 0);
}
