import { monthOf } from '../../core/month.ts';
import { type OnProgress, ProgressMeter } from '../../core/progress.ts';
import { turn } from '../../core/turn.ts';
import { FACTOR, type Level } from '../../grid/level.ts';
import { TILE } from '../../grid/tile.ts';
import { windowCentre, windowOf } from '../../grid/window.ts';
import type { StoreMeta } from '../../store/schema.ts';
import type { WritableStorage } from '../../store/storage.ts';
import { createStore, type StoreWriter } from '../../store/writer.ts';
import { coarsen, emptyBlock, type FieldsBlock, putCell } from './block.ts';
import { CellMaker, MONTHLY, STATIC } from './cell-maker.ts';
import { type LandMask, landShare } from './land-mask.ts';
import { referenceMeta } from './meta.ts';
import { DETAIL_PLACES, type DetailPlace } from './place.ts';
import { pseudoObservations } from './pseudo-observations.ts';
import { Variability } from './variability.ts';

/** Share of land from which a 9-km cell has data: coasts and islands keep theirs. */
const ENOUGH_LAND = 0.25;
/** Shortest texture, km: of 9-km cells, and of 1-km cells. */
const COARSE_TEXTURE = 48;
const FINE_TEXTURE = 1.5;

export interface ReferenceOrder {
  readonly storage: WritableStorage;
  readonly land: LandMask;
  /** Same seed, same store. */
  readonly seed?: number;
  /** First and last year, whole years. */
  readonly years?: readonly [number, number];
  /** Places at 1 km; all of them when not given. */
  readonly places?: readonly DetailPlace[];
  /** Now, ISO 8601: what the metadata say. */
  readonly created: string;
  readonly onProgress?: OnProgress;
}

/**
 * Makes Reference Alaska: drivers, ground and process models at 9 km for the window and at 1 km for the places, their averages at 36
 * and 3 km, and pseudo-observations at the places of the real networks.
 *
 * @throws Cancelled; the store then does not open, and making it again replaces it
 */
export async function makeReference(order: ReferenceOrder, signal?: AbortSignal): Promise<StoreMeta> {
  const { land, seed = 1, years = [1990, 2025], places = DETAIL_PLACES } = order;
  const span = { firstMonth: monthOf(years[0], 1), months: 12 * (years[1] - years[0] + 1) };
  const meta = referenceMeta(span, seed, order.created);
  const chosen = meta.places.filter((p) => places.some((q) => q.name === p.name));
  const writer = await createStore(order.storage, { ...meta, places: chosen });
  const maker = new CellMaker(span.firstMonth, span.months, new Variability(seed), seed);
  const tiles = coarseTiles(land);
  const detail = places.reduce((n, p) => n + p.tiles[2] * p.tiles[3] * TILE * TILE, 0);
  const meter = new ProgressMeter('Making Reference Alaska', tiles.cells + detail, order.onProgress);
  const job: Job = { writer, maker, land, span, meter, signal };
  for (const tile of tiles.list) await coarseTile(job, tile);
  for (const place of places) await detailPlace(job, place);
  await coarseLand(job);
  const at = (lon: number, lat: number) => {
    maker.make(lon, lat, FINE_TEXTURE);
    return { alt: maker.series('alt'), co2: maker.series('co2'), ch4: maker.series('ch4') };
  };
  await writer.writeObservations(pseudoObservations(at, span, seed));
  return writer.finish();
}

interface Job {
  readonly writer: StoreWriter;
  readonly maker: CellMaker;
  readonly land: LandMask;
  readonly span: { readonly firstMonth: number; readonly months: number };
  readonly meter: ProgressMeter;
  readonly signal: AbortSignal | undefined;
}

interface Box {
  readonly row: number;
  readonly col: number;
  readonly rows: number;
  readonly cols: number;
}

const isLand = (land: LandMask, row: number, col: number): boolean =>
  landShare(land, FACTOR.M09, row, col) >= ENOUGH_LAND;

