import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';

/** Weights by name as plain data: what is saved, sent between threads and loaded. */
export type Weights = Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>>;

/** The same weights on the device. Whoever makes them disposes of them. */
export type WeightTensors = Readonly<Record<string, Tensor>>;

/** @returns new tensors on the device in use; the caller disposes of them with `disposeWeights` */
export function toTensors(weights: Weights): WeightTensors {
  return Object.fromEntries(
    // A copy, because the cpu backend keeps the array it is given.
    Object.entries(weights).map(([name, w]) => [name, tensor(Float32Array.from(w.values), [...w.shape], 'float32')]),
  );
}

/** Reads weights back from the device; the tensors stay. */
export async function fromTensors(tensors: WeightTensors): Promise<Weights> {
  const entries = await Promise.all(
    Object.entries(tensors).map(async ([name, t]) => {
      const values = Float32Array.from(await t.data<'float32'>());
      return [name, { shape: t.shape, values }] as const;
    }),
  );
  return Object.fromEntries(entries);
}

export const disposeWeights = (tensors: WeightTensors): void => dispose(Object.values(tensors));
