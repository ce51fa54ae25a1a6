import { monthOf, yearOf } from '../core/month.ts';
import { type OnProgress, ProgressMeter } from '../core/progress.ts';
import { turn } from '../core/turn.ts';
import type { VariableName } from '../core/variable.ts';
import { FACTOR } from '../grid/level.ts';
import { TILE } from '../grid/tile.ts';
import { windowCell, windowCentre, windowOf } from '../grid/window.ts';
import { MONTHLY, STATIC } from '../sources/reference-alaska/cell-maker.ts';
import { type LandMask, landShare } from '../sources/reference-alaska/land-mask.ts';
import type { NativeGrid } from '../sources/source.ts';
import { coarsen, writeWithCoarser } from '../store/pyramid.ts';
import type { FieldInfo, ObservationTable, StoreMeta } from '../store/schema.ts';
import type { WritableStorage } from '../store/storage.ts';
import { createStore, type StoreWriter } from '../store/writer.ts';
import { type ClimateSeries, climateSeries } from './climate-series.ts';
import { type GridField, gridFields } from './grid-fields.ts';
import { groundLayers, isGround } from './ground-layers.ts';
import type { Import } from './import-files.ts';
import type { ImportReport } from './import-report.ts';
import { type Extent, observationTable } from './observation-table.ts';
import { observedFields, writeObserved } from './observed-fields.ts';
import { type Patch, patchesOf } from './patch.ts';
import { patchValues } from './patch-cell.ts';
import type { Recipe } from './recipe.ts';
import { settleDuplicates } from './settle-duplicates.ts';
import { soundGrids } from './sound-grids.ts';
import { emptyBlocks, TileCell } from './tile-cell.ts';
import { FIRST_MONTH, TileClimate } from './tile-climate.ts';
import { type TileHistory, tileMeta } from './tile-fields.ts';
import { writeFields } from './write-fields.ts';

/**
 * Share of land from which a 9-km cell has data: nearly any, because people ask about places on the shore, and such a cell stands for
 * its land. Cells with a measurement have data anyway.
 */
const ENOUGH_LAND = 0.02;
/** Last year of tiles when no input says. */
const USUAL_LAST_YEAR = 2020;
/** What patches put into the drivers. */
const EXACT: ReadonlySet<VariableName> = new Set(['t_air', 'precip', 'sw_in', 'vp', 'elevation']);

export interface TilesOrder {
  readonly imported: Import;
  readonly storage: WritableStorage;
  readonly land: LandMask;
  readonly recipe: Recipe;
  readonly onProgress?: OnProgress | undefined;
}

export interface Tiles {
  readonly meta: StoreMeta;
  readonly table: ObservationTable;
  readonly report: ImportReport;
}

/**
 * Tiles of what was imported: monthly drivers, ground and process estimates at 9 km (36 km by averaging), at 1 km where files
 * have it, and the observation table.
 * @throws Cancelled; the store then does not open
 */
export async function buildTiles(order: TilesOrder, signal?: AbortSignal): Promise<Tiles> {
  const { land, recipe } = order;
  const { extent } = recipe;
  const sound = soundGrids(order.imported.grids);
  const imported = { ...order.imported, grids: sound.grids };
  const settled = settleDuplicates(imported.observations);
  const climate = climateSeries(imported);
  const trusted = settled.kept.map((o) =>
    o.variable === 't_air' && o.flag === 'ok' && climate.distrusted.has(o.site)
      ? { ...o, flag: 'suspect' as const }
      : o,
  );
  const { table, rejected: outside } = observationTable(trusted, extent);
  const patches = (await patchesOf(imported.grids, signal)).filter((p) => inExtent(p.lon, p.lat, extent));
  const fields = gridFields(notInPatches(imported.grids, patches), recipe);
  const span = { firstMonth: FIRST_MONTH, months: monthsOf(table, climate.series, fields) };
  const observed = observedFields(table, span);
  const ground = imported.grids.filter((g) => isGround(g) && !g.projection);
  const history = historyOf(climate, patches, ground, [...observed, ...fields]);
  const meta = tileMeta(span, recipe.created, history, imported.provenance);
  const writer = await createStore(order.storage, meta);
  const maker = new TileCell(new TileClimate({ ...span, series: climate.series }), span.months);
  const wanted = coarseCells(land, table, extent);
  const cells = wanted.reduce((n, v) => n + v, 0) + patches.reduce((n, p) => n + p.cells.length, 0);
  const job: Job = {
    writer,
    maker,
    land,
    span,
    wanted,
    ground,
    leastCover: recipe.leastCover,
    signal,
    meter: new ProgressMeter('Putting the climate on the grid', cells, order.onProgress),
  };
  await coarseTiles(job);
  for (const patch of patches) await writePatch(job, patch);
  for (const field of observed) await writeObserved(writer, field);
  const further = await writeFields(fields, { writer, span, recipe, onProgress: order.onProgress }, signal);
  await writer.writeObservations(table);
  const report: ImportReport = {
    files: imported.files,
    rejected: [...imported.rejected, ...sound.rejected, ...settled.rejected, ...outside, ...climate.rejected],
    observations: countByFlag(table),
    notes: [...climate.notes, ...notesOf(span, patches, cells), ...further],
  };
  return { meta: await writer.finish(), table, report };
}

