import {
  concat,
  dispose,
  reshape,
  slice,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  tidy,
} from '@tensorflow/tfjs-core';
import { throwIfCancelled, turn } from '../core/turn.ts';
import { TARGETS } from '../core/variable.ts';
import { disposeWeights, toTensors, type Weights, type WeightTensors } from '../nn/weights.ts';
import { CELLS, centreOfSquare } from './batch.ts';
import { OWN } from './checkpoint.ts';
import { PATCH } from './knowledge.ts';
import { type Lags, lagsOf } from './lags.ts';
import { type BatchTensors, outputOf, toDevice } from './member-loss.ts';
import { LOOK_BACK, type Role, type Sample } from './samples.ts';
import type { MemberJob } from './train-member.ts';

const T = TARGETS.length;

/** Residual and log spread at the middle cell of each sample, `[month, target]`. */
export interface CentreOutput {
  readonly residual: Float32Array;
  readonly logSpread: Float32Array;
}

/** What running a network needs of a job. */
export type RunJob = Pick<MemberJob, 'batcher' | 'shape' | 'hyper'>;

/** A batch on the device; `disposeBatch` frees it. @param size samples in it, missing ones are padding without weight */
export function deviceBatch(
  job: Pick<RunJob, 'batcher' | 'shape'>,
  size: number,
  samples: readonly Sample[],
  lags: readonly Lags[],
  weightOf: readonly number[],
  role: Role,
): BatchTensors {
  const batch = job.batcher.make(samples, size, (i) => lags[i] as Lags, weightOf, role);
  return tidy(
    () => toDevice(batch, PATCH, job.shape.channels) as unknown as Record<string, Tensor>,
  ) as unknown as BatchTensors;
}

export function disposeBatch(b: BatchTensors): void {
  dispose([b.x, b.y, b.mean, b.logVariance, b.weight, b.analysis, b.co2Spread, ...Object.values(b.physics)]);
}

/** Batches that are run before anything is read back: a GPU then computes without waiting for us. */
export const READ_EVERY = 16;

/**
 * Runs a network over samples without gradients, twice: lags that nobody measured are the model's own output of the first pass.
 * @returns one output a sample, `[month, target]`
 */
export async function runOver(
  job: RunJob,
  weights: WeightTensors,
  samples: readonly Sample[],
  signal?: AbortSignal,
): Promise<CentreOutput[]> {
  const some = READ_EVERY * job.hyper.batch;
  const out: CentreOutput[] = [];
  for (let from = 0; from < samples.length; from += some) {
    const group = samples.slice(from, from + some);
    const first = await onePass(job, weights, group, [], signal);
    out.push(...(await onePass(job, weights, group, first, signal)));
  }
  return out;
}

/** @param own outputs of a pass before; none before the first */
async function onePass(
  job: RunJob,
  weights: WeightTensors,
  samples: readonly Sample[],
  own: readonly CentreOutput[],
  signal?: AbortSignal,
): Promise<CentreOutput[]> {
  const size = job.hyper.batch;
  const nothing = new Array<number>(T).fill(0);
  const made: Tensor2D[] = [];
  try {
    for (let from = 0; from < samples.length; from += size) {
      await turn(signal);
      const some = samples.slice(from, from + size);
      const lags = some.map((s, i) => lagsOf(s, own[from + i]?.residual, 1));
      const tensors = deviceBatch(job, size, some, lags, nothing, 'off');
      made.push(
        tidy(() => {
          const { residual, logSpread } = outputOf(weights, tensors);
          return concat([centreOf(residual, size), centreOf(logSpread, size)], 1) as Tensor2D;
        }),
      );
      disposeBatch(tensors);
    }
    const all = tidy(() => concat(made) as Tensor2D);
    const values = await all.data<'float32'>();
    all.dispose();
    throwIfCancelled(signal);
    return samples.map((_, i) => ({
      residual: values.slice(2 * i * OWN, (2 * i + 1) * OWN),
      logSpread: values.slice((2 * i + 1) * OWN, (2 * i + 2) * OWN),
    }));
  } finally {
    dispose(made);
  }
}

/** The middle cell alone: `[sample, month and target]` of `[sample, month and cell, target]`. */
export function centreOf(all: Tensor2D, size: number): Tensor2D {
  const byCell: Tensor3D = reshape(all, [size * LOOK_BACK, CELLS, T]);
  return reshape(slice(byCell, [0, centreOfSquare, 0], [-1, 1, -1]), [size, OWN]);
}

/** The same from plain weights. */
export async function runMember(
  job: RunJob,
  weights: Weights,
  samples: readonly Sample[],
  signal?: AbortSignal,
): Promise<CentreOutput[]> {
  const tensors = toTensors(weights);
  try {
    return await runOver(job, tensors, samples, signal);
  } finally {
    disposeWeights(tensors);
  }
}

/** Mean negative log-likelihood of the validation truths, every target alike. */
export async function validationLoss(
  job: RunJob & Pick<MemberJob, 'validate'>,
  weights: WeightTensors,
  signal?: AbortSignal,
): Promise<number> {
  const out = await runOver(job, weights, job.validate, signal);
  const sum = new Array<number>(T).fill(0);
  const count = new Array<number>(T).fill(0);
  job.validate.forEach((s, i) => {
    const o = out[i] as CentreOutput;
    for (const t of s.truths) {
      if (t.role !== 'validate') continue;
      const logV = Math.log(t.variance) + (o.logSpread[t.k * T + t.target] as number);
      const e = t.y - t.mean - (o.residual[t.k * T + t.target] as number);
      sum[t.target] = (sum[t.target] as number) + 0.5 * (e * e * Math.exp(-logV) + logV);
      count[t.target] = (count[t.target] as number) + 1;
    }
  });
  const present = count.filter((n) => n > 0).length;
  return present === 0 ? 0 : sum.reduce((a, s, i) => a + (count[i] ? s / (count[i] as number) : 0), 0) / present;
}
