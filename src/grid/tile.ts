import type { Cell } from './ease2.ts';
import type { Level } from './level.ts';
import type { CellRange } from './nesting.ts';
import { windowOf } from './window.ts';

/** Cells along one side of a tile, at every level. On M01 a tile is 2 x 2 cells of M36. */
export const TILE = 72;

/** Tiles of the Alaska window at a level; the last row and column of tiles is ragged where the window is no multiple of 72. */
export function tilesOf(level: Level): { rows: number; cols: number } {
  const { rows, cols } = windowOf(level);
  return { rows: Math.ceil(rows / TILE), cols: Math.ceil(cols / TILE) };
}

/** The tile that holds a window cell. */
export const tileOf = (cell: Cell): Cell => ({ row: Math.floor(cell.row / TILE), col: Math.floor(cell.col / TILE) });

/** The window cells of a tile, cut at the edge of the window. */
export function cellsOfTile(level: Level, tile: Cell): CellRange {
  const { rows, cols } = windowOf(level);
  return {
    rows: [tile.row * TILE, Math.min((tile.row + 1) * TILE, rows)],
    cols: [tile.col * TILE, Math.min((tile.col + 1) * TILE, cols)],
  };
}
