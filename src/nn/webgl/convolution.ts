import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { convolutionProgram } from './convolution-program.ts';

/** Convolution in one program; the stock kernel lays out every patch of the image first. */
export const WEBGL_CONVOLUTION: KernelConfig = {
  kernelName: 'ThawConvolution',
  backendName: 'webgl',
  kernelFunc: ({ inputs, backend }) => {
    const { x, kernel, bias } = inputs as Record<'x' | 'kernel', TensorInfo> & { bias?: TensorInfo };
    const [n, rows, cols, channels] = x.shape as [number, number, number, number];
    const sizes = { n, rows, cols, channels, features: kernel.shape[3]!, k: kernel.shape[0]! };
    const from = bias ? [x, kernel, bias] : [x, kernel];
    return (backend as MathBackendWebGL).runWebGLProgram(
      convolutionProgram(sizes, bias !== undefined),
      from,
      'float32',
    );
  },
};
