import { windowCell } from '../../grid/window.ts';
import { cellSize, wrapLongitude } from '../netcdf-grid.ts';
import { decodeSlab, decodeValues, type Netcdf, type NetcdfVariable, type Span, text } from '../netcdf-model.ts';
import { type Axes, roleOf } from './axes.ts';
import { easeDoubt } from './ease-doubt.ts';
import { projectionOf } from './projection.ts';

/** The part of a grid that covers Alaska: spans in its own rows and columns, centres of the cells inside them. */
export interface CellBox {
  readonly rowSpan: Span;
  readonly colSpan: Span;
  readonly rows: number;
  readonly cols: number;
  /** Degrees, `[row, col]`, lon in [-180, 180). */
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  /** Side of a cell on the ground, m; NaN for a single cell. */
  readonly cell: number;
  /** Cells of the whole grid that lie outside the box. */
  readonly outside: number;
  /** How it was found out where the cells lie. */
  readonly note: string;
}

/** Longitude and latitude of a cell by its row and column; NaN where the file has none. */
type Locate = (row: number, col: number) => readonly [lon: number, lat: number];

interface Located {
  readonly locate: Locate;
  readonly note: string;
}

/** 2-D coordinates of more cells than this are not held; a projection then says where they lie. */
const LARGEST_ARRAYS = 2e7;
/** Places looked at, across and down, to find Alaska in a grid. */
const LOOKS = 500;

/**
 * Where the cells of a variable lie, cut to Alaska and one cell around it for interpolation. Coordinate arrays come first: they win over a
 * projection, and a `GeoTransform` is never asked (K1-1).
 * @returns a sentence when nothing says where the cells lie, or none lies in Alaska
 */
export async function cellBoxOf(v: NetcdfVariable, file: Netcdf, axes: Axes): Promise<CellBox | string> {
  const { row, col } = axes;
  if (row === undefined || col === undefined) return 'its rows and columns have no coordinates';
  const located = await locationOf(v, file, axes, row, col);
  if (typeof located === 'string') return located;
  const size: readonly [number, number] = [v.shape[row] as number, v.shape[col] as number];
  const spans = alaskaIn(located.locate, size);
  if (!spans) return `all ${size[0] * size[1]} cells lie outside Alaska`;
  return boxOf(located, spans, size);
}

/** A box of one place, for files of single points. */
export const pointBox = (lat: number, lon: number, cell: number, note: string): CellBox => ({
  rowSpan: [0, 1],
  colSpan: [0, 1],
  rows: 1,
  cols: 1,
  lat: Float64Array.of(lat),
  lon: Float64Array.of(wrapLongitude(lon)),
  cell,
  outside: 0,
  note,
});

async function locationOf(
  v: NetcdfVariable,
  file: Netcdf,
  axes: Axes,
  row: number,
  col: number,
): Promise<Located | string> {
  const [y, x] = [axes.coordinates[row], axes.coordinates[col]];
  if (y && x && roleOf(y) === 'lat' && roleOf(x) === 'lon') {
    const [lats, lons] = [decodeValues(y), decodeValues(x)];
    if (!lats || !lons || lats.some((a) => !(Math.abs(a) <= 90)) || lons.some((o) => !(Math.abs(o) <= 360)))
      return 'its latitude or longitude axis holds numbers that are none';
    const [first, end] = [lats[0] as number, lats.at(-1) as number];
    return {
      locate: (r, c) => [lons[c] as number, lats[r] as number],
      note: `latitude and longitude axes, rows ${end > first ? 'from the south' : 'from the north'}`,
    };
  }
  return arrays(v, file, row, col) ?? projected(v, file, y, x);
}

/** 2-D latitude and longitude of the same rows and columns. */
function arrays(v: NetcdfVariable, file: Netcdf, row: number, col: number): Located | undefined {
  const shape = [v.shape[row] as number, v.shape[col] as number] as const;
  if (shape[0] * shape[1] > LARGEST_ARRAYS) return undefined;
  const of = (role: 'lat' | 'lon') =>
    file.variables.find(
      (c) => roleOf(c) === role && c.shape.length === 2 && c.shape[0] === shape[0] && c.shape[1] === shape[1],
    );
  const [lat, lon] = [of('lat'), of('lon')];
  if (!lat || !lon) return undefined;
  const [lats, lons] = [lat, lon].map((c) =>
    decodeSlab(c, [
      [0, shape[0]],
      [0, shape[1]],
    ]),
  );
  if (!lats || !lons) return undefined;
  const bad = (a: number, o: number) => !(Math.abs(a) <= 90) || !(Math.abs(o) <= 360);
  const locate: Locate = (r, c) => {
    const i = r * shape[1] + c;
    const [a, o] = [lats[i] as number, lons[i] as number];
    return bad(a, o) ? [Number.NaN, Number.NaN] : [o, a]; // EASE-4: fills that no attribute declares
  };
  return lats.some((a, i) => !bad(a, lons[i] as number))
    ? { locate, note: 'two-dimensional latitude and longitude' }
    : undefined;
}

