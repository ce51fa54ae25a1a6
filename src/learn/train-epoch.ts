import { concat, dispose, stack, tidy } from '@tensorflow/tfjs-core';
import { Random } from '../core/random.ts';
import { throwIfCancelled, turn } from '../core/turn.ts';
import { TARGETS } from '../core/variable.ts';
import type { Adam } from '../nn/adam.ts';
import type { ShareGradient, TakeGradient } from './batch-gradient.ts';
import { type Checkpoint, OWN } from './checkpoint.ts';
import { lagsOf, samplingShare } from './lags.ts';
import { READ_EVERY } from './run-member.ts';
import type { Sample } from './samples.ts';
import type { MemberJob } from './train-member.ts';
import type { LossTerms } from './training-progress.ts';

/** What one pass over the training windows leaves behind besides the weights. */
export interface EpochOutcome extends Pick<Checkpoint, 'order' | 'own'> {
  /** Means over the steps taken. NaN when a loss was not finite; the pass then ended there. */
  readonly terms: Omit<LossTerms, 'validation'>;
  readonly samplingShare: number;
}

/**
 * One pass over the training windows, from where a checkpoint stands. Nothing is read back from the device but every READ_EVERY steps.
 *
 * @param stop ends the pass early @returns undefined when stopped before the first step
 */
export async function trainEpoch(
  job: MemberJob,
  adam: Adam,
  at: Checkpoint,
  take: TakeGradient,
  stop?: AbortSignal,
  signal?: AbortSignal,
): Promise<EpochOutcome | undefined> {
  const epoch = at.epoch + 1;
  const share = samplingShare(at.epoch, job.hyper.epochs);
  const random = new Random(job.seed);
  const order = random.fork(`order ${epoch}`).shuffle([...at.order]);
  const sampling = random.fork(`lags ${epoch}`);
  const weightOf = truthWeights(job.train);
  const own = at.own.slice();
  const size = job.hyper.batch;
  const sum = { obs: 0, process: 0, reg: 0 };
  const waiting: { at: readonly number[]; made: ShareGradient }[] = [];
  let steps = 0;
  const read = async () => {
    for (const { at: which, terms, residual } of await readBack(waiting.splice(0))) {
      sum.obs += terms[0] as number;
      sum.process += terms[1] as number;
      sum.reg += terms[2] as number;
      which.forEach((i, j) => {
        own.set(residual.subarray(j * OWN, (j + 1) * OWN), i * OWN);
      });
      steps++;
    }
    throwIfCancelled(signal);
  };
  try {
    for (let from = 0; from < order.length; from += size) {
      await turn(signal);
      if (stop?.aborted) break;
      const which = order.slice(from, from + size);
      const samples = which.map((i) => job.train[i] as Sample);
      // Own output of the epoch before: a sample comes once an epoch, so nothing of this one is needed yet.
      const lags = samples.map((s, j) => lagsOf(s, ownOf(at, which[j] as number), share, sampling));
      const dropout = (job.seed * 7919 + epoch * 104_729 + from) >>> 0;
      const made = await take(adam.weights, { samples, lags, size, first: 0, dropout, weightOf });
      throwIfCancelled(signal);
      adam.step(made.gradients);
      dispose(Object.values(made.gradients));
      waiting.push({ at: which, made });
      if (waiting.length === READ_EVERY) await read();
      if (!Number.isFinite(sum.obs + sum.process + sum.reg)) break;
    }
    await read();
  } finally {
    dispose(waiting.flatMap(({ made }) => [made.terms, made.own]));
  }
  if (steps === 0) return undefined;
  const terms = { obs: sum.obs / steps, process: sum.process / steps, reg: sum.reg / steps };
  return { terms, samplingShare: share, order: Uint32Array.from(order), own };
}

const ownOf = (c: Checkpoint, i: number): Float32Array => c.own.subarray(i * OWN, (i + 1) * OWN);

interface Told {
  readonly at: readonly number[];
  readonly terms: Float32Array;
  /** `[sample, month and target]` */
  readonly residual: Float32Array;
}

/** Reads what several steps told in two transfers, and frees it. */
async function readBack(steps: readonly { at: readonly number[]; made: ShareGradient }[]): Promise<Told[]> {
  if (steps.length === 0) return [];
  const all = tidy(() => ({
    terms: stack(steps.map(({ made }) => made.terms)),
    own: concat(steps.map(({ made }) => made.own)),
  }));
  dispose(steps.flatMap(({ made }) => [made.terms, made.own]));
  try {
    const [terms, own] = await Promise.all([all.terms.data<'float32'>(), all.own.data<'float32'>()]);
    const each = own.length / steps.length;
    return steps.map(({ at }, i) => ({
      at,
      terms: terms.subarray(3 * i, 3 * i + 3),
      residual: own.subarray(i * each, (i + 1) * each),
    }));
  } finally {
    dispose([all.terms, all.own]);
  }
}

/** Weight of a truth so that each target counts a third and an epoch's mean loss is a mean log-likelihood. */
function truthWeights(samples: readonly Sample[]): number[] {
  const count = new Array<number>(TARGETS.length).fill(0);
  for (const s of samples)
    for (const t of s.truths) if (t.role === 'train') count[t.target] = (count[t.target] as number) + 1;
  const present = count.filter((n) => n > 0).length;
  return count.map((n) => (n === 0 ? 0 : samples.length / (present * n)));
}
