import { reshape, type Tensor5D, transpose } from '@tensorflow/tfjs-core';

/** Batch-major to month-major and back: `[a, b, row, col, n]` to `[b, a, row, col, n]`, free when a or b is 1. */
export function swapFirstTwo(x: Tensor5D): Tensor5D {
  const [a, b, rows, cols, n] = x.shape;
  if (a === 1 || b === 1) return reshape(x, [b, a, rows, cols, n]);
  // In three axes, which every backend has a fast path for.
  return reshape(transpose(reshape(x, [a, b, rows * cols * n]), [1, 0, 2]), [b, a, rows, cols, n]);
}
