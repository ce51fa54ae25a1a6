import { A, authalicQ, E2, latitudeOfQ, RAD } from './ellipsoid.ts';
import { FACTOR, type Level } from './level.ts';

/**
 * EASE-Grid 2.0, global cylindrical equal area (EPSG:6933). Rows count from the north, columns from 180° W.
 * Rows and columns here are *global*; window.ts has the ones that stores use.
 * @see SOURCES.md §2.1; NSIDC `EASE2_M01km.gpd`
 */

/** Upper-left corner of the whole grid, m. */
export const X0 = -17367530.4451615;
export const Y0 = 7314540.8306386;
/** Side of a cell of M01, projected metres, in both directions. */
export const CELL_M01 = 1000.89502334956;
const COLS_M01 = 34704;
const ROWS_M01 = 14616;
/** Columns of M01 in a degree of longitude: exact. */
const COLS_PER_DEGREE = COLS_M01 / 360;

/** Scale at the equator that makes 30° the standard parallel. */
const K0 = Math.cos(30 * RAD) / Math.sqrt(1 - E2 * Math.sin(30 * RAD) ** 2);

export interface LonLat {
  /** Degrees east, WGS84. */
  readonly lon: number;
  /** Degrees north, WGS84 (geodetic). */
  readonly lat: number;
}

export interface Cell {
  readonly row: number;
  readonly col: number;
}

/** Projected metres, EPSG:6933. */
export interface Projected {
  readonly x: number;
  readonly y: number;
}

export const colsOf = (level: Level): number => COLS_M01 / FACTOR[level];
export const rowsOf = (level: Level): number => ROWS_M01 / FACTOR[level];

/** Side of a cell in projected metres: the same in both directions, not the size on the ground (see ground.ts). */
export const cellSize = (level: Level): number => CELL_M01 * FACTOR[level];

/** Area of a cell on the ground, m²: the same everywhere. */
export const cellArea = (level: Level): number => cellSize(level) ** 2;

/** @param lon degrees, any turn @param lat degrees, -90 to 90 */
export function project(lon: number, lat: number): Projected {
  return { x: A * K0 * RAD * lon, y: (A * authalicQ(Math.sin(lat * RAD))) / (2 * K0) };
}

export function unproject(x: number, y: number): LonLat {
  return { lon: x / (A * K0 * RAD), lat: latitudeOfQ((2 * K0 * y) / A) / RAD };
}

/**
 * Column as a real number: 0 at 180° W, whole at the left edge of a cell. Counted in degrees, because in metres
 * 170° W, an exact edge, falls one bit short of it.
 */
export function columnAt(lon: number, level: Level): number {
  const turned = lon >= -180 && lon < 180 ? lon : ((((lon + 180) % 360) + 360) % 360) - 180;
  return ((turned + 180) * COLS_PER_DEGREE) / FACTOR[level];
}

/** Row as a real number: whole at the northern edge of a cell, negative north of the grid (85.04°). */
export function rowAt(lat: number, level: Level): number {
  return (Y0 - project(0, lat).y) / cellSize(level);
}

/**
 * The cell that holds a place. A place on an edge belongs to the cell east or south of it.
 * @returns rows outside 0 … rowsOf(level)-1 for latitudes beyond ±85.04°
 * @throws RangeError when lon or lat is no coordinate
 */
export function cellAt(lon: number, lat: number, level: Level): Cell {
  if (!Number.isFinite(lon) || !(Math.abs(lat) <= 90)) throw new RangeError(`not a place: lon ${lon}, lat ${lat}`);
  // By way of M01, so that levels nest even where rounding puts a place on either side of an edge.
  const factor = FACTOR[level];
  return {
    row: Math.floor(Math.floor(rowAt(lat, 'M01')) / factor),
    col: Math.floor(Math.min(Math.floor(columnAt(lon, 'M01')), COLS_M01 - 1) / factor),
  };
}

/** Longitude of the western *edge* of a column; give `col + 1` for the eastern, `col + 0.5` for the centre. */
export const longitudeOfColumn = (level: Level, col: number): number => (col * FACTOR[level]) / COLS_PER_DEGREE - 180;

/** Latitude of the northern *edge* of a row; give `row + 1` for the southern, `row + 0.5` for the centre (in metres). */
export const latitudeOfRow = (level: Level, row: number): number =>
  latitudeOfQ((2 * K0 * (Y0 - row * cellSize(level))) / A) / RAD;

/** Centre of a cell. */
export const centreOf = (level: Level, row: number, col: number): LonLat => ({
  lon: longitudeOfColumn(level, col + 0.5),
  lat: latitudeOfRow(level, row + 0.5),
});

/** Centre of a cell in projected metres. */
export const projectedCentreOf = (level: Level, row: number, col: number): Projected => ({
  x: X0 + (col + 0.5) * cellSize(level),
  y: Y0 - (row + 0.5) * cellSize(level),
});
