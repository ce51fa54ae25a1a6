// The matrix products of a block of tiles, point by point.
import * as layer from './layer';
import { accumulate, multiply, ROWS } from './tile';

/** `[point][blockRows][width] x [point][panel][inner][8] -> [point][blockRows][8 * panels]`, the first `inner` of `width`. */
export function products(a: usize, width: i32, inner: i32, b: usize, panels: i32, c: usize): void {
  const lda = (<usize>width) << 2;
  const ldc = (<usize>panels) << 5;
  const panel = (<usize>inner) << 5;
  const rows = layer.blockRows;
  for (let p = 0; p < layer.points; p++) {
    for (let j = 0; j < panels; j++) {
      let left = a;
      let out = c + ((<usize>j) << 5);
      for (let r = 0; r < rows; r += ROWS) {
        multiply(left, lda, b, inner, out, ldc);
        left += <usize>ROWS * lda;
        out += <usize>ROWS * ldc;
      }
      b += panel;
    }
    a += <usize>rows * lda;
    c += <usize>rows * ldc;
  }
}

/** Adds the products of `[point][blockRows][depth]`, turned, and `[point][blockRows][gates8]` over `n` tiles to `[point][depth][gates8]`. */
export function addOuterProducts(a: usize, b: usize, n: i32, c: usize): void {
  const depth = layer.depth;
  const lda = (<usize>depth) << 2;
  const ldb = (<usize>layer.gates8) << 2;
  for (let p = 0; p < layer.points; p++) {
    for (let row = 0; row < depth; row += 4) {
      for (let gate = 0; gate < layer.gates8; gate += 8) {
        accumulate(
          a + ((<usize>row) << 2),
          lda,
          b + ((<usize>gate) << 2),
          ldb,
          n,
          c + ((<usize>(row * layer.gates8 + gate)) << 2),
          ldb,
        );
      }
    }
    a += <usize>layer.blockRows * lda;
    b += <usize>layer.blockRows * ldb;
    c += <usize>depth * ldb;
  }
}
