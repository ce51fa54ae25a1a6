// Minimal filtering F(4 x 4, 3 x 3) and F(2 x 2, 5 x 5) (Winograd 1980; Lavin and Gray 2016), both on six points, so that
// one transform of windows serves both kernels. Each transform has its adjoint: the backward pass is the forward pass
// turned round, in the same transformed places.
//
// The points are 0, p, -p, q, -q and infinity with p = 5/8 and q = 3/2. The usual p = 1 and q = 2 saves products, but its
// weight gradients are four times as far off (1.0e-5 against 2.4e-6 of the largest, in single precision).
//
// Windows and tiles are handled four channels at a time. `temp` is working memory that holds the constants.
import { constant, P, P2, P2Q, P3, PQ2, PRODUCT, Q, Q2, Q3, SUM } from './constants';
import { madd } from './lanes';

/** The six values of a row or column of a window, transformed: B' d. `at` and `to` step by their strides in bytes. */
@inline
function intoPoints(at: usize, step: usize, to: usize, stride: usize, temp: usize): void {
  const d0 = v128.load(at);
  const d1 = v128.load(at + step);
  const d2 = v128.load(at + 2 * step);
  const d3 = v128.load(at + 3 * step);
  const d4 = v128.load(at + 4 * step);
  const d5 = v128.load(at + 5 * step);
  const product = constant(temp, PRODUCT);
  const sum = constant(temp, SUM);
  const p2 = constant(temp, P2);
  const q2 = constant(temp, Q2);
  const a = f32x4.sub(d4, f32x4.mul(q2, d2));
  const b = f32x4.mul(constant(temp, P), f32x4.sub(d3, f32x4.mul(q2, d1)));
  const c = f32x4.sub(d4, f32x4.mul(p2, d2));
  const e = f32x4.mul(constant(temp, Q), f32x4.sub(d3, f32x4.mul(p2, d1)));
  v128.store(to, madd(d0, product, f32x4.sub(d4, f32x4.mul(sum, d2))));
  v128.store(to + stride, f32x4.add(a, b));
  v128.store(to + 2 * stride, f32x4.sub(a, b));
  v128.store(to + 3 * stride, f32x4.add(c, e));
  v128.store(to + 4 * stride, f32x4.sub(c, e));
  v128.store(to + 5 * stride, madd(d1, product, f32x4.sub(d5, f32x4.mul(sum, d3))));
}

/** Its adjoint, B v. */
@inline
function fromPoints(at: usize, step: usize, to: usize, stride: usize, temp: usize): void {
  const v0 = v128.load(at);
  const v1 = v128.load(at + step);
  const v2 = v128.load(at + 2 * step);
  const v3 = v128.load(at + 3 * step);
  const v4 = v128.load(at + 4 * step);
  const v5 = v128.load(at + 5 * step);
  const product = constant(temp, PRODUCT);
  const sum = constant(temp, SUM);
  const s12 = f32x4.add(v1, v2);
  const d12 = f32x4.sub(v1, v2);
  const s34 = f32x4.add(v3, v4);
  const d34 = f32x4.sub(v3, v4);
  const low = madd(d12, constant(temp, PQ2), f32x4.mul(d34, constant(temp, P2Q)));
  const middle = madd(s12, constant(temp, Q2), f32x4.mul(s34, constant(temp, P2)));
  const high = madd(d12, constant(temp, P), f32x4.mul(d34, constant(temp, Q)));
  v128.store(to, f32x4.mul(v0, product));
  v128.store(to + stride, f32x4.sub(f32x4.mul(v5, product), low));
  v128.store(to + 2 * stride, f32x4.neg(madd(v0, sum, middle)));
  v128.store(to + 3 * stride, f32x4.sub(high, f32x4.mul(v5, sum)));
  v128.store(to + 4 * stride, f32x4.add(v0, f32x4.add(s12, s34)));
  v128.store(to + 5 * stride, v5);
}

