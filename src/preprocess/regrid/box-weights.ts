import { boxAverage } from './box-average.ts';
import type { SparseWeights } from './sparse-weights.ts';
import type { Strip } from './strip.ts';

/**
 * As GDAL's warper averages: over the upright box between two opposite corners of a target, the outermost cells repeated.
 * @param strip of corners @param lines rows of it that are filled
 */
export function boxWeights({ lattice, width }: Strip, lines: number, into: SparseWeights): void {
  const { row, col, points, frame } = lattice;
  let [target, used] = [0, 0];
  for (let i = 0; i < lines; i++) {
    for (let a = i * points; a < i * points + width; a++) {
      const [from, to] = [corner(row, col, a), corner(row, col, a + points + 1)];
      const found = from && to && boxAverage(from, to, frame.rows, frame.cols);
      if (found) {
        into.reserve(used + found.cell.length);
        into.cell.set(found.cell, used);
        into.weight.set(found.weight, used);
        used += found.cell.length;
      }
      into.cover[target++] = found ? 1 : 0;
      into.start[target] = used;
    }
  }
}

function corner(row: Float64Array, col: Float64Array, at: number) {
  const found = { row: row[at] as number, col: col[at] as number };
  return Number.isFinite(found.row + found.col) ? found : undefined;
}
