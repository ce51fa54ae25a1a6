import { RAD } from '../../grid/ellipsoid.ts';
import { wrapLongitude } from '../../sources/netcdf-grid.ts';
import type { IndexFrame } from './index-frame.ts';
import type { CentreSource } from './regrid-source.ts';

/** Newton steps suffice to far below a thousandth of a cell on any smooth grid. */
const STEPS = 16;
const DONE = 1e-8;
/** A step that is still this long after the last has not found the place. */
const LOST = 1e-4;
/** Cells along each side from which a search may begin. */
const SEEDS = 32;
const DEGREE = 111_195;

/**
 * Rows and columns of a grid of which only the centres are known: bilinear between four centres, continued outwards at the edge. No
 * projection has to be believed, and rows may run either way.
 */
export class CentreFrame implements IndexFrame {
  readonly rows: number;
  readonly cols: number;
  row = Number.NaN;
  col = Number.NaN;
  /** At least two rows and columns: a single one has a twin a cell away. */
  readonly #rows: number;
  readonly #cols: number;
  readonly #lat: Float64Array;
  readonly #lon: Float64Array;
  readonly #at = new Float64Array(6);
  #seeds: { readonly row: Int32Array; readonly col: Int32Array; readonly xyz: Float64Array } | undefined;

  constructor(source: CentreSource) {
    const whole = twinned(withoutFills(source));
    this.rows = source.rows;
    this.cols = source.cols;
    this.#rows = whole.rows;
    this.#cols = whole.cols;
    this.#lat = whole.lat;
    this.#lon = whole.lon;
  }

