import type { Level } from '../grid/level.ts';
import { TILE } from '../grid/tile.ts';
import { windowOf } from '../grid/window.ts';
import type { Axis, StoreMeta } from './schema.ts';

/** Months in a chunk: a year. */
export const CHUNK_MONTHS = 12;

/**
 * How an array is cut. A shard is one file; it holds chunks, the unit that is fetched and decoded.
 * All shapes follow the array's axes; a shard is a whole number of chunks along each of them.
 */
export interface Layout {
  readonly shape: readonly number[];
  readonly chunk: readonly number[];
  readonly shard: readonly number[];
}

/**
 * Most of a shard, per level: months, rows, cols. One file holds a decade of all Alaska at 9 km, or forty years of
 * 3 x 3 tiles at 1 km, so that a place is one file a variable and nothing is bigger than some 20 MB.
 */
const SHARD: Readonly<Record<Level, readonly [number, number, number]>> = {
  M36: [480, TILE, 2 * TILE],
  M09: [120, 2 * TILE, 6 * TILE],
  M03: [120, 5 * TILE, 4 * TILE],
  M01: [480, 3 * TILE, 3 * TILE],
};

const roundUp = (n: number, step: number): number => Math.ceil(n / step) * step;

/** The layout of a field of that level and axes in a store. */
export function layoutOf(level: Level, axes: readonly Axis[], meta: Pick<StoreMeta, 'months' | 'quantiles'>): Layout {
  const { rows, cols } = windowOf(level);
  const [months, shardRows, shardCols] = SHARD[level];
  const isStatic = !axes.includes('month');
  const row = {
    // A static field is small: one shard for the whole window.
    quantile: { size: meta.quantiles?.length ?? 1, chunk: 1, shard: meta.quantiles?.length ?? 1 },
    month: {
      size: meta.months,
      chunk: CHUNK_MONTHS,
      shard: Math.min(months, roundUp(meta.months, CHUNK_MONTHS)),
    },
    row: { size: rows, chunk: TILE, shard: isStatic ? roundUp(rows, TILE) : shardRows },
    col: { size: cols, chunk: TILE, shard: isStatic ? roundUp(cols, TILE) : shardCols },
  };
  return {
    shape: axes.map((a) => row[a].size),
    chunk: axes.map((a) => row[a].chunk),
    shard: axes.map((a) => row[a].shard),
  };
}

/** Chunks along each axis of a shard. */
export const chunksPerShard = (layout: Layout): number[] => layout.shard.map((n, i) => n / layout.chunk[i]!);

export const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
