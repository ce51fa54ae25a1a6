import type { VariableName } from '../../core/variable.ts';
import { cellSize } from '../../grid/ease2.ts';
import { windowCentre, windowOf } from '../../grid/window.ts';
import type { NativeGrid } from '../source.ts';
import type { CellMonth } from './cell-months.ts';

/** A box with fewer of its values filled is divided: scattered points would make one grid of all Alaska, mostly gaps. */
const LEAST_FILLED = 0.2;
/** Grids of one table. */
const MOST_GRIDS = 20_000;
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
 * Grids of M01 from cells that hold values: boxes cut to what is filled, each with the months it has; mean and sd inside the cell.
 * @returns undefined when so scattered that the gaps would fill the memory
 */
export function cellGrids(
  cells: readonly CellMonth[],
  words: GridWords,
  budget = MOST_VALUES,
): NativeGrid[] | undefined {
  const boxes = divided(cells);
  const values = boxes.reduce((n, b) => n + b.rows * b.cols * b.months.length, 0);
  return values > budget || boxes.length > MOST_GRIDS ? undefined : boxes.map((box) => gridOf(box, words));
}

/** Halves a box across its longer side until enough of it is filled. */
function divided(cells: readonly CellMonth[]): Box[] {
  const done: Box[] = [];
  const open = cells.length > 0 ? [cells] : [];
  for (let next = open.pop(); next; next = open.pop()) {
    const box = boxOf(next);
    const size = box.rows * box.cols * box.months.length;
    if (next.length >= LEAST_FILLED * size || (box.rows <= 2 && box.cols <= 2)) {
      done.push(box);
      continue;
    }
    const middle = box.rows >= box.cols ? box.row + box.rows / 2 : box.col + box.cols / 2;
    const at = box.rows >= box.cols ? rowOf : colOf;
    const parts = [next.filter((c) => at(c) < middle), next.filter((c) => at(c) >= middle)];
    // Cells that all lie on one side, where a box was widened to two: nothing more to gain.
    if (parts.some((p) => p.length === 0)) done.push(box);
    else open.push(...parts);
  }
  return done;
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