function coarseTiles(land: LandMask): { list: Box[]; cells: number } {
  const { rows, cols } = windowOf('M09');
  const list: Box[] = [];
  let cells = 0;
  for (let row = 0; row < rows; row += TILE) {
    for (let col = 0; col < cols; col += TILE) {
      const box = { row, col, rows: Math.min(TILE, rows - row), cols: Math.min(TILE, cols - col) };
      let here = 0;
      for (let r = 0; r < box.rows; r++) for (let c = 0; c < box.cols; c++) if (isLand(land, row + r, col + c)) here++;
      if (here > 0) list.push(box);
      cells += here;
    }
  }
  return { list, cells };
}

async function coarseTile(job: Job, box: Box): Promise<void> {
  const block = await fill(job, 'M09', box, COARSE_TEXTURE, (row, col) => isLand(job.land, row, col));
  await put(job, 'M09', box, block);
  const f = FACTOR.M36 / FACTOR.M09;
  await put(job, 'M36', scaled(box, f), coarsen(block, f));
}

async function detailPlace(job: Job, { tiles: [row, col, rows, cols] }: DetailPlace): Promise<void> {
  for (let r = row; r < row + rows; r++) {
    for (let c = col; c < col + cols; c++) {
      const box = { row: r * TILE, col: c * TILE, rows: TILE, cols: TILE };
      const block = await fill(job, 'M01', box, FINE_TEXTURE, (y, x) => job.land.land[y * job.land.cols + x] === 1);
      await put(job, 'M01', box, block);
      await put(job, 'M03', scaled(box, FACTOR.M03), coarsen(block, FACTOR.M03));
      for (const level of ['M01', 'M03'] as const) await putLand(job, level, scaled(box, FACTOR[level]));
    }
  }
}

const scaled = ({ row, col, rows, cols }: Box, f: number): Box => ({
  row: row / f,
  col: col / f,
  rows: rows / f,
  cols: cols / f,
});

async function fill(
  { maker, span, meter, signal }: Job,
  level: Level,
  box: Box,
  texture: number,
  wanted: (row: number, col: number) => boolean,
): Promise<FieldsBlock> {
  const block = emptyBlock(span.months, box.rows, box.cols);
  for (let r = 0; r < box.rows; r++) {
    let here = 0;
    for (let c = 0; c < box.cols; c++) {
      if (level === 'M01') here++;
      if (!wanted(box.row + r, box.col + c)) continue;
      if (level !== 'M01') here++;
      const { lon, lat } = windowCentre(level, box.row + r, box.col + c);
      putCell(block, r * box.cols + c, maker, lon, lat, texture);
    }
    meter.advance(here);
    await turn(signal);
  }
  return block;
}

async function put({ writer, span }: Job, level: Level, box: Box, block: FieldsBlock): Promise<void> {
  const rows = [box.row, box.row + box.rows] as const;
  const cols = [box.col, box.col + box.cols] as const;
  const months = [span.firstMonth, span.firstMonth + span.months] as const;
  for (const field of MONTHLY)
    await writer.writeBlock({ field, level, months, rows, cols, values: block.monthly[field] });
  for (const field of STATIC) await writer.writeBlock({ field, level, rows, cols, values: block.fixed[field] });
}

async function putLand({ writer, land }: Job, level: Level, box: Box): Promise<void> {
  const values = new Float32Array(box.rows * box.cols);
  for (let r = 0; r < box.rows; r++) {
    for (let c = 0; c < box.cols; c++)
      values[r * box.cols + c] = landShare(land, FACTOR[level], box.row + r, box.col + c);
  }
  const rows = [box.row, box.row + box.rows] as const;
  await writer.writeBlock({ field: 'land', level, rows, cols: [box.col, box.col + box.cols], values });
}

/** Land share of the whole window, sea included as 0. */
async function coarseLand(job: Job): Promise<void> {
  for (const level of ['M09', 'M36'] as const) {
    const { rows, cols } = windowOf(level);
    await putLand(job, level, { row: 0, col: 0, rows, cols });
  }
}
