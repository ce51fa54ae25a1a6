// AssemblyScript, not TypeScript: built by `node wasm/build.mjs` into src/nn/wasm/.
//
// Arithmetic on four floats at a time.

/** a b + c: fused where the build may, which changes last bits from one processor to the next. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Four floats, or the first `n` of them and zeros. */
@inline
export function take(at: usize, n: i32): v128 {
  return n >= 4 ? v128.load(at) : takeSome(at, n);
}

export function takeSome(at: usize, n: i32): v128 {
  let v = f32x4.replace_lane(f32x4.splat(0), 0, load<f32>(at));
  if (n > 1) v = f32x4.replace_lane(v, 1, load<f32>(at + 4));
  if (n > 2) v = f32x4.replace_lane(v, 2, load<f32>(at + 8));
  return v;
}

@inline
export function put(at: usize, v: v128, n: i32): void {
  if (n >= 4) v128.store(at, v);
  else putSome(at, v, n);
}

export function putSome(at: usize, v: v128, n: i32): void {
  store<f32>(at, f32x4.extract_lane(v, 0));
  if (n > 1) store<f32>(at + 4, f32x4.extract_lane(v, 1));
  if (n > 2) store<f32>(at + 8, f32x4.extract_lane(v, 2));
}
