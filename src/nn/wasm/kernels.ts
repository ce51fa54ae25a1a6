import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend, engine, type Tensor2D } from '@tensorflow/tfjs-core';
import { composedFilterGradient, type Patches } from '../composed/filter-gradient.ts';
import { type HostMemory, hostKernels } from '../host/kernels.ts';
import { patchesLoop } from '../host/patches.ts';
import { registerOnce } from '../register-once.ts';

const memoryOf = (backend: unknown): HostMemory => {
  const wasm = backend as BackendWasm;
  return {
    view: (t) => wasm.typedArrayFromHeap(t) as Float32Array,
    make: (shape) => wasm.makeOutput(shape, 'float32'),
  };
};

/** Patches by block copies in the backend's own memory. */
const shiftedPatches: Patches = ({ values, channels, n, rows, cols }, kernel) => {
  const memory = memoryOf(backend());
  const out = memory.make([kernel * kernel * channels, n * rows * cols]);
  patchesLoop(memory.view(values), { channels, n, rows, cols }, kernel, memory.view(out));
  return engine().makeTensorFromTensorInfo(out) as Tensor2D;
};

export const registerWasmKernels = (): void =>
  registerOnce([...hostKernels('wasm', memoryOf), composedFilterGradient('wasm', shiftedPatches)]);
