import { BadRequest } from '../core/error.ts';
import type { Level } from '../grid/level.ts';
import { ratioOf } from '../grid/nesting.ts';
import type { StoreWriter, WriteRequest } from './writer.ts';

/**
 * Plain mean over squares of `ratio` x `ratio` cells: right without weights, because all cells have the same area.
 * Missing cells do not count. A square has a value when at least `minShare` of it has; 0, the default, means any cell,
 * so that coasts keep their land and a coarse cell stands for the part of it that was mapped.
 *
 * @param values `[month, row, col]`, NaN for no data
 * @returns `[month, row / ratio, col / ratio]`
 * @throws BadRequest when rows or cols are no multiple of the ratio
 */
export function coarsen(
  values: Float32Array,
  shape: { readonly months: number; readonly rows: number; readonly cols: number },
  ratio: number,
  minShare = 0,
): Float32Array {
  const { months, rows, cols } = shape;
  if (rows % ratio !== 0 || cols % ratio !== 0 || values.length !== months * rows * cols) {
    throw new BadRequest({
      what: `${months} x ${rows} x ${cols} cells`,
      expected: `whole squares of ${ratio} x ${ratio}`,
    });
  }
  const [outRows, outCols] = [rows / ratio, cols / ratio];
  const out = new Float32Array(months * outRows * outCols);
  const sums = new Float64Array(outCols);
  const counts = new Int32Array(outCols);
  const need = minShare * ratio * ratio;
  for (let t = 0; t < months; t++) {
    for (let R = 0; R < outRows; R++) {
      sums.fill(0);
      counts.fill(0);
      for (let i = 0; i < ratio; i++) {
        const line = (t * rows + R * ratio + i) * cols;
        for (let c = 0; c < cols; c++) {
          const v = values[line + c]!;
          if (Number.isNaN(v)) continue;
          const C = (c / ratio) | 0;
          sums[C]! += v;
          counts[C]!++;
        }
      }
      const to = (t * outRows + R) * outCols;
      for (let C = 0; C < outCols; C++) {
        const n = counts[C]!;
        out[to + C] = n > 0 && n > need - 1e-9 ? sums[C]! / n : Number.NaN;
      }
    }
  }
  return out;
}

/**
 * Writes a block and its averages at coarser levels. The block must cover whole cells of the coarsest one.
 * @throws BadRequest when it does not, or as writeBlock does
 */
export async function writeWithCoarser(
  writer: StoreWriter,
  block: WriteRequest,
  levels: readonly Level[],
): Promise<void> {
  await writer.writeBlock(block);
  const rows = block.rows[1] - block.rows[0];
  const cols = block.cols[1] - block.cols[0];
  const months = block.months ? block.months[1] - block.months[0] : 1;
  for (const level of levels) {
    const ratio = ratioOf(block.level, level);
    if (block.rows[0] % ratio !== 0 || block.cols[0] % ratio !== 0) {
      throw new BadRequest({
        what: `block at row ${block.rows[0]}, col ${block.cols[0]} of ${block.level}`,
        expected: `a block that begins on a cell of ${level}`,
      });
    }
    await writer.writeBlock({
      ...block,
      level,
      rows: [block.rows[0] / ratio, block.rows[1] / ratio],
      cols: [block.cols[0] / ratio, block.cols[1] / ratio],
      values: coarsen(block.values, { months, rows, cols }, ratio),
    });
  }
}
