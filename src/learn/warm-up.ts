import { dispose } from '@tensorflow/tfjs-core';
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
  try {
    const { gradients, terms, own } = batchGradient(
      { batcher: new Batcher([], []), shape, hyper },
      adam.weights,
      nothing,
    );
    adam.step(gradients);
    await terms.data();
    dispose([...Object.values(gradients), terms, own]);
  } finally {
    adam.dispose();
  }
}