/** Six points to four cells, A' v, or to the first two of them when the kernel is five wide. */
@inline
function intoCells(at: usize, step: usize, to: usize, stride: usize, width: i32, temp: usize): void {
  const v0 = v128.load(at);
  const v1 = v128.load(at + step);
  const v2 = v128.load(at + 2 * step);
  const v3 = v128.load(at + 3 * step);
  const v4 = v128.load(at + 4 * step);
  const v5 = v128.load(at + 5 * step);
  const s12 = f32x4.add(v1, v2);
  const d12 = f32x4.sub(v1, v2);
  const s34 = f32x4.add(v3, v4);
  const d34 = f32x4.sub(v3, v4);
  const y1 = madd(d34, constant(temp, Q), f32x4.mul(d12, constant(temp, P)));
  v128.store(to, f32x4.add(v0, f32x4.add(s12, s34)));
  if (width == 2) {
    v128.store(to + stride, f32x4.add(y1, v5));
    return;
  }
  v128.store(to + stride, y1);
  v128.store(to + 2 * stride, madd(s34, constant(temp, Q2), f32x4.mul(s12, constant(temp, P2))));
  v128.store(to + 3 * stride, madd(d34, constant(temp, Q3), madd(d12, constant(temp, P3), v5)));
}

/** Its adjoint, A y. */
@inline
function fromCells(at: usize, step: usize, to: usize, stride: usize, width: i32, temp: usize): void {
  const y0 = v128.load(at);
  const y1 = v128.load(at + step);
  v128.store(to, y0);
  const p = constant(temp, P);
  const q = constant(temp, Q);
  if (width == 2) {
    const atP = f32x4.mul(y1, p);
    const atQ = f32x4.mul(y1, q);
    v128.store(to + stride, f32x4.add(y0, atP));
    v128.store(to + 2 * stride, f32x4.sub(y0, atP));
    v128.store(to + 3 * stride, f32x4.add(y0, atQ));
    v128.store(to + 4 * stride, f32x4.sub(y0, atQ));
    v128.store(to + 5 * stride, y1);
    return;
  }
  const y2 = v128.load(at + 2 * step);
  const y3 = v128.load(at + 3 * step);
  const evenP = madd(y2, constant(temp, P2), y0);
  const oddP = madd(y3, constant(temp, P3), f32x4.mul(y1, p));
  const evenQ = madd(y2, constant(temp, Q2), y0);
  const oddQ = madd(y3, constant(temp, Q3), f32x4.mul(y1, q));
  v128.store(to + stride, f32x4.add(evenP, oddP));
  v128.store(to + 2 * stride, f32x4.sub(evenP, oddP));
  v128.store(to + 3 * stride, f32x4.add(evenQ, oddQ));
  v128.store(to + 4 * stride, f32x4.sub(evenQ, oddQ));
  v128.store(to + 5 * stride, y3);
}

/** A window of 6 x 6 cells, `cell` and `row` bytes apart, to its 36 points, `stride` bytes apart. */
export function windowToPoints(at: usize, cell: usize, row: usize, to: usize, stride: usize, temp: usize): void {
  for (let j: usize = 0; j < 6; j++) intoPoints(at + j * cell, row, temp + j * 16, 96, temp);
  for (let i: usize = 0; i < 6; i++) intoPoints(temp + i * 96, 16, to + i * 6 * stride, stride, temp);
}

/** 36 points back to a window, added to what stands there. */
export function pointsToWindow(at: usize, stride: usize, to: usize, cell: usize, row: usize, temp: usize): void {
  for (let i: usize = 0; i < 6; i++) fromPoints(at + i * 6 * stride, stride, temp + i * 96, 16, temp);
  for (let j: usize = 0; j < 6; j++) {
    const column = to + j * cell;
    fromPoints(temp + j * 16, 96, temp + 576, 16, temp);
    for (let i: usize = 0; i < 6; i++) {
      const place = column + i * row;
      v128.store(place, f32x4.add(v128.load(place), v128.load(temp + 576 + i * 16)));
    }
  }
}

/** 36 points to the cells of a tile, `[row][col]` of four floats each. */
export function pointsToTile(at: usize, stride: usize, to: usize, width: i32, temp: usize): void {
  const across = (<usize>width) << 4;
  for (let j: usize = 0; j < 6; j++) intoCells(at + j * stride, 6 * stride, temp + j * 16, 96, width, temp);
  for (let i: usize = 0; i < <usize>width; i++) intoCells(temp + i * 96, 16, to + i * across, 16, width, temp);
}

/** The cells of a tile to its 36 points, left in `temp` one after the other. */
export function tileToPoints(at: usize, width: i32, temp: usize): void {
  const across = (<usize>width) << 4;
  const half = temp + 576;
  for (let i: usize = 0; i < <usize>width; i++) fromCells(at + i * across, 16, half + i * 96, 16, width, temp);
  for (let j: usize = 0; j < 6; j++) fromCells(half + j * 16, 96, temp + j * 16, 96, width, temp);
}
