// Sigmoid and hyperbolic tangent of many vectors, in place. Exponential and tangent follow Cephes (S. Moshier, expf.c and
// tanhf.c: range reduction and polynomials, about one unit in the last place).
import { constant, EXP, LEAST, LN2, LN2_REST, LOG2E, MAGIC, MOST, NEAR, ONE, TANH } from './constants';
import { madd } from './lanes';

/** e^x; beyond ±87 it stays at the edge of the float range instead of leaving it. */
@inline
function exponential(
  x: v128,
  least: v128,
  most: v128,
  log2e: v128,
  magic: v128,
  ln2: v128,
  ln2Rest: v128,
  p0: v128,
  p1: v128,
  p2: v128,
  p3: v128,
  p4: v128,
  p5: v128,
  one: v128,
): v128 {
  const bounded = f32x4.min(f32x4.max(x, least), most);
  // A sum so large that its last bit counts ones: it rounds, and its low bits are the whole number itself.
  const rounded = f32x4.add(f32x4.mul(bounded, log2e), magic);
  const n = f32x4.sub(rounded, magic);
  const r = madd(n, ln2Rest, madd(n, ln2, bounded));
  const low = madd(madd(p0, r, p1), r, p2);
  const p = madd(madd(madd(low, r, p3), r, p4), r, p5);
  const series = madd(p, f32x4.mul(r, r), f32x4.add(r, one));
  // 2^n by adding n to the exponent bits; the series lies near 1, so they cannot overflow.
  return i32x4.add(series, i32x4.shl(rounded, 23));
}

/** 1 / (1 + e^-x) of `count` vectors; `temp` holds the constants. */
export function sigmoids(at: usize, count: i32, temp: usize): void {
  const least = constant(temp, LEAST);
  const most = constant(temp, MOST);
  const log2e = constant(temp, LOG2E);
  const magic = constant(temp, MAGIC);
  const ln2 = constant(temp, LN2);
  const rest = constant(temp, LN2_REST);
  const p0 = constant(temp, EXP);
  const p1 = constant(temp, EXP + 1);
  const p2 = constant(temp, EXP + 2);
  const p3 = constant(temp, EXP + 3);
  const p4 = constant(temp, EXP + 4);
  const p5 = constant(temp, EXP + 5);
  const one = constant(temp, ONE);
  const end = at + (<usize>count << 4);
  for (; at < end; at += 16) {
    const x = f32x4.neg(v128.load(at));
    const e = exponential(x, least, most, log2e, magic, ln2, rest, p0, p1, p2, p3, p4, p5, one);
    v128.store(at, f32x4.div(one, f32x4.add(one, e)));
  }
}

/** tanh of `count` vectors. */
export function tangents(at: usize, count: i32, temp: usize): void {
  const least = constant(temp, LEAST);
  const most = constant(temp, MOST);
  const log2e = constant(temp, LOG2E);
  const magic = constant(temp, MAGIC);
  const ln2 = constant(temp, LN2);
  const rest = constant(temp, LN2_REST);
  const p0 = constant(temp, EXP);
  const p1 = constant(temp, EXP + 1);
  const p2 = constant(temp, EXP + 2);
  const p3 = constant(temp, EXP + 3);
  const p4 = constant(temp, EXP + 4);
  const p5 = constant(temp, EXP + 5);
  const one = constant(temp, ONE);
  const end = at + (<usize>count << 4);
  for (; at < end; at += 16) {
    const x = v128.load(at);
    const e = exponential(f32x4.add(x, x), least, most, log2e, magic, ln2, rest, p0, p1, p2, p3, p4, p5, one);
    const far = f32x4.div(f32x4.sub(e, one), f32x4.add(e, one));
    // Near zero the difference above cancels.
    const z = f32x4.mul(x, x);
    const low = madd(madd(constant(temp, TANH), z, constant(temp, TANH + 1)), z, constant(temp, TANH + 2));
    const p = madd(madd(low, z, constant(temp, TANH + 3)), z, constant(temp, TANH + 4));
    const near = madd(f32x4.mul(p, z), x, x);
    v128.store(at, v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), constant(temp, NEAR))));
  }
}
