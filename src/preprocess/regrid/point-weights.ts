import { widened } from '../resample.ts';
import type { IndexFrame } from './index-frame.ts';
import type { SparseWeights } from './sparse-weights.ts';
import type { Strip } from './strip.ts';

/** A position this little beyond an edge between cells is on it: rounding must not decide. */
const HAIR = 1e-9;

/** True on a cell of the source: half a cell reaches beyond the outermost centres. */
const isOn = (at: number, n: number): boolean => at >= -0.5 - HAIR && at < n - 0.5 + HAIR;

/** The cell that holds the centre of each target. @param rows of the strip */
export function nearestWeights({ lattice, width }: Strip, rows: number, into: SparseWeights): void {
  const { row, col, frame, points } = lattice;
  for (let i = 0; i < rows; i++) {
    for (let k = i * points; k < i * points + width; k++) {
      const [r, c] = [row[k] as number, col[k] as number];
      const on = isOn(r, frame.rows) && isOn(c, frame.cols);
      if (on) into.push(holder(r, frame.rows) * frame.cols + holder(c, frame.cols), 1);
      into.end(on ? 1 : 0);
    }
  }
}

const holder = (at: number, n: number): number => Math.min(n - 1, Math.max(0, Math.floor(at + 0.5 + HAIR)));

/** Target cells for one of the source along rows and columns. */
export interface KernelScale {
  readonly row: number;
  readonly col: number;
}

/** Below this the kernel widens, as in GDAL's warper. */
const NARROW = 0.95;

/**
 * The four cells around each target's centre by distance; where the target's cells are larger than the source's along an axis, a
 * triangle wide enough that none is passed over. Weights add up to 1 over the cells that exist.
 * @param scale of the kernel; from the distance between neighbouring targets when not given
 */
export function bilinearWeights(
  { lattice, width }: Strip,
  rows: number,
  into: SparseWeights,
  scale?: KernelScale,
): void {
  const { row, col, frame, points } = lattice;
  for (let i = 0; i < rows; i++) {
    for (let k = i * points; k < i * points + width; k++) {
      const [r, c] = [row[k] as number, col[k] as number];
      const on = isOn(r, frame.rows) && isOn(c, frame.cols);
      if (on) {
        const down = scale?.row ?? 1 / apart(row, k, points);
        const across = scale?.col ?? 1 / apart(col, k, points);
        if (down >= NARROW && across >= NARROW) four(r, c, frame, into);
        else wide(r, c, frame, down, across, into);
      }
      into.end(on ? 1 : 0);
    }
  }
}

/** Cells of the source from one target to the next, along the axis of the target where that is more. */
function apart(of: Float64Array, k: number, points: number): number {
  const here = of[k] as number;
  return Math.max(Math.abs((of[k + 1] as number) - here), Math.abs((of[k + points] as number) - here), 1e-9);
}

function four(row: number, col: number, { rows, cols }: IndexFrame, into: SparseWeights): void {
  const [r, c] = [Math.floor(row), Math.floor(col)];
  const [u, v] = [row - r, col - c];
  const [top, bottom] = [r >= 0 ? 1 - u : 0, r + 1 < rows ? u : 0];
  const [left, right] = [c >= 0 ? 1 - v : 0, c + 1 < cols ? v : 0];
  const total = (top + bottom) * (left + right);
  const i = r * cols + c;
  if (top * left > 0) into.push(i, (top * left) / total);
  if (top * right > 0) into.push(i + 1, (top * right) / total);
  if (bottom * left > 0) into.push(i + cols, (bottom * left) / total);
  if (bottom * right > 0) into.push(i + cols + 1, (bottom * right) / total);
}

function wide(row: number, col: number, frame: IndexFrame, down: number, across: number, into: SparseWeights): void {
  const { cell, weight } = widened(row, col, frame.rows, frame.cols, down, across);
  for (let k = 0; k < cell.length; k++)
    if ((weight[k] as number) > 0) into.push(cell[k] as number, weight[k] as number);
}
