import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { composedFilterGradient } from '../composed/filter-gradient.ts';
import { type HostMemory, hostKernels } from '../host/kernels.ts';
import { registerOnce } from '../register-once.ts';

const memoryOf = (backend: unknown): HostMemory => {
  const wasm = backend as BackendWasm;
  return {
    view: (t) => wasm.typedArrayFromHeap(t) as Float32Array,
    make: (shape) => wasm.makeOutput(shape, 'float32'),
  };
};

export const registerWasmKernels = (): void =>
  registerOnce([...hostKernels('wasm', memoryOf), composedFilterGradient('wasm')]);
