import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** Values of a float32 tensor of the cpu backend, as they lie there. */
export const valuesOf = (backend: object, tensor: TensorInfo): Float32Array =>
  (backend as MathBackendCPU).data.get(tensor.dataId).values as Float32Array;

/** A new float32 tensor of zeros. */
export const zerosOn = (backend: object, shape: number[]): TensorInfo =>
  (backend as MathBackendCPU).makeTensorInfo(
    shape,
    'float32',
    new Float32Array(shape.reduce((size, n) => size * n, 1)),
  );
