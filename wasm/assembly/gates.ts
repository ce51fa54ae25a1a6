// AssemblyScript, not TypeScript: built by `node wasm/build.mjs` into src/nn/wasm/gates-module.ts.
//
// The ConvLSTM gates on four features at a time, in the memory of the tensors themselves. Exponential and tangent follow
// Cephes (S. Moshier, expf.c and tanhf.c: range reduction and polynomials, about one unit in the last place). Only
// plain SIMD: the relaxed instructions give other last bits on other processors.

/** Bytes of four floats. */
const FOUR: usize = 16;

/** e^x; beyond ±87 it stays at the edge of the float range instead of leaving it. */
function exponential(x: v128): v128 {
  const bounded = f32x4.min(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(87));
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(<f32>Math.LOG2E)));
  // ln 2 in two parts, so that n ln 2 is exact.
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)));
  let p = f32x4.splat(1.98756915e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  const series = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  // 2^n by writing n into the exponent bits.
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(series, power);
}

function sigmoid(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exponential(f32x4.neg(x))));
}

function tangent(x: v128): v128 {
  const size = f32x4.abs(x);
  // Far from zero through the exponential, with the sign put back.
  const far = f32x4.sub(
    f32x4.splat(1),
    f32x4.div(f32x4.splat(2), f32x4.add(exponential(f32x4.add(size, size)), f32x4.splat(1))),
  );
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  // Near zero the difference above would cancel.
  const z = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(2.06390887954e-2));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-5.37397155531e-2));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(1.33314422036e-1));
  p = f32x4.add(f32x4.mul(p, z), f32x4.splat(-3.33332819422e-1));
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, z), x), x);
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.625)));
}

/** Four floats, or the first `n` of them and zeros. */
function take(at: usize, n: i32): v128 {
  if (n >= 4) return v128.load(at);
  let v = f32x4.splat(0);
  v = f32x4.replace_lane(v, 0, load<f32>(at));
  if (n > 1) v = f32x4.replace_lane(v, 1, load<f32>(at + 4));
  if (n > 2) v = f32x4.replace_lane(v, 2, load<f32>(at + 8));
  return v;
}

function put(at: usize, v: v128, n: i32): void {
  if (n >= 4) {
    v128.store(at, v);
    return;
  }
  store<f32>(at, f32x4.extract_lane(v, 0));
  if (n > 1) store<f32>(at + 4, f32x4.extract_lane(v, 1));
  if (n > 2) store<f32>(at + 8, f32x4.extract_lane(v, 2));
}

/** One month: addresses of `[cell, 4F]`, `[cell, 4F]`, `[cell, F]` in; `[cell, F]` twice and `[cell, 4F]` out. */
export function gates(
  fromInput: usize,
  fromState: usize,
  c: usize,
  cells: i32,
  features: i32,
  h: usize,
  next: usize,
  active: usize,
): void {
  const stride = (<usize>features) << 2;
  for (let cell = 0; cell < cells; cell++) {
    let at: usize = 0;
    for (let k = 0; k < features; k += 4) {
      const n = features - k;
      const zi = f32x4.add(take(fromInput + at, n), take(fromState + at, n));
      const zf = f32x4.add(take(fromInput + at + stride, n), take(fromState + at + stride, n));
      const zo = f32x4.add(take(fromInput + at + 2 * stride, n), take(fromState + at + 2 * stride, n));
      const zg = f32x4.add(take(fromInput + at + 3 * stride, n), take(fromState + at + 3 * stride, n));
      const i = sigmoid(zi);
      const f = sigmoid(zf);
      const o = sigmoid(zo);
      const g = tangent(zg);
      const state = f32x4.add(f32x4.mul(f, take(c + at, n)), f32x4.mul(i, g));
      put(active + at, i, n);
      put(active + at + stride, f, n);
      put(active + at + 2 * stride, o, n);
      put(active + at + 3 * stride, g, n);
      put(next + at, state, n);
      put(h + at, f32x4.mul(o, tangent(state)), n);
      at += FOUR;
    }
    fromInput += 4 * stride;
    fromState += 4 * stride;
    active += 4 * stride;
    c += stride;
    h += stride;
    next += stride;
  }
}

/** One month back: `active` and `dz` are `[cell, 4F]`, all others `[cell, F]`. */
export function gatesGrad(
  dSequence: usize,
  dh: usize,
  dc: usize,
  active: usize,
  before: usize,
  after: usize,
  cells: i32,
  features: i32,
  dz: usize,
  dBefore: usize,
): void {
  const stride = (<usize>features) << 2;
  const one = f32x4.splat(1);
  for (let cell = 0; cell < cells; cell++) {
    let at: usize = 0;
    for (let k = 0; k < features; k += 4) {
      const n = features - k;
      const i = take(active + at, n);
      const f = take(active + at + stride, n);
      const o = take(active + at + 2 * stride, n);
      const g = take(active + at + 3 * stride, n);
      const t = tangent(take(after + at, n));
      const d = f32x4.add(take(dSequence + at, n), take(dh + at, n));
      const through = f32x4.mul(f32x4.mul(d, o), f32x4.sub(one, f32x4.mul(t, t)));
      const s = f32x4.add(take(dc + at, n), through);
      put(dz + at, f32x4.mul(f32x4.mul(s, g), f32x4.mul(i, f32x4.sub(one, i))), n);
      put(dz + at + stride, f32x4.mul(f32x4.mul(s, take(before + at, n)), f32x4.mul(f, f32x4.sub(one, f))), n);
      put(dz + at + 2 * stride, f32x4.mul(f32x4.mul(d, t), f32x4.mul(o, f32x4.sub(one, o))), n);
      put(dz + at + 3 * stride, f32x4.mul(f32x4.mul(s, i), f32x4.sub(one, f32x4.mul(g, g))), n);
      put(dBefore + at, f32x4.mul(s, f), n);
      at += FOUR;
    }
    active += 4 * stride;
    dz += 4 * stride;
    dSequence += stride;
    dh += stride;
    dc += stride;
    before += stride;
    after += stride;
    dBefore += stride;
  }
}
