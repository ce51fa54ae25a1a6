import { matMul, ones, slice, tidy } from '@tensorflow/tfjs-core';

const SIZE = 512;
/** Below this a GPU is emulated, or reached through a slow path, and wasm (23 to 37 GFLOP/s in one thread) is better. */
const LEAST_GFLOPS = 40;
const TRIES = 4;
/** A first try that takes longer, compiling included, is no hardware; further ones would only hold up the start. */
const LONGEST_MS = 1500;

/** Times a matrix product on the backend in use, reading back included; the first, which compiles, does not count. */
export async function fastEnough(): Promise<boolean> {
  const a = ones([SIZE, SIZE]);
  try {
    let best = 0;
    for (let i = 0; i < TRIES; i++) {
      const start = performance.now();
      const out = tidy(() => slice(matMul(matMul(a, a), matMul(a, a)), [0, 0], [1, 1]));
      await out.data();
      out.dispose();
      const ms = performance.now() - start;
      if (ms > LONGEST_MS) return false;
      const gflops = (3 * 2 * SIZE ** 3) / (ms * 1e6);
      if (i > 0) best = Math.max(best, gflops);
    }
    return best >= LEAST_GFLOPS;
  } finally {
    a.dispose();
  }
}
