import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend, engine, type Tensor2D } from '@tensorflow/tfjs-core';
import { composedFilterGradient, type Patches } from '../composed/filter-gradient.ts';
import { patchesLoop } from './patches.ts';

/** Patches by block copies in the backend's own memory. */
const shiftedPatches: Patches = ({ values, channels, n, rows, cols }, kernel) => {
  const wasm = backend() as BackendWasm;
  // The output before any view: allocating may move the memory.
  const out = wasm.makeOutput([kernel * kernel * channels, n * rows * cols], 'float32');
  const view = (t: typeof out) => wasm.typedArrayFromHeap(t) as Float32Array;
  patchesLoop(view(values), { channels, n, rows, cols }, kernel, view(out));
  return engine().makeTensorFromTensorInfo(out) as Tensor2D;
};

export const WASM_FILTER_GRADIENT = composedFilterGradient('wasm', shiftedPatches);