/** x and y through the grid mapping. */
async function projected(
  v: NetcdfVariable,
  file: Netcdf,
  y: NetcdfVariable | undefined,
  x: NetcdfVariable | undefined,
): Promise<Located | string> {
  const name = text(v.attributes.grid_mapping).trim().split(/[\s:]/)[0];
  const mapping = name ? file.variables.find((c) => c.name === name || c.name.endsWith(`/${name}`)) : undefined;
  if (!y || !x || !mapping)
    return 'neither latitude and longitude nor x, y with a grid mapping: nobody knows where its cells lie';
  const way = await projectionOf(mapping);
  if (typeof way === 'string') return way;
  const [ys, xs] = [metres(y), metres(x)];
  if (typeof ys === 'string' || typeof xs === 'string') return typeof ys === 'string' ? ys : (xs as string);
  const doubt = easeDoubt(mapping, xs, way.name);
  if (doubt) return doubt;
  return {
    locate: (r, c) => way.toLonLat(xs[c] as number, ys[r] as number),
    note: `x and y through its grid mapping (${way.name.slice(0, 120)})`,
  };
}

/** Projection coordinates in metres. */
function metres(axis: NetcdfVariable): Float64Array | string {
  const unit = text(axis.attributes.units).trim();
  const factor = /^(m|metres?|meters?)$/i.test(unit) ? 1 : /^(km|kilomet(re|er)s?)$/i.test(unit) ? 1000 : undefined;
  if (factor === undefined) return `the unit of ${axis.name} is "${unit}", not m or km`;
  const values = decodeValues(axis);
  if (!values || values.some((x) => Number.isNaN(x))) return `${axis.name} holds fill values`;
  return factor === 1 ? values : values.map((x) => x * factor);
}

/** Rows and columns that reach into the Alaska window, and one more on each side. */
function alaskaIn(locate: Locate, [rows, cols]: readonly [number, number]): { row: Span; col: Span } | undefined {
  const step = Math.max(1, Math.ceil(Math.max(rows, cols) / LOOKS));
  let [r0, r1, c0, c1] = [rows, -1, cols, -1];
  const look = (n: number) => [...Array(Math.ceil(n / step)).keys()].map((i) => i * step).concat(n - 1);
  for (const r of look(rows)) {
    for (const c of look(cols)) {
      const [lon, lat] = locate(r, c);
      if (!Number.isFinite(lon) || !Number.isFinite(lat)) continue;
      if (!windowCell('M36', wrapLongitude(lon), lat)) continue;
      [r0, r1, c0, c1] = [Math.min(r0, r), Math.max(r1, r), Math.min(c0, c), Math.max(c1, c)];
    }
  }
  if (r1 < 0) return undefined;
  const span = (from: number, to: number, n: number): Span => [Math.max(0, from - step), Math.min(n, to + step + 1)];
  return { row: span(r0, r1, rows), col: span(c0, c1, cols) };
}

function boxOf(
  { locate, note }: Located,
  { row, col }: { readonly row: Span; readonly col: Span },
  size: readonly [number, number],
): CellBox {
  const [rows, cols] = [row[1] - row[0], col[1] - col[0]];
  const lat = new Float64Array(rows * cols);
  const lon = new Float64Array(rows * cols);
  for (let i = 0; i < lat.length; i++) {
    const [o, a] = locate(row[0] + Math.floor(i / cols), col[0] + (i % cols));
    lat[i] = a;
    lon[i] = wrapLongitude(o);
  }
  const cell = rows * cols > 1 ? cellSize({ rows, cols, lat, lon }) : Number.NaN;
  return { rowSpan: row, colSpan: col, rows, cols, lat, lon, cell, outside: size[0] * size[1] - rows * cols, note };
}
