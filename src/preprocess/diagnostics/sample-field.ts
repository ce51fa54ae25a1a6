import { Random } from '../../core/random.ts';
import { turn } from '../../core/turn.ts';
import type { Level } from '../../grid/level.ts';
import { TILE } from '../../grid/tile.ts';
import { windowCentre, windowOf } from '../../grid/window.ts';
import type { FieldInfo } from '../../store/schema.ts';
import type { Store } from '../../store/store.ts';

export interface SampledCell {
  readonly row: number;
  readonly col: number;
  readonly lat: number;
  readonly lon: number;
}

/** A field at some of its cells, all months. */
export interface FieldSample {
  readonly level: Level;
  readonly cells: readonly SampledCell[];
  readonly firstMonth: number;
  /** 1 for a static field. */
  readonly months: number;
  /** `[month, cell]`, NaN where there is nothing. */
  readonly values: Float32Array;
}

/** Cells that stand for a field: the mean of 400 is known to a twentieth of the spread. */
export const SAMPLED_CELLS = 400;
/** Tiles that are read at most, which bounds the time where a store is fine and large. */
const MOST_TILES = 12;
/** The 9-km grid of all Alaska is 12 tiles; finer levels only where there is no coarser. */
const PREFERRED: readonly Level[] = ['M09', 'M36', 'M03', 'M01'];
/** Months of a chunk: reading fewer saves nothing. */
const CHUNK = 12;

/**
 * At most 400 cells of a field that hold data, drawn by seed from at most 12 tiles, and their values. The draw depends on the level and
 * not on the field, so that fields of the same extent are seen at the same cells. Memory: one tile and year, and what is returned.
 *
 * @returns undefined when the tiles read hold no value
 * @throws Cancelled, CorruptChunk
 */
export async function sampleField(
  store: Store,
  field: FieldInfo,
  seed: number,
  signal?: AbortSignal,
): Promise<FieldSample | undefined> {
  const level = PREFERRED.find((l) => field.levels.includes(l)) as Level;
  const chosen = await chooseCells(store, field, level, seed, signal);
  if (chosen.length === 0) return undefined;
  const { firstMonth } = store.meta;
  const months = field.axes.includes('month') ? store.meta.months : 1;
  const values = new Float32Array(months * chosen.length).fill(Number.NaN);
  for (const tile of new Set(chosen.map((c) => c.tile))) {
    const mine = chosen.flatMap((c, i) =>
      c.tile === tile ? [{ i, at: (c.row - tile.row) * tile.cols + c.col - tile.col }] : [],
    );
    for (let m = 0; m < months; m += CHUNK) {
      const block = await readTile(store, field, level, tile, [m, Math.min(months, m + CHUNK)], signal);
      const size = tile.rows * tile.cols;
      for (let k = 0; k < block.length / size; k++)
        for (const { i, at } of mine) values[(m + k) * chosen.length + i] = block[k * size + at] as number;
      await turn(signal);
    }
  }
  const cells = chosen.map(({ row, col }) => ({ row, col, ...windowCentre(level, row, col) }));
  return { level, cells, firstMonth, months, values };
}

interface Tile {
  readonly row: number;
  readonly col: number;
  readonly rows: number;
  readonly cols: number;
}

interface Chosen {
  readonly tile: Tile;
  readonly row: number;
  readonly col: number;
  /** Uniform by seed and place: the lowest are taken. */
  readonly lot: number;
}

async function chooseCells(
  store: Store,
  field: FieldInfo,
  level: Level,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<Chosen[]> {
  const found: Chosen[] = [];
  const random = new Random(seed).fork(`cells ${level}`);
  let used = 0;
  for (const tile of random.shuffle(tilesOf(store, field, level))) {
    // Drawn whether the tile has data or not: the lots of a place must not depend on the field.
    const lots = random.fork(`${tile.row} ${tile.col}`);
    const has = await cellsWithData(store, field, level, tile, signal);
    if (!has.includes(1)) continue;
    has.forEach((h, i) => {
      const lot = lots.uniform();
      if (h === 1)
        found.push({ tile, row: tile.row + Math.floor(i / tile.cols), col: tile.col + (i % tile.cols), lot });
    });
    if (++used === MOST_TILES) break;
    await turn(signal);
  }
  return found.sort((a, b) => a.lot - b.lot).slice(0, SAMPLED_CELLS);
}

/** Tiles of the window; at the finest level only where a place of the store says that there is data. */
function tilesOf(store: Store, field: FieldInfo, level: Level): Tile[] {
  const { rows, cols } = windowOf(level);
  const places = store.meta.places.filter((p) => p.level === level);
  const near = (row: number, col: number) =>
    places.length === 0 ||
    field.levels.length > 1 ||
    places.some(({ window: [r, c, h, w] }) => row < r + h && row + TILE > r && col < c + w && col + TILE > c);
  const tiles: Tile[] = [];
  for (let row = 0; row < rows; row += TILE)
    for (let col = 0; col < cols; col += TILE)
      if (near(row, col)) tiles.push({ row, col, rows: Math.min(TILE, rows - row), cols: Math.min(TILE, cols - col) });
  return tiles;
}

/**
 * 1 for each cell of a tile that has a value in the first, middle or last year; where none has, in the earliest other year that holds any.
 */
async function cellsWithData(
  store: Store,
  field: FieldInfo,
  level: Level,
  tile: Tile,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const size = tile.rows * tile.cols;
  const has = new Uint8Array(size);
  const months = field.axes.includes('month') ? store.meta.months : 1;
  const years = Math.ceil(months / CHUNK);
  const probes = [...new Set([years >> 1, 0, years - 1])];
  const others = Array.from({ length: years }, (_, y) => y).filter((y) => !probes.includes(y));
  for (const [i, year] of [...probes, ...others].entries()) {
    if (i >= probes.length && has.includes(1)) break;
    const span = [year * CHUNK, Math.min(months, (year + 1) * CHUNK)] as const;
    const block = await readTile(store, field, level, tile, span, signal);
    for (let k = 0; k < block.length; k++) if (!Number.isNaN(block[k] as number)) has[k % size] = 1;
  }
  return has;
}

/** Values `[month, row, col]` of months counted from the store's first. Of a forecast the quantile nearest to the median. */
async function readTile(
  store: Store,
  field: FieldInfo,
  level: Level,
  { row, col, rows, cols }: Tile,
  [from, to]: readonly [number, number],
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const { firstMonth, quantiles = [] } = store.meta;
  const middle = quantiles.reduce(
    (best, q, i) => (Math.abs(q - 0.5) < Math.abs((quantiles[best] as number) - 0.5) ? i : best),
    0,
  );
  const { values } = await store.readBlock(
    {
      field: field.name,
      level,
      rows: [row, row + rows],
      cols: [col, col + cols],
      ...(field.axes.includes('month') ? { months: [firstMonth + from, firstMonth + to] as const } : {}),
      ...(field.axes.includes('quantile') ? { quantile: middle } : {}),
    },
    signal,
  );
  return values;
}
