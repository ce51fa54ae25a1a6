import { dispose } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useDevice } from '../nn/device.ts';
import { initialWeights } from '../nn/network.ts';
import { disposeWeights, toTensors, type WeightTensors } from '../nn/weights.ts';
import { batchGradient, type Share, type TakeGradient } from './batch-gradient.ts';
import { gatherKnowledge } from './knowledge.ts';
import { lagsOf } from './lags.ts';
import { type Helper, plain, splitGradient, unpackWeights } from './split-gradient.ts';
import { testStore } from './test-knowledge.ts';
import { jobsOf, prepare } from './train-ensemble.ts';
import type { MemberJob } from './train-member.ts';

const SIZE = 8;

describe('the gradient of a batch that is split', () => {
  let job: MemberJob;
  let batch: Share;
  beforeAll(async () => {
    await useDevice('wasm');
    const prepared = await prepare(await gatherKnowledge(await testStore()), () => false);
    job = jobsOf(prepared, {
      members: 1,
      seed: 5,
      hyper: { batch: SIZE, filters: [4, 6], dropout: 0.3 },
    })[0] as MemberJob;
    // One sample short, so that a share holds padding.
    const samples = job.train.filter((_, i) => i % 9 === 0).slice(0, SIZE - 1);
    const lags = samples.map((s) => lagsOf(s, undefined, 1));
    batch = { samples, lags, size: SIZE, first: 0, dropout: 77, weightOf: [1, 0.7, 2] };
  });

  /** A helper as in another thread: from packed numbers, with its own tensors. */
  const helper: Helper = async (packed, share) => {
    const weights = toTensors(unpackWeights(packed, initialWeights(job.shape, 1)));
    try {
      return await plain(batchGradient(job, weights, share));
    } finally {
      disposeWeights(weights);
    }
  };

  const take = async (how: TakeGradient) => {
    const weights: WeightTensors = toTensors(initialWeights(job.shape, 5));
    const made = await how(weights, batch);
    const out = {
      gradients: await Promise.all(Object.values(made.gradients).map(async (g) => [...(await g.data())])),
      terms: [...(await made.terms.data())],
      own: [...(await made.own.data())],
    };
    dispose([...Object.values(made.gradients), made.terms, made.own]);
    disposeWeights(weights);
    return out;
  };

  /** Largest difference over the largest value. */
  const error = (a: readonly number[], b: readonly number[]): number =>
    Math.max(...a.map((v, i) => Math.abs(v - (b[i] as number)))) / Math.max(...b.map(Math.abs));

  it.each([1, 3])('is that of the whole, dropout included, with %i helpers', async (helpers) => {
    const whole = await take((w, b) => batchGradient(job, w, b));
    const split = await take(splitGradient(job, new Array<Helper>(helpers).fill(helper)));
    whole.gradients.forEach((g, i) => {
      expect(error(split.gradients[i] as number[], g)).toBeLessThan(1e-5);
    });
    expect(error(split.terms, whole.terms)).toBeLessThan(1e-5);
    expect(error(split.own, whole.own)).toBeLessThan(1e-5);
  });

  it('has the same bits when it is taken again, and when a helper fails', async () => {
    const once = await take(splitGradient(job, [helper]));
    expect(await take(splitGradient(job, [helper]))).toEqual(once);
    expect(await take(splitGradient(job, [() => Promise.reject(new Error('gone'))]))).toEqual(once);
  });
});
