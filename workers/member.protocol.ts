import type { Share } from '../src/learn/batch-gradient.ts';
import type { Checkpoint } from '../src/learn/checkpoint.ts';
import type { Lesson } from '../src/learn/lesson.ts';
import type { Setback } from '../src/learn/member-trainer.ts';
import type { PlainGradient } from '../src/learn/split-gradient.ts';
import type { EpochReport, Member } from '../src/learn/train-member.ts';
import type { DeviceName } from '../src/nn/device.ts';
import type { Call } from './rpc.protocol.ts';

/** What is sent once: the windows of all members, and what to compute them with. */
export interface LearnOrder {
  readonly lesson: Lesson;
  readonly device: DeviceName;
}

export interface MemberOrder {
  readonly seed: number;
  /** Where an earlier thread had got to. */
  readonly from: Checkpoint | undefined;
}

/** After each epoch, or when something went wrong and did not end the training. */
export type MemberStep =
  | { readonly kind: 'epoch'; readonly report: EpochReport; readonly checkpoint: Checkpoint }
  | { readonly kind: 'setback'; readonly setback: Setback };

/** A share of a batch of a member that another thread trains. */
export interface GradientOrder extends Omit<Share, 'samples'> {
  /** Packed in the order of their names. */
  readonly weights: Float32Array;
  /** Indices into the lesson's training samples. */
  readonly samples: readonly number[];
}

/**
 * Calls that a member thread answers, one member at a time; `learn` comes first. `stop` ends a running member early and keeps its best.
 * `train` gives undefined when it was stopped before the first epoch was over. `gradient` takes part in a member of another thread.
 */
export type MemberCalls = {
  learn: Call<LearnOrder, null>;
  train: Call<MemberOrder, Member | undefined, MemberStep>;
  stop: Call<null, null>;
  gradient: Call<GradientOrder, PlainGradient>;
};
