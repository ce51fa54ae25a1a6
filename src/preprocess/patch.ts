import type { VariableName } from '../core/variable.ts';
import type { Level } from '../grid/level.ts';
import { columnEdgeLongitudes, rowEdgeLatitudes, windowCell, windowCentre, windowOf } from '../grid/window.ts';
import type { NativeGrid, Series } from '../sources/source.ts';
import { GridLocator } from './grid-locator.ts';
import { cellAverage, sample, type Weighted } from './resample.ts';

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

/** A native grid and, for each cell of the patch, where its value comes from; undefined where the grid does not reach. */
export interface Layer {
  readonly grid: NativeGrid;
  readonly from: readonly (Weighted | undefined)[];
}

/** Larger native grids are no patch: they cannot be written at 1 km within the memory and time of an import. km. */
const LARGEST_SIDE = 60;
/** Finest cells are made of grids at least this fine, m. */
const FINE = 2500;
/** Points across and down a target cell, which is 400 m by 2.5 km in the north: enough for a native cell of 1 km. */
const ACROSS = 2;
const DOWN = 5;

const isFine = (g: NativeGrid): boolean =>
  !g.projection && g.cell <= FINE && Math.max(g.rows, g.cols) * g.cell <= LARGEST_SIDE * 1000;

/** Patches of the history's fine monthly climate, each with every layer that overlaps it, from that layer's own grid (K1-4). */
export function patchesOf(grids: readonly NativeGrid[]): Patch[] {
  const airs = grids.filter((g) => g.variable === 't_air' && g.time.at === 'months' && isFine(g));
  return airs.flatMap((air): Patch[] => {
    const cells = cellsIn(air);
    if (cells.length === 0) return [];
    const locators = grids
      .filter((g) => isFine(g) && (g.time.at === 'months' || g.time.at === 'static'))
      .map((grid) => ({ grid, locator: new GridLocator(grid) }));
    const layers = locators
      .map(({ grid, locator }) => ({ grid, from: cells.map((c) => weightsOf(grid, locator, c.row, c.col)) }))
      .filter((l) => l.from.some((w) => w !== undefined));
    const [rows, cols] = [cells.map((c) => c.row), cells.map((c) => c.col)];
    const lat = mean(air.lat);
    const lon = mean(air.lon);
    return [
      {
        name: `1-km climate near ${lat.toFixed(2)} N, ${Math.abs(lon).toFixed(2)} W`,
        lat,
        lon,
        cells,
        rows: [Math.min(...rows), Math.max(...rows) + 1],
        cols: [Math.min(...cols), Math.max(...cols) + 1],
        layers,
      },
    ];
  });
}

/** Cells of M01 whose centre lies on the grid. */
function cellsIn(grid: NativeGrid): Patch['cells'] {
  const locator = new GridLocator(grid);
  const level: Level = 'M01';
  const corners = [...grid.lat.keys()].flatMap((i) => {
    const cell = windowCell(level, grid.lon[i] as number, grid.lat[i] as number);
    return cell ? [cell] : [];
  });
  if (corners.length === 0) return [];
  const { rows, cols } = windowOf(level);
  const range = (of: number[], limit: number) =>
    [Math.max(0, Math.min(...of) - 1), Math.min(limit - 1, Math.max(...of) + 1)] as const;
  const [r0, r1] = range(
    corners.map((c) => c.row),
    rows,
  );
  const [c0, c1] = range(
    corners.map((c) => c.col),
    cols,
  );
  const out: { row: number; col: number; lon: number; lat: number }[] = [];
  for (let row = r0; row <= r1; row++) {
    for (let col = c0; col <= c1; col++) {
      const { lon, lat } = windowCentre(level, row, col);
      if (locator.locate(lon, lat)) out.push({ row, col, lon, lat });
    }
  }
  return out;
}

const LATITUDES = rowEdgeLatitudes('M01');
const LONGITUDES = columnEdgeLongitudes('M01');

/** Mean of the native cells that a cell of M01 covers, by points spread over it. */
function weightsOf(grid: NativeGrid, locator: GridLocator, row: number, col: number): Weighted | undefined {
  const points: { row: number; col: number }[] = [];
  for (let i = 0; i < DOWN; i++) {
    for (let j = 0; j < ACROSS; j++) {
      const lat = mix(LATITUDES, row, (i + 0.5) / DOWN);
      const lon = mix(LONGITUDES, col, (j + 0.5) / ACROSS);
      const at = locator.locate(lon, lat);
      if (at) points.push(at);
    }
  }
  return points.length > 0 ? cellAverage(points, grid.rows, grid.cols) : undefined;
}

const mix = (edges: Float64Array, i: number, share: number): number =>
  (edges[i] as number) * (1 - share) + (edges[i + 1] as number) * share;
const mean = (x: Float64Array): number => x.reduce((s, v) => s + v, 0) / x.length;

/** The layer of a variable, or undefined. */
export const layerOf = (patch: Patch, variable: VariableName): Layer | undefined =>
  patch.layers.find((l) => l.grid.variable === variable);

/** Values of a layer at a patch cell: `[month]` of the grid's own months, or one value. NaN where the grid does not reach. */
export function layerSeries({ grid, from }: Layer, cell: number): Float64Array {
  const n = grid.rows * grid.cols;
  const steps = grid.values.length / n;
  const weights = from[cell];
  return Float64Array.from({ length: steps }, (_, t) => (weights ? sample(grid.values, t * n, weights) : Number.NaN));
}

/** Area means of a fine grid as a series of its middle, for the climate around. */
export function patchSeries(grids: readonly NativeGrid[]): Series[] {
  return grids
    .filter((g) => isFine(g) && (g.variable === 't_air' || g.variable === 'precip'))
    .flatMap((g): Series[] => {
      if (g.time.at !== 'months') return [];
      const n = g.rows * g.cols;
      const all: Weighted = {
        cell: Int32Array.from({ length: n }, (_, i) => i),
        weight: new Float64Array(n).fill(1 / n),
      };
      const values = Float32Array.from(g.time.months, (_, t) => sample(g.values, t * n, all));
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