function historyOf(
  climate: ClimateSeries,
  patches: readonly Patch[],
  ground: readonly NativeGrid[],
  further: readonly { readonly info: FieldInfo; readonly sd?: FieldInfo }[],
): TileHistory {
  const stations = (v: string) => climate.series.filter((s) => s.variable === v).length;
  return {
    airStations: stations('t_air'),
    rainStations: stations('precip'),
    patches,
    ground: new Set(ground.map((g) => g.variable)),
    further: further.flatMap((f) => (f.sd ? [f.info, f.sd] : [f.info])),
  };
}

interface Job {
  readonly writer: StoreWriter;
  readonly maker: TileCell;
  readonly land: LandMask;
  readonly span: { readonly firstMonth: number; readonly months: number };
  /** `[row, col]` of M09, 1 where a cell is made. */
  readonly wanted: Uint8Array;
  /** Static grids of the ground. */
  readonly ground: readonly NativeGrid[];
  readonly leastCover: number;
  readonly meter: ProgressMeter;
  readonly signal: AbortSignal | undefined;
}

const inExtent = (lon: number, lat: number, e: Extent | undefined): boolean =>
  !e || (lon >= e.west && lon <= e.east && lat >= e.south && lat <= e.north);

/** Fields of their own are made of grids whose values are not in the drivers already. */
function notInPatches(grids: readonly NativeGrid[], patches: readonly Patch[]): NativeGrid[] {
  const used = new Set(patches.flatMap((p) => p.layers.filter((l) => EXACT.has(l.grid.variable)).map((l) => l.grid)));
  return grids.filter((g) => !used.has(g));
}

/** Whole years from the first month to the last measurement. */
function monthsOf(
  table: ObservationTable,
  series: readonly { readonly month: Int32Array }[],
  fields: readonly GridField[],
): number {
  const last = [
    ...table.month,
    ...series.map((s) => s.month.at(-1) ?? FIRST_MONTH),
    ...fields.map((f) => (f.months ? f.months[1] - 1 : FIRST_MONTH)),
  ].reduce((a, b) => Math.max(a, b), 0);
  const year = last > FIRST_MONTH ? yearOf(last) : USUAL_LAST_YEAR;
  return monthOf(year + 1, 1) - FIRST_MONTH;
}

function coarseCells(land: LandMask, table: ObservationTable, extent: Extent | undefined): Uint8Array {
  const { rows, cols } = windowOf('M09');
  const wanted = new Uint8Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const { lon, lat } = windowCentre('M09', row, col);
      if (inExtent(lon, lat, extent) && landShare(land, FACTOR.M09, row, col) >= ENOUGH_LAND)
        wanted[row * cols + col] = 1;
    }
  }
  for (let i = 0; i < table.length; i++) {
    const cell = windowCell('M09', table.lon[i] as number, table.lat[i] as number);
    if (cell) wanted[cell.row * cols + cell.col] = 1;
  }
  return wanted;
}

async function coarseTiles(job: Job): Promise<void> {
  const { rows, cols } = windowOf('M09');
  for (let row = 0; row < rows; row += TILE) {
    for (let col = 0; col < cols; col += TILE) {
      await coarseTile(job, { row, col, rows: Math.min(TILE, rows - row), cols: Math.min(TILE, cols - col) });
    }
  }
  for (const level of ['M09', 'M36'] as const) await writeLand(job, level);
}

