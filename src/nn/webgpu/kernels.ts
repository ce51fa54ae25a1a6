import type { KernelConfig } from '@tensorflow/tfjs-core';
import { composedFilterGradient } from '../composed/filter-gradient.ts';
import { WEBGPU_ADAM } from './adam.ts';
import { WEBGPU_CONV_LSTM } from './conv-lstm.ts';
import { WEBGPU_CONV_LSTM_GRAD } from './conv-lstm-grad.ts';
import { WEBGPU_GATES } from './gates.ts';
import { WEBGPU_LINEAR } from './linear.ts';

/** What we add to the webgpu backend. */
export const WEBGPU_KERNELS: readonly KernelConfig[] = [
  WEBGPU_CONV_LSTM,
  WEBGPU_CONV_LSTM_GRAD,
  WEBGPU_ADAM,
  ...WEBGPU_LINEAR,
  ...WEBGPU_GATES,
  composedFilterGradient('webgpu'),
];
