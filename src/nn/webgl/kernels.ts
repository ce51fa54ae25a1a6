import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { backend, engine, type KernelConfig, type Tensor2D } from '@tensorflow/tfjs-core';
import { composedAdam } from '../composed/adam.ts';
import { composedConvLstm } from '../composed/conv-lstm.ts';
import { composedFilterGradient, type Patches } from '../composed/filter-gradient.ts';
import { WEBGL_CONVOLUTION } from './convolution.ts';
import { WEBGL_GATES } from './gates.ts';
import { patchesProgram } from './patches-program.ts';

const patchesInOneProgram: Patches = (x, kernel) => {
  const webgl = backend() as MathBackendWebGL;
  const made = webgl.runWebGLProgram(patchesProgram(x.shape, kernel), [x], 'float32');
  return engine().makeTensorFromTensorInfo(made) as Tensor2D;
};

/** What we add to the webgl backend. */
export const WEBGL_KERNELS: readonly KernelConfig[] = [
  ...composedConvLstm('webgl'),
  ...WEBGL_GATES,
  WEBGL_CONVOLUTION,
  composedFilterGradient('webgl', patchesInOneProgram),
  composedAdam('webgl'),
];
