import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { Identity, registerKernel, type TensorInfo, unregisterKernel } from '@tensorflow/tfjs-core';

function share({ inputs, backend }: { inputs: object; backend: unknown }): TensorInfo {
  const { x } = inputs as { x: TensorInfo };
  (backend as BackendWasm).incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}

/**
 * Lets a clone share the memory of its tensor, as a reshape does and as on every other backend. The stock kernel copies, and the
 * engine clones all that a gradient saves: the whole trace of every layer in every step.
 */
export function shareClones(): void {
  unregisterKernel(Identity, 'wasm');
  registerKernel({ kernelName: Identity, backendName: 'wasm', kernelFunc: share });
}
