import { dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { DeviceFailed } from '../core/error.ts';
import { Random } from '../core/random.ts';
import { throwIfCancelled, turn } from '../core/turn.ts';
import { TARGETS } from '../core/variable.ts';
import { Adam, type AdamState } from '../nn/adam.ts';
import { initialWeights, type NetworkShape } from '../nn/network.ts';
import { valueAndGradients } from '../nn/value-and-gradients.ts';
import { disposeWeights, toTensors, type Weights, type WeightTensors } from '../nn/weights.ts';
import { type Batcher, CELLS, centreOfSquare } from './batch.ts';
import { PATCH } from './knowledge.ts';
import { type Lags, lagsOf, samplingShare } from './lags.ts';
import { type BatchTensors, type LossWeights, memberLoss, toDevice } from './member-loss.ts';
import { LOOK_BACK, type Role, type Sample } from './samples.ts';
import type { LossTerms } from './training-progress.ts';

const T = TARGETS.length;

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

/** Residual and log spread at the middle cell of each sample, `[month, target]`. */
export interface CentreOutput {
  readonly residual: Float32Array;
  readonly logSpread: Float32Array;
}

/**
 * Trains one member. The same job, seed and device give the same weights.
 *
 * @param signal drops everything; @param stop ends early and keeps the best so far
 * @throws Cancelled; DeviceFailed when the loss is not finite even from the last good weights at a tenth of the step
 */
export async function trainMember(
  job: MemberJob,
  onEpoch?: (report: EpochReport) => void,
  signal?: AbortSignal,
  stop?: AbortSignal,
): Promise<Member> {
  const { hyper, seed } = job;
  const random = new Random(seed);
  const order = job.train.map((_, i) => i);
  const own: (Float32Array | undefined)[] = new Array(job.train.length).fill(undefined);
  const weightOf = truthWeights(job.train);
  let adam = new Adam(initialWeights(job.shape, seed), { learningRate: hyper.learningRate, clipNorm: 1 });
  let best = {
    weights: await adam.readWeights(),
    epoch: 0,
    validation: await validationLoss(job, adam.weights, signal),
  };
  let good: { weights: Weights; state: AdamState } = { weights: best.weights, state: await adam.readState() };
  let worse = 0;
  let rescues = 0;
  try {
    for (let epoch = 1; epoch <= hyper.epochs; epoch++) {
      const share = samplingShare(epoch - 1, hyper.epochs);
      random.fork(`order ${epoch}`).shuffle(order);
      const terms = await oneEpoch(job, adam, { epoch, order, own, share, weightOf, random }, signal, stop);
      if (terms === undefined) break;
      if (!Number.isFinite(terms.obs + terms.process + terms.reg)) {
        if (++rescues > 2) throw new DeviceFailed({ device: 'training', why: 'the loss is not finite' });
        adam.dispose();
        adam = new Adam(good.weights, { learningRate: good.state.learningRate / 10, clipNorm: 1 });
        continue;
      }
      const validation = await validationLoss(job, adam.weights, signal);
      onEpoch?.({ epoch, epochs: hyper.epochs, loss: { ...terms, validation }, samplingShare: share });
      good = { weights: await adam.readWeights(), state: await adam.readState() };
      if (validation < best.validation - 1e-4) {
        best = { weights: good.weights, epoch, validation };
        worse = 0;
      } else if (++worse >= hyper.patience) {
        break;
      } else {
        adam.learningRate /= 2;
      }
      if (stop?.aborted) break;
    }
  } finally {
    adam.dispose();
  }
  return { seed, ...best };
}

interface EpochState {
  readonly epoch: number;
  readonly order: readonly number[];
  readonly own: (Float32Array | undefined)[];
  readonly share: number;
  readonly weightOf: readonly number[];
  readonly random: Random;
}

/** One pass over the training windows. Undefined when stopped before the first step. */
async function oneEpoch(
  job: MemberJob,
  adam: Adam,
  e: EpochState,
  signal?: AbortSignal,
  stop?: AbortSignal,
): Promise<Omit<LossTerms, 'validation'> | undefined> {
  const { batch: size } = job.hyper;
  const sampling = e.random.fork(`lags ${e.epoch}`);
  const sum = { obs: 0, process: 0, reg: 0 };
  let steps = 0;
  for (let from = 0; from < e.order.length; from += size) {
    throwIfCancelled(signal);
    if (stop?.aborted) break;
    await turn(signal);
    const at = e.order.slice(from, from + size);
    const samples = at.map((i) => job.train[i] as Sample);
    const lags = at.map((i) => lagsOf(job.train[i] as Sample, e.own[i], e.share, sampling));
    const tensors = deviceBatch(job, samples, lags, e.weightOf, 'train');
    const dropout = { rate: job.hyper.dropout, seed: (job.seed * 7919 + e.epoch * 104_729 + from) >>> 0 };
    const { loss, terms, gradients } = valueAndGradients(adam.weights, (w) =>
      memberLoss(w, tensors, job.hyper.loss, dropout),
    );
    adam.step(gradients);
    const [obs, process, reg, residual] = await Promise.all(
      (['obs', 'process', 'reg', 'residual'] as const).map((name) => (terms[name] as Tensor).data<'float32'>()),
    );
    sum.obs += obs?.[0] ?? Number.NaN;
    sum.process += process?.[0] ?? Number.NaN;
    sum.reg += reg?.[0] ?? Number.NaN;
    at.forEach((i, j) => {
      e.own[i] = centre(residual as Float32Array, j);
    });
    dispose([loss, ...Object.values(terms), ...Object.values(gradients)]);
    disposeBatch(tensors);
    steps++;
  }
  return steps === 0 ? undefined : { obs: sum.obs / steps, process: sum.process / steps, reg: sum.reg / steps };
}

/** Weight of a truth so that each target counts a third and an epoch's mean loss is a mean log-likelihood. */
function truthWeights(samples: readonly Sample[]): number[] {
  const count = new Array<number>(T).fill(0);
  for (const s of samples)
    for (const t of s.truths) if (t.role === 'train') count[t.target] = (count[t.target] as number) + 1;
  const present = count.filter((n) => n > 0).length;
  return count.map((n) => (n === 0 ? 0 : samples.length / (present * n)));
}

function deviceBatch(
  job: Pick<MemberJob, 'batcher' | 'shape' | 'hyper'>,
  samples: readonly Sample[],
  lags: readonly Lags[],
  weightOf: readonly number[],
  role: Role,
): BatchTensors {
  const batch = job.batcher.make(samples, job.hyper.batch, (i) => lags[i] as Lags, weightOf, role);
  return tidy(
    () => toDevice(batch, PATCH, job.shape.channels) as unknown as Record<string, Tensor>,
  ) as unknown as BatchTensors;
}

function disposeBatch(b: BatchTensors): void {
  dispose([b.x, b.y, b.mean, b.logVariance, b.weight, b.analysis, b.co2Spread, ...Object.values(b.physics)]);
}

/** Mean negative log-likelihood of the validation truths, every target alike. */
async function validationLoss(job: MemberJob, weights: WeightTensors, signal?: AbortSignal): Promise<number> {
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

/**
 * Runs a network over samples without gradients, twice: lags that nobody measured are the model's own output of the first pass.
 * @returns one output a sample, `[month, target]`
 */
export async function runOver(
  job: Pick<MemberJob, 'batcher' | 'shape' | 'hyper'>,
  weights: WeightTensors,
  samples: readonly Sample[],
  signal?: AbortSignal,
): Promise<CentreOutput[]> {
  const size = job.hyper.batch;
  const nothing = new Array<number>(T).fill(0);
  const out: CentreOutput[] = [];
  for (let from = 0; from < samples.length; from += size) {
    const some = samples.slice(from, from + size);
    let own: CentreOutput[] = [];
    for (let pass = 0; pass < 2; pass++) {
      throwIfCancelled(signal);
      await turn(signal);
      const lags = some.map((s, i) => lagsOf(s, own[i]?.residual, 1));
      const tensors = deviceBatch(job, some, lags, nothing, 'off');
      const [residual, logSpread] = tidy(() => {
        const { terms } = memberLoss(weights, tensors, job.hyper.loss);
        return [terms?.residual as Tensor, terms?.logSpread as Tensor];
      }) as [Tensor, Tensor];
      const [r, l] = await Promise.all([residual.data<'float32'>(), logSpread.data<'float32'>()]);
      dispose([residual, logSpread]);
      disposeBatch(tensors);
      own = some.map((_, i) => ({ residual: centre(r, i), logSpread: centre(l, i) }));
    }
    out.push(...own);
  }
  return out;
}

/** The same from plain weights. */
export async function runMember(
  job: Pick<MemberJob, 'batcher' | 'shape' | 'hyper'>,
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

/** `[month, target]` at the middle cell of sample `j` from `[sample, month, cell, target]`. */
function centre(values: ArrayLike<number>, j: number): Float32Array {
  const out = new Float32Array(LOOK_BACK * T);
  for (let k = 0; k < LOOK_BACK; k++) {
    const at = ((j * LOOK_BACK + k) * CELLS + centreOfSquare) * T;
    for (let t = 0; t < T; t++) out[k * T + t] = values[at + t] as number;
  }
  return out;
}