  /** Begins where the last place was found: neighbours take two or three steps. */
  locate(lon: number, lat: number): boolean {
    if (Number.isFinite(this.row + this.col) && this.#newton(lon, lat)) return true;
    this.#seed(lon, lat);
    if (Number.isFinite(this.row + this.col) && this.#newton(lon, lat)) return true;
    this.row = Number.NaN;
    this.col = Number.NaN;
    return false;
  }

  place(row: number, col: number): readonly [number, number] {
    this.#linear(row, col);
    return [this.#at[0] as number, this.#at[1] as number];
  }

  #newton(lon: number, lat: number): boolean {
    const at = this.#at;
    let step = Number.NaN;
    for (let i = 0; i < STEPS; i++) {
      this.#linear(this.row, this.col);
      const dx = wrapLongitude(lon - (at[0] as number));
      const dy = lat - (at[1] as number);
      const [xr, xc, yr, yc] = [at[2] as number, at[3] as number, at[4] as number, at[5] as number];
      const det = xr * yc - xc * yr;
      const dRow = (dx * yc - dy * xc) / det;
      const dCol = (xr * dy - yr * dx) / det;
      step = Math.abs(dRow) + Math.abs(dCol);
      if (!Number.isFinite(step)) return false;
      this.row = clamp(this.row + dRow, -this.#rows, 2 * this.#rows);
      this.col = clamp(this.col + dCol, -this.#cols, 2 * this.#cols);
      if (step < DONE) return true;
    }
    return step < LOST;
  }

  /** Place and slopes at a fractional cell into `#at`: lon, lat, lon a row, lon a column, lat a row, lat a column. */
  #linear(row: number, col: number): void {
    const [lat, lon, cols] = [this.#lat, this.#lon, this.#cols];
    const r = clamp(Math.floor(row), 0, this.#rows - 2);
    const c = clamp(Math.floor(col), 0, cols - 2);
    const [u, v] = [row - r, col - c];
    const i = r * cols + c;
    const x00 = lon[i] as number;
    const x01 = x00 + wrapLongitude((lon[i + 1] as number) - x00);
    const x10 = x00 + wrapLongitude((lon[i + cols] as number) - x00);
    const x11 = x00 + wrapLongitude((lon[i + cols + 1] as number) - x00);
    const [y00, y01] = [lat[i] as number, lat[i + 1] as number];
    const [y10, y11] = [lat[i + cols] as number, lat[i + cols + 1] as number];
    const at = this.#at;
    at[0] = (1 - u) * ((1 - v) * x00 + v * x01) + u * ((1 - v) * x10 + v * x11);
    at[1] = (1 - u) * ((1 - v) * y00 + v * y01) + u * ((1 - v) * y10 + v * y11);
    at[2] = (1 - v) * (x10 - x00) + v * (x11 - x01);
    at[3] = (1 - u) * (x01 - x00) + u * (x11 - x10);
    at[4] = (1 - v) * (y10 - y00) + v * (y11 - y01);
    at[5] = (1 - u) * (y01 - y00) + u * (y11 - y10);
  }

  /** The nearest of some centres across the grid, as the crow flies through the Earth: no pole and no date line troubles it. */
  #seed(lon: number, lat: number): void {
    this.#seeds ??= seedsOf(this.#rows, this.#cols, this.#lat, this.#lon);
    const { row, col, xyz } = this.#seeds;
    const [x, y, z] = unitVector(lon, lat);
    let best = Number.POSITIVE_INFINITY;
    for (let k = 0; k < row.length; k++) {
      const [dx, dy, dz] = [x - (xyz[3 * k] as number), y - (xyz[3 * k + 1] as number), z - (xyz[3 * k + 2] as number)];
      const far = dx * dx + dy * dy + dz * dz;
      if (!(far < best)) continue;
      best = far;
      this.row = row[k] as number;
      this.col = col[k] as number;
    }
  }
}

function seedsOf(rows: number, cols: number, lat: Float64Array, lon: Float64Array) {
  const [r, c] = [spread(rows), spread(cols)];
  const [row, col] = [new Int32Array(r.length * c.length), new Int32Array(r.length * c.length)];
  const xyz = new Float64Array(3 * row.length);
  for (let k = 0; k < row.length; k++) {
    row[k] = r[Math.floor(k / c.length)] as number;
    col[k] = c[k % c.length] as number;
    const i = (row[k] as number) * cols + (col[k] as number);
    xyz.set(unitVector(lon[i] as number, lat[i] as number), 3 * k);
  }
  return { row, col, xyz };
}

/** Up to SEEDS indices from first to last. */
function spread(n: number): number[] {
  const count = Math.min(n, SEEDS);
  return Array.from({ length: count }, (_, i) => Math.round((i * (n - 1)) / Math.max(1, count - 1)));
}

function unitVector(lon: number, lat: number): readonly [number, number, number] {
  const c = Math.cos(lat * RAD);
  return [c * Math.cos(lon * RAD), c * Math.sin(lon * RAD), Math.sin(lat * RAD)];
}

/** Numbers that are no place, such as -9999, become NaN (EASE-4): no cell is looked for beside them. */
function withoutFills(source: CentreSource): CentreSource {
  const isPlace = (i: number) => Math.abs(source.lat[i] as number) <= 90 && Math.abs(source.lon[i] as number) <= 540;
  let good = 0;
  while (good < source.lat.length && isPlace(good)) good++;
  if (good === source.lat.length) return source;
  return {
    ...source,
    lat: source.lat.map((v, i) => (isPlace(i) ? v : Number.NaN)),
    lon: source.lon.map((v, i) => (isPlace(i) ? v : Number.NaN)),
  };
}

/** A grid of one row or column gets a second beside it, a cell away, so that its cells have an extent. */
function twinned({ rows, cols, lat, lon, cell }: CentreSource) {
  if (rows > 1 && cols > 1) return { rows, cols, lat, lon };
  const steep = rows * cols > 1 && isSteep(lat, lon);
  const rowTwin = cols > 1 && steep ? EAST : SOUTH;
  const colTwin = rows > 1 && !steep ? SOUTH : EAST;
  const [m, n] = [Math.max(2, rows), Math.max(2, cols)];
  const [lat2, lon2] = [new Float64Array(m * n), new Float64Array(m * n)];
  for (let i = 0; i < m * n; i++) {
    const [r, c] = [Math.floor(i / n), i % n];
    const k = Math.min(r, rows - 1) * cols + Math.min(c, cols - 1);
    const y = (r >= rows ? rowTwin.y : 0) + (c >= cols ? colTwin.y : 0);
    const x = (r >= rows ? rowTwin.x : 0) + (c >= cols ? colTwin.x : 0);
    lat2[i] = (lat[k] as number) + (y * cell) / DEGREE;
    lon2[i] = (lon[k] as number) + (x * cell) / (DEGREE * Math.cos((lat[k] as number) * RAD));
  }
  return { rows: m, cols: n, lat: lat2, lon: lon2 };
}

const EAST = { x: 1, y: 0 };
const SOUTH = { x: 0, y: -1 };

/** True where a line of centres runs rather north and south. */
function isSteep(lat: Float64Array, lon: Float64Array): boolean {
  const y = Math.abs((lat[1] as number) - (lat[0] as number));
  return y > Math.abs(wrapLongitude((lon[1] as number) - (lon[0] as number))) * Math.cos((lat[0] as number) * RAD);
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));
