import { AxisWeights, putProduct } from './axis-weights.ts';
import type { SparseWeights } from './sparse-weights.ts';
import type { Strip } from './strip.ts';

/** A position this little beyond an edge between cells is on it: rounding must not decide. */
const HAIR = 1e-9;

/** The cell that holds the centre of each target. @param lines rows of the strip that are filled */
export function nearestWeights({ lattice, width }: Strip, lines: number, into: SparseWeights): void {
  const { row, col, frame, points } = lattice;
  const { rows, cols } = frame;
  into.reserve(lines * width);
  const { start, cell, weight, cover } = into;
  let target = 0;
  let used = 0;
  for (let i = 0; i < lines; i++) {
    for (let k = i * points; k < i * points + width; k++) {
      const r = (row[k] as number) + (0.5 + HAIR);
      const c = (col[k] as number) + (0.5 + HAIR);
      const on = r >= 0 && r < rows + 2 * HAIR && c >= 0 && c < cols + 2 * HAIR;
      if (on) {
        cell[used] = Math.min(rows - 1, Math.floor(r)) * cols + Math.min(cols - 1, Math.floor(c));
        weight[used++] = 1;
      }
      cover[target++] = on ? 1 : 0;
      start[target] = used;
    }
  }
}

/** Target cells for one of the source along rows and columns. */
export interface KernelScale {
  readonly row: number;
  readonly col: number;
}

/**
 * The four cells around each target's centre by distance; where the target's cells are larger than the source's along an axis, a
 * triangle wide enough that none is passed over. Weights add up to 1 over the cells that exist.
 * @param lines rows of the strip that are filled
 * @param scale of the kernel; from the distance between neighbouring targets when not given
 */
export function bilinearWeights(
  { lattice, width }: Strip,
  lines: number,
  into: SparseWeights,
  scale?: KernelScale,
): void {
  const { row, col, frame, points } = lattice;
  const { rows, cols } = frame;
  const { start, cover } = into;
  const down = new AxisWeights(rows);
  const across = new AxisWeights(cols);
  let target = 0;
  let used = 0;
  for (let i = 0; i < lines; i++) {
    for (let k = i * points; k < i * points + width; k++) {
      const r = row[k] as number;
      const c = col[k] as number;
      const on = r >= -0.5 - HAIR && r < rows - 0.5 + HAIR && c >= -0.5 - HAIR && c < cols - 0.5 + HAIR;
      if (on) {
        down.triangle(r, scale ? scale.row : 1 / apart(row, k, points));
        across.triangle(c, scale ? scale.col : 1 / apart(col, k, points));
        used = putProduct(down, across, cols, into, used);
      }
      cover[target++] = on ? 1 : 0;
      start[target] = used;
    }
  }
}

/** Cells of the source from one target to the next, along the axis of the target where that is more. */
function apart(of: Float64Array, k: number, points: number): number {
  const here = of[k] as number;
  return Math.max(Math.abs((of[k + 1] as number) - here), Math.abs((of[k + points] as number) - here), 1e-9);
}
