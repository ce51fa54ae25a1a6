import type { KernelConfig } from '@tensorflow/tfjs-core';
import { composedFilterGradient } from '../composed/filter-gradient.ts';
import { composedGates } from '../composed/gates.ts';
import { WASM_ADAM } from './adam.ts';
import { WASM_CONV_LSTM } from './conv-lstm.ts';

/** What we add to the wasm backend; the last two carry kernel widths that the fused layer does not. */
export const WASM_KERNELS: readonly KernelConfig[] = [
  ...WASM_CONV_LSTM,
  WASM_ADAM,
  ...composedGates('wasm'),
  composedFilterGradient('wasm'),
];
