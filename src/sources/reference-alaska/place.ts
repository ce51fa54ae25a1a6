import { TILE } from '../../grid/tile.ts';
import { windowCell } from '../../grid/window.ts';

/** A place that the reference holds at 1 km: whole tiles of 72 x 72 cells. */
export interface DetailPlace {
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  /** Tiles of M01: first row and column, rows and columns. */
  readonly tiles: readonly [row: number, col: number, rows: number, cols: number];
}

const around = (name: string, lon: number, lat: number, west = 0, east = 0): DetailPlace => {
  const cell = windowCell('M01', lon, lat);
  if (!cell) throw new RangeError(`${name} lies outside the window`);
  const row = Math.floor(cell.row / TILE);
  const col = Math.floor(cell.col / TILE);
  return { name, lon, lat, tiles: [row, col - west, 1, 1 + west + east] };
};

/** Places people ask about. Toolik's tile reaches east to Imnavait, that of Fairbanks west to Bonanza Creek. */
export const DETAIL_PLACES: readonly DetailPlace[] = [
  around('Utqiagvik', -156.6, 71.3),
  around('Toolik and Imnavait', -149.6, 68.63, 0, 1),
  around('Council', -163.7, 64.84),
  around('Fairbanks', -147.85, 64.85, 1, 0),
  around('Bethel', -161.8, 60.78),
  around('Yukon-Kuskokwim Delta', -163.22, 61.27),
];
