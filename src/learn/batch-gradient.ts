import { dispose, type Scalar, stack, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { valueAndGradients } from '../nn/value-and-gradients.ts';
import type { WeightTensors } from '../nn/weights.ts';
import type { Lags } from './lags.ts';
import { memberLoss } from './member-loss.ts';
import { centreOf, deviceBatch, disposeBatch, type RunJob } from './run-member.ts';
import type { Sample } from './samples.ts';

/** A batch, or a share of one: what a gradient is taken of. */
export interface Share {
  readonly samples: readonly Sample[];
  readonly lags: readonly Lags[];
  /** Samples it has room for; missing ones are padding without weight. */
  readonly size: number;
  /** Place of its first sample in the batch. */
  readonly first: number;
  /** Seed of the batch's dropout. */
  readonly dropout: number;
  /** Weight of a truth by target. */
  readonly weightOf: readonly number[];
}

/** All on the device; whoever asks disposes of it. */
export interface ShareGradient {
  readonly gradients: WeightTensors;
  /** Terms of the loss: obs, process, reg. */
  readonly terms: Tensor1D;
  /** Residual at the middle cell of each sample, `[sample, month and target]`. */
  readonly own: Tensor2D;
}

/** Takes the gradient of a batch: here, or with the help of other threads. */
export type TakeGradient = (weights: WeightTensors, batch: Share) => ShareGradient | Promise<ShareGradient>;

/**
 * Loss and gradient of a share, taken here. Every term is a mean over the share's samples or depends on weights alone, so a whole batch
 * has the means of its shares, by size.
 */
export function batchGradient(job: RunJob, weights: WeightTensors, share: Share): ShareGradient {
  const { samples, lags, size, first, dropout, weightOf } = share;
  const tensors = deviceBatch(job, size, samples, lags, weightOf, 'train');
  const { loss, terms, gradients } = valueAndGradients(weights, (w) =>
    memberLoss(w, tensors, job.hyper.loss, { rate: job.hyper.dropout, seed: dropout, first }),
  );
  const { obs, process, reg, residual } = terms as unknown as Record<'obs' | 'process' | 'reg', Scalar> & {
    residual: Tensor2D;
  };
  const told = tidy(() => stack([obs, process, reg]) as Tensor1D);
  const own = tidy(() => centreOf(residual, size));
  dispose([loss, ...Object.values(terms)]);
  disposeBatch(tensors);
  return { gradients, terms: told, own };
}
