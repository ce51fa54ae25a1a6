import { backend, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';

/** The backend whose tensors lie in memory that we can see: wasm. */
interface Visible {
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
}

/**
 * Lends the values of a float tensor to `use`, without a copy where the device's memory can be seen: there `use` runs at once. It
 * reads them before it returns, writes nothing and keeps nothing: the next operation may move the memory.
 */
export async function lendValues(tensor: Tensor, use: (values: Float32Array) => void): Promise<void> {
  const visible = backend() as unknown as Partial<Visible>;
  use(visible.typedArrayFromHeap ? visible.typedArrayFromHeap(tensor) : await tensor.data<'float32'>());
}
