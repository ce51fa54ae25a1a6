// One step of Adam on all weights packed in one row.
import { put, take } from './lanes';

/** Euclidean length, summed in double precision. */
function length(at: usize, n: i32): f64 {
  let sum = f64x2.splat(0);
  for (let k = 0; k < n; k += 4) {
    const v = take(at + ((<usize>k) << 2), n - k);
    const low = f64x2.promote_low_f32x4(v);
    const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
    sum = f64x2.add(sum, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
  }
  return Math.sqrt(f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** @param clipNorm longest gradient, 0 for any */
export function adam(
  n: i32,
  values: usize,
  mean: usize,
  second: usize,
  gradient: usize,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  clipNorm: f64,
  newValues: usize,
  newMean: usize,
  newSecond: usize,
): void {
  let scale: f64 = 1;
  if (clipNorm > 0) {
    const norm = length(gradient, n);
    // Not a plain comparison: a gradient that is not a number must stay so and be seen.
    if (!(norm <= clipNorm)) scale = clipNorm / norm;
  }
  const shorter = f32x4.splat(<f32>scale);
  const b1 = f32x4.splat(<f32>beta1);
  const b2 = f32x4.splat(<f32>beta2);
  // In double precision: single would keep four digits of 1 - 0.999.
  const rest1 = f32x4.splat(<f32>(1 - beta1));
  const rest2 = f32x4.splat(<f32>(1 - beta2));
  const step = f32x4.splat(<f32>rate);
  const least = f32x4.splat(<f32>epsilon);
  for (let k = 0; k < n; k += 4) {
    const at = (<usize>k) << 2;
    const left = n - k;
    const g = f32x4.mul(take(gradient + at, left), shorter);
    const m = f32x4.add(f32x4.mul(b1, take(mean + at, left)), f32x4.mul(rest1, g));
    const v = f32x4.add(f32x4.mul(b2, take(second + at, left)), f32x4.mul(rest2, f32x4.mul(g, g)));
    const change = f32x4.div(f32x4.mul(step, m), f32x4.add(f32x4.sqrt(v), least));
    put(newMean + at, m, left);
    put(newSecond + at, v, left);
    put(newValues + at, f32x4.sub(take(values + at, left), change), left);
  }
}
