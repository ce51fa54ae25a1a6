import { Random } from '../../src/core/random.ts';
import type { WorkShape } from './shape.ts';

const normal = (random: Random, size: number): Float32Array =>
  Float32Array.from({ length: size }, () => random.normal());

/** The same data for every library: inputs `[batch, month, row, col, channel]` and truths `[…, output]`. */
export function seededData({ batch, months, rows, cols, channels, outputs }: WorkShape) {
  const random = new Random(20);
  const cells = batch * months * rows * cols;
  return {
    x: normal(random.fork('x'), cells * channels),
    y: normal(random.fork('y'), cells * outputs),
  };
}
