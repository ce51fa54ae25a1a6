import type { ProgressMeter } from '../core/progress.ts';
import { VARIABLES } from '../core/variable.ts';
import { FACTOR } from '../grid/level.ts';
import { TILE } from '../grid/tile.ts';
import { windowCentre, windowOf } from '../grid/window.ts';
import type { NativeGrid } from '../sources/source.ts';
import { writeWithCoarser } from '../store/pyramid.ts';
import type { FieldInfo } from '../store/schema.ts';
import type { StoreWriter } from '../store/writer.ts';
import type { GridField } from './grid-fields.ts';
import type { Extent } from './observation-table.ts';
import { extentOnWindow } from './regrid/extent-on-window.ts';
import { regrid } from './regrid/regrid.ts';
import type { RegridTarget } from './regrid/strip.ts';

export interface Span {
  readonly firstMonth: number;
  readonly months: number;
}

export interface WriteFieldOrder {
  readonly writer: StoreWriter;
  readonly field: GridField;
  /** The store's months; those of the field outside are left out. */
  readonly span: Span;
  /** As in a recipe. */
  readonly leastCover: number;
  readonly extent?: Extent | undefined;
  readonly meter?: ProgressMeter;
}

/** What was written of a field. */
export interface FieldWritten {
  /** Values at the finest level. */
  readonly values: number;
  /** Values where a second grid says something else; the first counts. */
  readonly contradicted: number;
  /** Values outside what their variable can be; left out. */
  readonly impossible: number;
  /** Steps outside the store's months. */
  readonly outside: number;
}

/** Cells of M01 along the side of a chunk of M09: tiles inside one are written together, so that coarser chunks are touched once. */
const BLOCK = TILE * (FACTOR.M09 / FACTOR.M01);
/** Two grids say the same up to this share of a value. */
const SAME = 1e-3;

/** Brings the grids of a field to cells, tile by tile, and writes them with their averages. @throws Cancelled */
export async function writeGridField(order: WriteFieldOrder, signal?: AbortSignal): Promise<FieldWritten> {
  const { field, writer, meter } = order;
  const steps = stepsOf(order);
  const total = { values: 0, contradicted: 0, impossible: 0 };
  for (const tile of tilesOf(field)) {
    const block = await gather(order, tile, steps, signal);
    meter?.advance();
    total.values += block.filled;
    total.contradicted += block.contradicted;
    total.impossible += block.impossible;
    if (block.filled === 0) continue;
    const write = (info: FieldInfo, values: Float32Array) =>
      writeWithCoarser(
        writer,
        { field: info.name, ...tile, ...(steps.months ? { months: steps.months } : {}), values },
        info.levels.filter((l) => l !== tile.level),
      );
    await write(field.info, block.values);
    if (field.sd && block.sd) await write(field.sd, block.sd);
  }
  return { ...total, outside: steps.outside };
}

/** How many tiles a field touches, for a meter. */
export const tileCount = (field: GridField): number => tilesOf(field).length;

interface Steps {
  /** Months that are written, half-open; undefined for a field without months. */
  readonly months: readonly [number, number] | undefined;
  readonly count: number;
  readonly outside: number;
}

function stepsOf({ field, span }: WriteFieldOrder): Steps {
  if (!field.months) return { months: undefined, count: 1, outside: 0 };
  const from = Math.max(field.months[0], span.firstMonth);
  const to = Math.min(field.months[1], span.firstMonth + span.months);
  const outside = field.grids.reduce(
    (n, g) => n + (g.time.at === 'months' ? g.time.months.filter((m) => m < from || m >= to).length : 0),
    0,
  );
  return { months: [from, Math.max(from, to)], count: Math.max(0, to - from), outside };
}

