import { type Cell, cellAt, centreOf, type LonLat, latitudeOfRow, longitudeOfColumn } from './ease2.ts';
import { FACTOR, type Level } from './level.ts';

/**
 * The Alaska window: whole cells of M01, M03, M09 and M36 around -170 … -134.77, 54 … 72.
 * Stores count rows and columns from its north-western corner. The Aleutians west of 170.3° W lie outside.
 * @see SOURCES.md §2.2
 */
export interface GridWindow {
  /** Global row and column of the north-western cell. */
  readonly row0: number;
  readonly col0: number;
  readonly rows: number;
  readonly cols: number;
}

const ALASKA_M01: GridWindow = { row0: 324, col0: 936, rows: 1080, cols: 3456 };

export function windowOf(level: Level): GridWindow {
  const f = FACTOR[level];
  return {
    row0: ALASKA_M01.row0 / f,
    col0: ALASKA_M01.col0 / f,
    rows: ALASKA_M01.rows / f,
    cols: ALASKA_M01.cols / f,
  };
}

/** The cell of the window that holds a place, or undefined outside the window. */
export function windowCell(level: Level, lon: number, lat: number): Cell | undefined {
  const { row0, col0, rows, cols } = windowOf(level);
  const global = cellAt(lon, lat, level);
  const row = global.row - row0;
  const col = global.col - col0;
  return row >= 0 && row < rows && col >= 0 && col < cols ? { row, col } : undefined;
}

/** Centre of a cell of the window. */
export function windowCentre(level: Level, row: number, col: number): LonLat {
  const { row0, col0 } = windowOf(level);
  return centreOf(level, row0 + row, col0 + col);
}

/** Latitudes of the row *edges* of the window, north to south: rows + 1 values, degrees. For drawing. */
export function rowEdgeLatitudes(level: Level): Float64Array {
  const { row0, rows } = windowOf(level);
  return Float64Array.from({ length: rows + 1 }, (_, i) => latitudeOfRow(level, row0 + i));
}

/** Latitudes of the row *centres*, north to south, degrees. For sampling. */
export function rowCentreLatitudes(level: Level): Float64Array {
  const { row0, rows } = windowOf(level);
  return Float64Array.from({ length: rows }, (_, i) => latitudeOfRow(level, row0 + i + 0.5));
}

/** Longitudes of the column *edges* of the window, west to east: cols + 1 values, degrees, evenly spaced. */
export function columnEdgeLongitudes(level: Level): Float64Array {
  const { col0, cols } = windowOf(level);
  return Float64Array.from({ length: cols + 1 }, (_, i) => longitudeOfColumn(level, col0 + i));
}

/** Outer edges of the window, degrees. */
export function windowBounds(): { west: number; south: number; east: number; north: number } {
  const { row0, col0, rows, cols } = ALASKA_M01;
  return {
    west: longitudeOfColumn('M01', col0),
    east: longitudeOfColumn('M01', col0 + cols),
    north: latitudeOfRow('M01', row0),
    south: latitudeOfRow('M01', row0 + rows),
  };
}
