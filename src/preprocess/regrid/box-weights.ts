import { boxAverage } from '../resample.ts';
import type { SparseWeights } from './sparse-weights.ts';
import type { Strip } from './strip.ts';

/** As GDAL's warper averages: over the upright box between two opposite corners of a target, the outermost cells repeated. @param strip of corners */
export function boxWeights({ lattice, width }: Strip, rows: number, into: SparseWeights): void {
  const { row, col, points, frame } = lattice;
  for (let i = 0; i < rows; i++) {
    for (let a = i * points; a < i * points + width; a++) {
      const b = a + points + 1;
      const [from, to] = [corner(row, col, a), corner(row, col, b)];
      const found = from && to && boxAverage(from, to, frame.rows, frame.cols, 'repeat');
      for (let k = 0; k < (found?.cell.length ?? 0); k++)
        into.push(found?.cell[k] as number, found?.weight[k] as number);
      into.end(found ? 1 : 0);
    }
  }
}

function corner(row: Float64Array, col: Float64Array, at: number) {
  const found = { row: row[at] as number, col: col[at] as number };
  return Number.isFinite(found.row + found.col) ? found : undefined;
}
