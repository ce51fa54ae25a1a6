import type { VariableName } from '../core/variable.ts';
import { windowCentre } from '../grid/window.ts';
import type { NativeGrid, Series } from '../sources/source.ts';
import { cellRatio } from './regrid/cell-ratio.ts';
import { extentOnWindow } from './regrid/extent-on-window.ts';
import { regrid } from './regrid/regrid.ts';
import { methodFor } from './regrid/regrid-method.ts';
import type { RegridTarget } from './regrid/strip.ts';

/** A small area with monthly climate at about 1 km, brought to cells of M01. */
export interface Patch {
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  /** Cells of the M01 window whose centre has air temperature. */
  readonly cells: readonly { readonly row: number; readonly col: number; readonly lon: number; readonly lat: number }[];
  /** Bounding box of the cells, half-open. */
  readonly rows: readonly [number, number];
  readonly cols: readonly [number, number];
  readonly layers: readonly Layer[];
}

/** A native grid on the cells of a patch's bounding box, `[step, row, col]`; NaN where it does not reach. */
export interface Layer {
  readonly grid: NativeGrid;
  readonly values: Float32Array;
}

/** Larger native grids are no patch: they cannot be written at 1 km within the memory and time of an import. km. */
const LARGEST_SIDE = 60;
/** Finest cells are made of grids at least this fine, m. */
const FINE = 2500;
const isFine = (g: NativeGrid): boolean =>
  !g.projection && g.cell <= FINE && Math.max(g.rows, g.cols) * g.cell <= LARGEST_SIDE * 1000;

/**
 * Patches of the history's fine monthly climate, each with every layer that overlaps it, from that layer's own grid (K1-4): cells of M01
 * are the mean of what they cover of it.
 * @throws Cancelled
 */
export async function patchesOf(grids: readonly NativeGrid[], signal?: AbortSignal): Promise<Patch[]> {
  const fine = grids.filter((g) => isFine(g) && (g.time.at === 'months' || g.time.at === 'static'));
  const patches: Patch[] = [];
  for (const air of fine.filter((g) => g.variable === 't_air' && g.time.at === 'months')) {
    const cells = await cellsIn(air, signal);
    if (cells.length === 0) continue;
    const [rows, cols] = [spanOf(cells.map((c) => c.row)), spanOf(cells.map((c) => c.col))];
    const lat = mean(air.lat);
    const lon = mean(air.lon);
    patches.push({
      name: `1-km climate near ${lat.toFixed(2)} N, ${Math.abs(lon).toFixed(2)} W`,
      lat,
      lon,
      cells,
      rows,
      cols,
      layers: await layersOn(fine, { level: 'M01', rows, cols }, signal),
    });
  }
  return patches;
}

const spanOf = (of: readonly number[]): readonly [number, number] => [Math.min(...of), Math.max(...of) + 1];

/** Cells of M01 whose centre lies on the grid. */
async function cellsIn(grid: NativeGrid, signal: AbortSignal | undefined): Promise<Patch['cells']> {
  const target = extentOnWindow(grid, 'M01');
  if (!target) return [];
  const first = { ...grid, values: grid.values.subarray(0, grid.rows * grid.cols) };
  const { cover } = await regrid(withoutSd(first), target, 'nearest', signal ? { signal } : {});
  const width = target.cols[1] - target.cols[0];
  return [...cover.keys()]
    .filter((i) => (cover[i] as number) > 0)
    .map((i) => {
      const [row, col] = [target.rows[0] + Math.floor(i / width), target.cols[0] + (i % width)];
      return { row, col, ...windowCentre('M01', row, col) };
    });
}

const withoutSd = ({ sd: _sd, ...grid }: NativeGrid): NativeGrid => grid;

async function layersOn(
  grids: readonly NativeGrid[],
  target: RegridTarget,
  signal: AbortSignal | undefined,
): Promise<Layer[]> {
  const layers: Layer[] = [];
  for (const grid of grids) {
    const method = methodFor(grid.variable, cellRatio(grid.cell, mean(grid.lat), 'M01'));
    const options = { leastCover: 0, ...(signal ? { signal } : {}) };
    const { values, cover } = await regrid(withoutSd(grid), target, method, options);
    if (cover.some((share) => share > 0)) layers.push({ grid, values });
  }
  return layers;
}

const mean = (x: Float64Array): number => x.reduce((s, v) => s + v, 0) / x.length;

/** The layer of a variable, or undefined. */
export const layerOf = (patch: Patch, variable: VariableName): Layer | undefined =>
  patch.layers.find((l) => l.grid.variable === variable);

/** Values of a layer at a patch cell: `[step]` of the grid's own steps. NaN where the grid does not reach. */
export function layerSeries({ values }: Layer, { rows, cols, cells }: Patch, cell: number): Float64Array {
  const { row, col } = cells[cell] as Patch['cells'][number];
  const width = cols[1] - cols[0];
  const size = (rows[1] - rows[0]) * width;
  const at = (row - rows[0]) * width + col - cols[0];
  return Float64Array.from({ length: values.length / size }, (_, t) => values[t * size + at] as number);
}

/** Area means of a fine grid as a series of its middle, for the climate around. */
export function patchSeries(grids: readonly NativeGrid[]): Series[] {
  return grids
    .filter((g) => isFine(g) && (g.variable === 't_air' || g.variable === 'precip'))
    .flatMap((g): Series[] => {
      if (g.time.at !== 'months') return [];
      const n = g.rows * g.cols;
      const values = Float32Array.from(g.time.months, (_, t) => meanOfKnown(g.values.subarray(t * n, (t + 1) * n)));
      const keep = [...g.time.months.keys()].filter((i) => !Number.isNaN(values[i] as number));
      return [
        {
          site: `grid/${g.origin}`,
          name: `area mean of ${g.origin}`,
          lat: mean(g.lat),
          lon: mean(g.lon),
          elevation: Number.NaN,
          variable: g.variable,
          month: Int32Array.from(keep, (i) => (g.time.at === 'months' ? (g.time.months[i] as number) : 0)),
          value: Float32Array.from(keep, (i) => values[i] as number),
          source: g.source,
          origin: g.origin,
        },
      ];
    });
}

/** NaN when nothing is known. */
function meanOfKnown(values: Float32Array): number {
  let [sum, n] = [0, 0];
  for (const v of values) {
    if (Number.isNaN(v)) continue;
    sum += v;
    n++;
  }
  return sum / n;
}