interface Box {
  readonly row: number;
  readonly col: number;
  readonly rows: number;
  readonly cols: number;
}

async function coarseTile(job: Job, box: Box): Promise<void> {
  const { writer, maker, span, wanted, meter, signal } = job;
  const { cols } = windowOf('M09');
  const cells = box.rows * box.cols;
  const blocks = emptyBlocks(span.months, cells);
  const rows = [box.row, box.row + box.rows] as const;
  const at = { level: 'M09', rows, cols: [box.col, box.col + box.cols] } as const;
  const ground = await groundLayers(job.ground, at, job.leastCover, signal);
  let made = 0;
  for (let r = 0; r < box.rows; r++) {
    const before = made;
    for (let c = 0; c < box.cols; c++) {
      if (wanted[(box.row + r) * cols + box.col + c] !== 1) continue;
      const { lon, lat } = windowCentre('M09', box.row + r, box.col + c);
      const cell = r * box.cols + c;
      const surface = maker.make(lon, lat, ground.at(cell));
      maker.write(blocks.monthly, cell, cells);
      for (const name of STATIC) blocks.fixed[name][cell] = surface[name];
      made++;
    }
    meter.advance(made - before);
    await turn(signal);
  }
  if (made === 0) return;
  const months = [span.firstMonth, span.firstMonth + span.months] as const;
  for (const field of MONTHLY)
    await writeWithCoarser(writer, { ...at, field, months, values: blocks.monthly[field] }, ['M36']);
  for (const field of STATIC) await writeWithCoarser(writer, { ...at, field, values: blocks.fixed[field] }, ['M36']);
}

async function writeLand({ writer, land }: Job, level: 'M09' | 'M36'): Promise<void> {
  const { rows, cols } = windowOf(level);
  const all = Float32Array.from(land.land);
  const values = coarsen(all, { months: 1, rows: land.rows, cols: land.cols }, FACTOR[level]);
  await writer.writeBlock({ field: 'land', level, rows: [0, rows], cols: [0, cols], values });
}

async function writePatch({ writer, maker, span, land, meter, signal }: Job, patch: Patch): Promise<void> {
  const [height, width] = [patch.rows[1] - patch.rows[0], patch.cols[1] - patch.cols[0]];
  const cells = height * width;
  const blocks = emptyBlocks(span.months, cells);
  const share = new Float32Array(cells).fill(Number.NaN);
  for (const [i, cell] of patch.cells.entries()) {
    const { elevation, exact } = patchValues(patch, i, maker, span.firstMonth, span.months);
    const surface = maker.make(cell.lon, cell.lat, elevation === undefined ? {} : { elevation }, exact);
    const at = (cell.row - patch.rows[0]) * width + cell.col - patch.cols[0];
    maker.write(blocks.monthly, at, cells);
    for (const name of STATIC) blocks.fixed[name][at] = surface[name];
    share[at] = land.land[cell.row * land.cols + cell.col] as number;
    meter.advance();
    if (i % 16 === 0) await turn(signal);
  }
  const at = { level: 'M01', rows: patch.rows, cols: patch.cols } as const;
  const months = [span.firstMonth, span.firstMonth + span.months] as const;
  for (const field of MONTHLY) await writer.writeBlock({ ...at, field, months, values: blocks.monthly[field] });
  for (const field of STATIC) await writer.writeBlock({ ...at, field, values: blocks.fixed[field] });
  await writer.writeBlock({ ...at, field: 'land', values: share });
}

function countByFlag(table: ObservationTable): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {};
  for (let i = 0; i < table.length; i++) {
    const variable = table.variable[i] as string;
    const flag = table.flag[i] as string;
    const of = counts[variable] ?? {};
    of[flag] = (of[flag] ?? 0) + 1;
    counts[variable] = of;
  }
  return counts;
}

const notesOf = (span: Job['span'], patches: readonly Patch[], cells: number): string[] => [
  `${cells} cells, months ${yearOf(span.firstMonth)}-01 to ${yearOf(span.firstMonth + span.months - 1)}-12`,
  ...patches.map(
    (p) =>
      `1 km: ${p.name}, ${p.cells.length} cells, layers ${[...new Set(p.layers.map((l) => l.grid.name))].join(', ')}`,
  ),
];
