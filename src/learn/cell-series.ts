import { distance } from '../grid/distance.ts';
import { LEVELS, type Level } from '../grid/level.ts';
import { windowCell, windowCentre, windowOf } from '../grid/window.ts';
import type { Store } from '../store/store.ts';

export const DRIVERS = ['t_air', 'precip', 'swe', 'sw_in', 'vp'] as const;
export const STATICS = ['elevation', 'land', 'wetness', 'tree', 'organic', 'permafrost'] as const;
export const PROCESSES = ['alt', 'co2', 'ch4'] as const;

/** All that a store knows of a square of cells: the surroundings of one cell, or a tile. NaN is missing. */
export interface CellSeries {
  readonly level: Level;
  /** North-western cell, in the window of the level. Cells outside the window are NaN. */
  readonly row: number;
  readonly col: number;
  readonly rows: number;
  readonly cols: number;
  readonly firstMonth: number;
  readonly months: number;
  /** By name, `[month, row, col]`, canonical units. */
  readonly drivers: Readonly<Record<(typeof DRIVERS)[number], Float32Array>>;
  /** By name, `[row, col]`. */
  readonly statics: Readonly<Record<(typeof STATICS)[number], Float32Array>>;
  /** By target, `[month, row, col]`, canonical units. */
  readonly process: Readonly<Record<(typeof PROCESSES)[number], Float32Array>>;
}

export interface Square {
  readonly level: Level;
  readonly row: number;
  readonly col: number;
  readonly rows: number;
  readonly cols: number;
}

/**
 * Reads all learning fields over a square. Fields a store does not have are NaN.
 * @param span half-open range of months; the whole store by default
 */
export async function readCellSeries(
  store: Store,
  at: Square,
  signal?: AbortSignal,
  span: readonly [number, number] = [store.meta.firstMonth, store.meta.firstMonth + store.meta.months],
): Promise<CellSeries> {
  const firstMonth = span[0];
  const months = span[1] - span[0];
  const read = (name: string, withMonths: boolean) =>
    readField(store, name, at, withMonths ? [firstMonth, firstMonth + months] : undefined, signal);
  const gather = async <K extends string>(
    names: readonly K[],
    withMonths: boolean,
  ): Promise<Record<K, Float32Array>> => {
    const out: Partial<Record<K, Float32Array>> = {};
    for (const name of names) out[name] = await read(name, withMonths);
    return out as Record<K, Float32Array>;
  };
  return {
    ...at,
    firstMonth,
    months,
    drivers: await gather(DRIVERS, true),
    statics: await gather(STATICS, false),
    process: await gather(PROCESSES, true),
  };
}

/** `[month, row, col]` over a square that may reach beyond the window; NaN there, and where the store has no such field. */
async function readField(
  store: Store,
  name: string,
  at: Square,
  months: readonly [number, number] | undefined,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const count = months ? months[1] - months[0] : 1;
  const out = new Float32Array(count * at.rows * at.cols).fill(Number.NaN);
  const window = windowOf(at.level);
  const rows: [number, number] = [Math.max(at.row, 0), Math.min(at.row + at.rows, window.rows)];
  const cols: [number, number] = [Math.max(at.col, 0), Math.min(at.col + at.cols, window.cols)];
  const field = store.meta.fields.find((f) => f.name === name);
  if (!field?.levels.includes(at.level) || rows[0] >= rows[1] || cols[0] >= cols[1]) return out;
  const block = await store.readBlock(
    { field: name, level: at.level, rows, cols, ...(months ? { months } : {}) },
    signal,
  );
  for (let m = 0; m < block.months; m++) {
    for (let r = 0; r < block.rows; r++) {
      const from = (m * block.rows + r) * block.cols;
      const to = (m * at.rows + (rows[0] + r - at.row)) * at.cols + (cols[0] - at.col);
      out.set(block.values.subarray(from, from + block.cols), to);
    }
  }
  return out;
}

/**
 * The cell whose climate stands for a place: the finest there is, else the nearest M09 cell with climate within two cells, because a
 * coast cuts off its own cells; undefined farther out.
 */
export async function climateCell(
  store: Store,
  lon: number,
  lat: number,
  signal?: AbortSignal,
): Promise<{ level: Level; row: number; col: number } | undefined> {
  const own = await finestCell(store, lon, lat, signal);
  const middle = windowCell('M09', lon, lat);
  if (own || !middle) return own;
  const around: { lon: number; lat: number; metres: number }[] = [];
  const { rows, cols } = windowOf('M09');
  for (let row = Math.max(0, middle.row - REACH); row <= Math.min(rows - 1, middle.row + REACH); row++) {
    for (let col = Math.max(0, middle.col - REACH); col <= Math.min(cols - 1, middle.col + REACH); col++) {
      const centre = windowCentre('M09', row, col);
      around.push({ ...centre, metres: distance(lon, lat, centre.lon, centre.lat) });
    }
  }
  for (const c of around.sort((a, b) => a.metres - b.metres)) {
    const cell = await finestCell(store, c.lon, c.lat, signal);
    if (cell) return cell;
  }
  return undefined;
}

/** Cells around a place that may stand for it. */
const REACH = 2;

/** The finest level that has climate at a place, and the cell there; undefined outside the window or where there is none. */
export async function finestCell(
  store: Store,
  lon: number,
  lat: number,
  signal?: AbortSignal,
): Promise<{ level: Level; row: number; col: number } | undefined> {
  const air = store.meta.fields.find((f) => f.name === 't_air');
  for (const level of LEVELS) {
    if (!air?.levels.includes(level)) continue;
    const cell = windowCell(level, lon, lat);
    if (!cell) continue;
    const middle = store.meta.firstMonth + (store.meta.months >> 1);
    const block = await store.readBlock(
      {
        field: 't_air',
        level,
        months: [middle, middle + 1],
        rows: [cell.row, cell.row + 1],
        cols: [cell.col, cell.col + 1],
      },
      signal,
    );
    if (!Number.isNaN(block.values[0] as number)) return { level, ...cell };
  }
  return undefined;
}
