import { concat, reshape, type Tensor, type Tensor1D, tidy } from '@tensorflow/tfjs-core';

/** Values of several tensors after each other, in one read; the tensors stay. */
export async function packTensors(tensors: readonly Tensor[]): Promise<Float32Array> {
  const all = tidy(() => concat(tensors.map((t) => reshape(t, [-1]) as Tensor1D)));
  try {
    return Float32Array.from(await all.data<'float32'>());
  } finally {
    all.dispose();
  }
}
