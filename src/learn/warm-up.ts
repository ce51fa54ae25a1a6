import { dispose, getBackend, type Tensor } from '@tensorflow/tfjs-core';
import { Adam } from '../nn/adam.ts';
import { initialWeights } from '../nn/network.ts';
import { Batcher } from './batch.ts';
import { batchGradient } from './batch-gradient.ts';
import { DEFAULT_HYPER, shapeOf } from './train-ensemble.ts';

/** One step on nothing, in the shapes that training has: shaders are compiled and kernels loaded before anybody waits for them. */
export async function warmUp(): Promise<void> {
  const hyper = DEFAULT_HYPER;
  const shape = shapeOf(hyper);
  const adam = new Adam(initialWeights(shape, 1), { learningRate: hyper.learningRate, clipNorm: 1 });
  const nothing = { samples: [], lags: [], size: hyper.batch, first: 0, dropout: 1, weightOf: [0, 0, 0] };
  /** Everything but the reading. @returns a tensor to wait for, the caller's to dispose of */
  const step = (): Tensor => {
    const { gradients, terms, own } = batchGradient(
      { batcher: new Batcher([], []), shape, hyper },
      adam.weights,
      nothing,
    );
    adam.step(gradients);
    dispose([...Object.values(gradients), own]);
    return terms;
  };
  try {
    if (getBackend() === 'webgpu') {
      // All programs at once; the step below would compile one after the other.
      const { compileAhead } = await import('../nn/webgpu/warm-up.ts');
      await compileAhead(() => dispose(step()));
    }
    const terms = step();
    await terms.data();
    dispose(terms);
  } finally {
    adam.dispose();
  }
}
