import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  backend,
  dispose,
  env,
  getBackend,
  mean,
  type Rank,
  type Scalar,
  square,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { Adam } from '../adam.ts';
import { forward, initialWeights, type NetworkShape } from '../network.ts';
import { valueAndGradients } from '../value-and-gradients.ts';
import { Pipelines } from './pipelines.ts';

/**
 * Compiles every program that `run` will need, all of them at once and beside everything else, and computes nothing.
 * `run` must not read a tensor: its values are whatever the memory held. Nothing else may use the backend until this
 * has settled. Does nothing on another backend.
 */
export async function compileAhead(run: () => void): Promise<void> {
  if (getBackend() !== 'webgpu') return;
  const gpu = backend() as WebGPUBackend;
  env().set('WEBGPU_ENGINE_COMPILE_ONLY', true);
  try {
    run();
  } finally {
    env().set('WEBGPU_ENGINE_COMPILE_ONLY', false);
    await Promise.all([gpu.checkCompileCompletionAsync(), Pipelines.of(gpu.device).whenCompiled()]);
  }
}

/**
 * Compiles what a training step and a prediction of this network need, before anybody waits for either.
 *
 * @param sample `[batch, month, row, col]`, as training will have it: programs are made for rows and columns
 */
export function warmUp(shape: NetworkShape, sample: readonly [number, number, number, number]): Promise<void> {
  return compileAhead(() => {
    const adam = new Adam(initialWeights(shape, 1), { learningRate: 0, clipNorm: 1 });
    const x = zeros<Rank.R5>([...sample, shape.channels]);
    const { loss, gradients } = valueAndGradients(adam.weights, (weights) => ({
      loss: mean(square(forward(weights, x).heads)) as Scalar,
    }));
    adam.step(gradients);
    // Without a gradient the layers keep no trace, which is another program.
    tidy(() => {
      forward(adam.weights, x);
    });
    dispose([x, loss, ...Object.values(gradients)]);
    adam.dispose();
  });
}
