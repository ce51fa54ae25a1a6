import type { KernelConfig } from '@tensorflow/tfjs-core';
import { WEBGPU_ADAM } from './adam.ts';
import { WEBGPU_CONV_LSTM } from './conv-lstm.ts';
import { WEBGPU_CONV_LSTM_GRAD } from './conv-lstm-grad.ts';
import { WEBGPU_LINEAR } from './linear.ts';

/** What we add to the webgpu backend. */
export const WEBGPU_KERNELS: readonly KernelConfig[] = [
  WEBGPU_CONV_LSTM,
  WEBGPU_CONV_LSTM_GRAD,
  WEBGPU_ADAM,
  ...WEBGPU_LINEAR,
];
