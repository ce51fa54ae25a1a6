import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend, getBackend, memory } from '@tensorflow/tfjs-core';

/** Bytes that the backend in use has taken from its device or from the machine, whether a tensor lies in them or not. */
export function allocatedBytes(): number {
  const now = memory() as ReturnType<typeof memory> & {
    readonly numBytesInGPUAllocated?: number;
    readonly numBytesAllocatedInGPU?: number;
  };
  switch (getBackend()) {
    case 'wasm':
      return (backend() as BackendWasm).wasm.HEAPU8.buffer.byteLength;
    case 'webgl':
      return now.numBytesInGPUAllocated ?? Number.NaN;
    case 'webgpu':
      return now.numBytesAllocatedInGPU ?? Number.NaN;
    default:
      return now.numBytes;
  }
}
