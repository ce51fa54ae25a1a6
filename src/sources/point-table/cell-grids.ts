import type { VariableName } from '../../core/variable.ts';
import { cellSize } from '../../grid/ease2.ts';
import { windowCentre, windowOf } from '../../grid/window.ts';
import { groupBy } from '../group-by.ts';
import type { NativeGrid } from '../source.ts';
import type { CellMonth } from './cell-months.ts';

/** Side of a block of cells that becomes one grid: scattered points would make one grid of all Alaska mostly gaps. */
const BLOCK = 72;
/** Values of all grids of one table together, gaps included. */
export const MOST_VALUES = 12_000_000;

const WINDOW = windowOf('M01');

export interface GridWords {
  readonly name: string;
  readonly variable: VariableName;
  readonly projection: boolean;
  readonly source: string;
  readonly origin: string;
  readonly note: string;
}

/**
 * Grids of M01 from cells that hold values, one for each block of 72 x 72 that has any, cut to what is filled; mean and sd inside
 * the cell.
 * @returns undefined when so scattered that the gaps would fill the memory
 */
export function cellGrids(
  cells: readonly CellMonth[],
  words: GridWords,
  budget = MOST_VALUES,
): NativeGrid[] | undefined {
  const blockOf = (c: CellMonth) => `${Math.floor(rowOf(c) / BLOCK)} ${Math.floor(colOf(c) / BLOCK)}`;
  const boxes = [...groupBy(cells, blockOf).values()].map(boxOf);
  if (boxes.reduce((n, b) => n + b.rows * b.cols * b.months.length, 0) > budget) return undefined;
  return boxes.map((box) => gridOf(box, words));
}

const rowOf = (c: CellMonth): number => Math.floor(c.cell / WINDOW.cols);
const colOf = (c: CellMonth): number => c.cell % WINDOW.cols;

interface Box {
  readonly row: number;
  readonly col: number;
  readonly rows: number;
  readonly cols: number;
  readonly months: readonly number[];
  readonly cells: readonly CellMonth[];
}

function boxOf(cells: readonly CellMonth[]): Box {
  const span = (of: (c: CellMonth) => number, limit: number) => {
    const [low, high] = cells.reduce(
      ([l, h], c) => [Math.min(l, of(c)), Math.max(h, of(c))],
      [Number.POSITIVE_INFINITY, 0],
    );
    // Two at least each way: a single line of cells has no direction that a locator could follow.
    const from = Math.min(low, limit - 2);
    return [from, Math.max(high + 1, from + 2) - from] as const;
  };
  const [row, rows] = span(rowOf, WINDOW.rows);
  const [col, cols] = span(colOf, WINDOW.cols);
  const months = [...new Set(cells.map((c) => c.month))].sort((a, b) => a - b);
  return { row, col, rows, cols, months, cells };
}

function gridOf({ row, col, rows, cols, months, cells }: Box, words: GridWords): NativeGrid {
  const n = rows * cols;
  const values = new Float32Array(n * months.length).fill(Number.NaN);
  const sd = new Float32Array(n * months.length).fill(Number.NaN);
  const at = new Map(months.map((m, i) => [m, i]));
  for (const c of cells) {
    const i = (at.get(c.month) as number) * n + (rowOf(c) - row) * cols + colOf(c) - col;
    values[i] = c.mean;
    sd[i] = c.sd;
  }
  const [lat, lon] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const centre = windowCentre('M01', row + Math.floor(i / cols), col + (i % cols));
    lat[i] = centre.lat;
    lon[i] = centre.lon;
  }
  return {
    ...words,
    rows,
    cols,
    lat,
    lon,
    cell: cellSize('M01'),
    time: { at: 'months', months: Int32Array.from(months) },
    values,
    sd,
  };
}
