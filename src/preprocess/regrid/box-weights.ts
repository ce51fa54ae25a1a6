import { AxisWeights, putProduct } from './axis-weights.ts';
import type { SparseWeights } from './sparse-weights.ts';
import type { Strip } from './strip.ts';

/**
 * As GDAL's warper averages: over the upright box between two opposite corners of a target, the outermost cells repeated.
 * @param strip of corners @param lines rows of it that are filled
 */
export function boxWeights({ lattice, width }: Strip, lines: number, into: SparseWeights): void {
  const { row, col, points, frame } = lattice;
  const { start, cover } = into;
  const down = new AxisWeights(frame.rows);
  const across = new AxisWeights(frame.cols);
  let target = 0;
  let used = 0;
  for (let i = 0; i < lines; i++) {
    for (let a = i * points; a < i * points + width; a++) {
      const b = a + points + 1;
      down.between(row[a] as number, row[b] as number);
      across.between(col[a] as number, col[b] as number);
      const on = down.total * across.total > 0;
      if (on) used = putProduct(down, across, frame.cols, into, used);
      cover[target++] = on ? 1 : 0;
      start[target] = used;
    }
  }
}
