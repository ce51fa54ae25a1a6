import type { KernelConfig } from '@tensorflow/tfjs-core';
import { composedAdam } from '../composed/adam.ts';
import { composedConvLstm } from '../composed/conv-lstm.ts';
import { composedFilterGradient } from '../composed/filter-gradient.ts';
import { WEBGPU_GATES } from './gates.ts';

/** What we add to the webgpu backend. */
export const WEBGPU_KERNELS: readonly KernelConfig[] = [
  ...composedConvLstm('webgpu'),
  ...WEBGPU_GATES,
  composedFilterGradient('webgpu'),
  composedAdam('webgpu'),
];
