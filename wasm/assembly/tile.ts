// Register tiles of the matrix products: everything heavy ends here.
//
// Five rows by eight columns is the largest tile that stays in the sixteen registers an engine has for four floats each,
// with room for the product that a separate multiplication and addition needs.
import { madd } from './lanes';

/** Rows of the left factor that are multiplied at once; row counts are padded to it. */
export const ROWS: i32 = 5;

/** c = a b for five rows of `a` and a panel of eight columns, `b` packed as `[depth][8]`. Strides in bytes. */
export function multiply(a: usize, lda: usize, b: usize, depth: i32, c: usize, ldc: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let c40 = c00;
  let c41 = c00;
  let a1 = a + lda;
  let a2 = a1 + lda;
  let a3 = a2 + lda;
  let a4 = a3 + lda;
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = v128.load32_splat(a1);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = v128.load32_splat(a2);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load32_splat(a3);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    x = v128.load32_splat(a4);
    c40 = madd(x, b0, c40);
    c41 = madd(x, b1, c41);
    a += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
    a4 += 4;
    b += 32;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += ldc;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += ldc;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += ldc;
  v128.store(c, c30);
  v128.store(c, c31, 16);
  c += ldc;
  v128.store(c, c40);
  v128.store(c, c41, 16);
}

/** c += a' b for four columns of `a` and eight of `b`, over `depth` rows of both. Strides in bytes. */
export function accumulate(a: usize, lda: usize, b: usize, ldb: usize, depth: i32, c: usize, ldc: usize): void {
  const second = c + ldc;
  const third = second + ldc;
  const fourth = third + ldc;
  let c00 = v128.load(c);
  let c01 = v128.load(c, 16);
  let c10 = v128.load(second);
  let c11 = v128.load(second, 16);
  let c20 = v128.load(third);
  let c21 = v128.load(third, 16);
  let c30 = v128.load(fourth);
  let c31 = v128.load(fourth, 16);
  for (let k = 0; k < depth; k++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = v128.load32_splat(a, 4);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = v128.load32_splat(a, 8);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load32_splat(a, 12);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    a += lda;
    b += ldb;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(second, c10);
  v128.store(second, c11, 16);
  v128.store(third, c20);
  v128.store(third, c21, 16);
  v128.store(fourth, c30);
  v128.store(fourth, c31, 16);
}
