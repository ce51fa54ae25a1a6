import type { KernelConfig } from '@tensorflow/tfjs-core';
import { composedAdam } from '../composed/adam.ts';
import { composedConvLstm } from '../composed/conv-lstm.ts';
import { WASM_FILTER_GRADIENT } from './filter-gradient.ts';
import { WASM_GATES } from './gates.ts';

/** What we add to the wasm backend. */
export const WASM_KERNELS: readonly KernelConfig[] = [
  ...composedConvLstm('wasm'),
  ...WASM_GATES,
  WASM_FILTER_GRADIENT,
  composedAdam('wasm'),
];