/** Tiles of the window that any grid touches, those of one coarse chunk after another. */
function tilesOf({ grids, level }: GridField): RegridTarget[] {
  const { rows, cols } = windowOf(level);
  const touched = new Map<string, RegridTarget>();
  for (const grid of grids) {
    const at = extentOnWindow(grid, level);
    if (!at) continue;
    for (let row = floorTo(at.rows[0]); row < at.rows[1]; row += TILE)
      for (let col = floorTo(at.cols[0]); col < at.cols[1]; col += TILE)
        touched.set(`${row}/${col}`, {
          level,
          rows: [row, Math.min(row + TILE, rows)],
          cols: [col, Math.min(col + TILE, cols)],
        });
  }
  const order = (t: RegridTarget): number[] => [
    Math.floor(t.rows[0] / BLOCK),
    Math.floor(t.cols[0] / BLOCK),
    t.rows[0],
    t.cols[0],
  ];
  return [...touched.values()].sort((a, b) => {
    const [x, y] = [order(a), order(b)];
    const i = x.findIndex((v, k) => v !== y[k]);
    return i < 0 ? 0 : (x[i] as number) - (y[i] as number);
  });
}

const floorTo = (i: number): number => Math.floor(i / TILE) * TILE;

interface Block {
  readonly values: Float32Array;
  readonly sd: Float32Array | undefined;
  filled: number;
  contradicted: number;
  impossible: number;
}

/** All grids of a field on one tile. */
async function gather(
  { field, leastCover, extent }: WriteFieldOrder,
  tile: RegridTarget,
  steps: Steps,
  signal: AbortSignal | undefined,
): Promise<Block> {
  const cells = (tile.rows[1] - tile.rows[0]) * (tile.cols[1] - tile.cols[0]);
  const missing = () => new Float32Array(steps.count * cells).fill(Number.NaN);
  const counts = { filled: 0, contradicted: 0, impossible: 0 };
  const block: Block = { values: missing(), sd: field.sd ? missing() : undefined, ...counts };
  const inside = insideOf(tile, extent);
  const { range } = VARIABLES[field.info.variable];
  for (const grid of field.grids) {
    const { values, sd } = await regrid(grid, tile, field.method, { leastCover, ...(signal ? { signal } : {}) });
    for (const [to, from] of pairsOf(grid, steps, values.length / cells))
      paste(
        block,
        to * cells,
        from.map((t) => [values, sd, t * cells] as const),
        inside,
        range,
      );
  }
  return block;
}

/** Which cells of a tile have their centre in the extent. */
function insideOf({ level, rows, cols }: RegridTarget, extent: Extent | undefined): Uint8Array {
  const width = cols[1] - cols[0];
  const inside = new Uint8Array((rows[1] - rows[0]) * width).fill(1);
  if (!extent) return inside;
  for (let i = 0; i < inside.length; i++) {
    const { lon, lat } = windowCentre(level, rows[0] + Math.floor(i / width), cols[0] + (i % width));
    if (lon < extent.west || lon > extent.east || lat < extent.south || lat > extent.north) inside[i] = 0;
  }
  return inside;
}

/** For each step of the block the steps of the grid that make it: one, or all years of an annual grid. */
function pairsOf(grid: NativeGrid, { months }: Steps, count: number): [to: number, from: number[]][] {
  if (grid.time.at !== 'months' || !months) return [[0, Array.from({ length: count }, (_, i) => i)]];
  return [...grid.time.months].flatMap((m, i): [number, number[]][] =>
    m >= months[0] && m < months[1] ? [[m - months[0], [i]]] : [],
  );
}

type Step = readonly [values: Float32Array, sd: Float32Array | undefined, offset: number];

/** Means over steps into a block, where nothing stands yet. */
function paste(
  block: Block,
  at: number,
  steps: readonly Step[],
  inside: Uint8Array,
  [low, high]: readonly [number, number],
): void {
  for (let i = 0; i < inside.length; i++) {
    if (inside[i] === 0) continue;
    let [sum, variance] = [0, 0];
    for (const [values, sd, offset] of steps) {
      sum += values[offset + i] as number;
      variance += sd ? (sd[offset + i] as number) ** 2 : Number.NaN;
    }
    const value = sum / steps.length;
    if (Number.isNaN(value)) continue;
    if (value < low || value > high) {
      block.impossible++;
      continue;
    }
    const before = block.values[at + i] as number;
    if (Number.isNaN(before)) {
      block.values[at + i] = value;
      if (block.sd) block.sd[at + i] = Math.sqrt(variance / steps.length);
      block.filled++;
    } else if (Math.abs(before - value) > SAME * Math.max(Math.abs(before), Math.abs(value))) block.contradicted++;
  }
}
