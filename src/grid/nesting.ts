import type { Cell } from './ease2.ts';
import { FACTOR, type Level } from './level.ts';

/** Half-open block of cells. */
export interface CellRange {
  readonly rows: readonly [number, number];
  readonly cols: readonly [number, number];
}

/**
 * The one cell of a coarser level that holds a cell. True for global and for window coordinates alike,
 * because the Alaska window starts on a cell of every level.
 * @throws RangeError when `to` is finer than `from`
 */
export function parentOf(cell: Cell, from: Level, to: Level): Cell {
  const ratio = ratioOf(from, to);
  return { row: Math.floor(cell.row / ratio), col: Math.floor(cell.col / ratio) };
}

/** The cells of a finer level inside a cell. @throws RangeError when `to` is coarser than `from` */
export function childrenOf(cell: Cell, from: Level, to: Level): CellRange {
  const ratio = ratioOf(to, from);
  return {
    rows: [cell.row * ratio, (cell.row + 1) * ratio],
    cols: [cell.col * ratio, (cell.col + 1) * ratio],
  };
}

/** Cells of `fine` along one side of a cell of `coarse`. @throws RangeError when they are the wrong way round */
export function ratioOf(fine: Level, coarse: Level): number {
  const ratio = FACTOR[coarse] / FACTOR[fine];
  if (ratio < 1) throw new RangeError(`${coarse} is finer than ${fine}`);
  return ratio;
}
