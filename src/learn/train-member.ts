import { DeviceFailed } from '../core/error.ts';
import { Adam } from '../nn/adam.ts';
import { initialWeights, type NetworkShape } from '../nn/network.ts';
import { disposeWeights, toTensors, type Weights } from '../nn/weights.ts';
import type { Batcher } from './batch.ts';
import { batchGradient, type TakeGradient } from './batch-gradient.ts';
import { type Checkpoint, checkCheckpoint, OWN } from './checkpoint.ts';
import type { LossWeights } from './member-loss.ts';
import { validationLoss } from './run-member.ts';
import type { Sample } from './samples.ts';
import { trainEpoch } from './train-epoch.ts';
import type { LossTerms } from './training-progress.ts';

/** What may be chosen about training. */
export interface Hyper {
  readonly filters: readonly number[];
  readonly kernel: number;
  readonly learningRate: number;
  readonly dropout: number;
  readonly batch: number;
  readonly epochs: number;
  /** Epochs without a better validation before training ends. */
  readonly patience: number;
  readonly loss: LossWeights;
}

export interface MemberJob {
  readonly shape: NetworkShape;
  readonly hyper: Hyper;
  readonly seed: number;
  readonly train: readonly Sample[];
  readonly validate: readonly Sample[];
  readonly batcher: Batcher;
}

/** One trained network: the weights that did best on the validation block. */
export interface Member {
  readonly seed: number;
  readonly weights: Weights;
  /** Epoch those weights are of, 0 when no training helped. */
  readonly epoch: number;
  readonly validation: number;
}

export interface EpochReport {
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: LossTerms;
  readonly samplingShare: number;
}

export interface MemberOptions {
  /** Goes on from here; from initial weights when absent. */
  readonly from?: Checkpoint | undefined;
  /** Told after each epoch; from the checkpoint another run goes on as this one would. */
  readonly onEpoch?: ((report: EpochReport, checkpoint: Checkpoint) => void) | undefined;
  /** How gradients are taken; here, unless said. */
  readonly take?: TakeGradient | undefined;
  /** Ends training early and keeps the best so far. */
  readonly stop?: AbortSignal | undefined;
}

/** Smallest gain in validation that counts as better. */
const GAIN = 1e-4;
/** Times that training goes back to the last good weights, at a tenth of the step, before it gives up. */
const RESCUES = 2;

/**
 * Trains one member. The same job, seed and device give the same weights, also when training was interrupted after any epoch and went
 * on from its checkpoint.
 *
 * @param signal drops everything
 * @returns undefined when stopped before the first epoch was over: nothing is learnt that is worth keeping
 * @throws Cancelled; BadRequest when the checkpoint is of another job; DeviceFailed when the loss is not finite even from the last good
 *   weights at a tenth of the step
 */
export async function trainMember(
  job: MemberJob,
  options: MemberOptions = {},
  signal?: AbortSignal,
): Promise<Member | undefined> {
  const { hyper, seed } = job;
  const { onEpoch, stop } = options;
  const take: TakeGradient = options.take ?? ((weights, share) => batchGradient(job, weights, share));
  if (options.from) checkCheckpoint(options.from, seed, job.train.length);
  let at = options.from ?? (await firstCheckpoint(job, signal));
  let adam = adamOf(at);
  try {
    while (at.epoch < hyper.epochs && at.worse < hyper.patience && !stop?.aborted) {
      const outcome = await trainEpoch(job, adam, at, take, stop, signal);
      if (outcome === undefined) break;
      const { obs, process, reg } = outcome.terms;
      if (!Number.isFinite(obs + process + reg)) {
        at = slower(at);
        adam.dispose();
        adam = adamOf(at);
        continue;
      }
      const validation = await validationLoss(job, adam.weights, signal);
      const better = validation < at.best.validation - GAIN;
      if (!better) adam.learningRate /= 2;
      const [weights, state] = await Promise.all([adam.readWeights(), adam.readState()]);
      const epoch = at.epoch + 1;
      at = {
        ...at,
        epoch,
        weights,
        adam: state,
        best: better ? { weights, epoch, validation } : at.best,
        worse: better ? 0 : at.worse + 1,
        order: outcome.order,
        own: outcome.own,
      };
      const loss = { ...outcome.terms, validation };
      onEpoch?.({ epoch, epochs: hyper.epochs, loss, samplingShare: outcome.samplingShare }, at);
    }
  } finally {
    adam.dispose();
  }
  return at.epoch === 0 ? undefined : { seed, ...at.best };
}

const adamOf = (c: Checkpoint): Adam => new Adam(c.weights, { learningRate: c.adam.learningRate, clipNorm: 1 }, c.adam);

/** Where a member stands before its first epoch. */
async function firstCheckpoint(job: MemberJob, signal?: AbortSignal): Promise<Checkpoint> {
  const weights = initialWeights(job.shape, job.seed);
  const tensors = toTensors(weights);
  const samples = job.train.length;
  try {
    return {
      seed: job.seed,
      epoch: 0,
      weights,
      adam: freshAdam(weights, job.hyper.learningRate),
      best: { weights, epoch: 0, validation: await validationLoss(job, tensors, signal) },
      worse: 0,
      rescues: 0,
      order: Uint32Array.from({ length: samples }, (_, i) => i),
      own: new Float32Array(samples * OWN),
    };
  } finally {
    disposeWeights(tensors);
  }
}

/** The same place with steps a tenth as long and no memory of the gradients that led astray. */
function slower(at: Checkpoint): Checkpoint {
  if (at.rescues === RESCUES) throw new DeviceFailed({ device: 'training', why: 'the loss is not finite' });
  return { ...at, rescues: at.rescues + 1, adam: freshAdam(at.weights, at.adam.learningRate / 10) };
}

function freshAdam(weights: Weights, learningRate: number): Checkpoint['adam'] {
  const n = Object.values(weights).reduce((sum, { values }) => sum + values.length, 0);
  return { step: 0, learningRate, mean: new Float32Array(n), square: new Float32Array(n) };
}
