import type { KernelConfig } from '@tensorflow/tfjs-core';
import { composedAdam } from '../composed/adam.ts';
import { composedConvLstm } from '../composed/conv-lstm.ts';
import { CPU_FILTER_GRADIENT } from './filter-gradient.ts';
import { CPU_GATES } from './gates.ts';

/** What we add to the cpu backend. */
export const CPU_KERNELS: readonly KernelConfig[] = [
  ...composedConvLstm('cpu'),
  ...CPU_GATES,
  CPU_FILTER_GRADIENT,
  composedAdam('cpu'),
];
