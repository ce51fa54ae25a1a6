import type { Checkpoint } from '../src/learn/checkpoint.ts';
import type { SkillRow } from '../src/learn/skill-row.ts';
import type { TrainingProgress } from '../src/learn/training-progress.ts';
import type { DeviceName } from '../src/nn/device.ts';
import type { StoreRef } from '../src/store/ref.ts';
import type { Call } from './rpc.protocol.ts';

/** What the page asks of the train worker. Everything here is structured-cloneable. */
export interface TrainOrder {
  readonly store: StoreRef;
  readonly device: DeviceName | 'auto';
  /** At least 1; three or more give a spread worth the name. */
  readonly members: number;
  /** Greatest number of passes over the training windows for each member. Early stopping may need fewer. */
  readonly epochs: number;
  readonly seed: number;
  /** Where an earlier run of the same order had got to; members are known by their seeds. */
  readonly from?: readonly Checkpoint[] | undefined;
}

/** Progress, and after each epoch what a later run needs to go on from there: the page keeps it in case the worker dies. */
export type TrainStep =
  | { readonly kind: 'progress'; readonly progress: TrainingProgress }
  | { readonly kind: 'checkpoint'; readonly checkpoint: Checkpoint };

/** What the train worker gives back. */
export interface TrainResult {
  /** A `.thawcast` file: weights, analysis, calibration, provenance. Transferred. */
  readonly ensemble: Uint8Array;
  /** Skill on the last years, which neither training nor calibration has seen; the table `evaluate --split time` prints. */
  readonly skill: readonly SkillRow[];
  readonly device: DeviceName;
  /** True when the person pressed stop and the ensemble is what stood by then. */
  readonly stopped: boolean;
  readonly seconds: number;
}

/**
 * Calls the train worker answers, one order at a time. Steps arrive at most a few a second.
 * `stop` ends the running order early and keeps the work: that order then resolves with what is trained so far
 * (`stopped: true`), or fails with `Cancelled` when no member has finished an epoch. Aborting the call's signal drops everything.
 */
export type TrainCalls = {
  train: Call<TrainOrder, TrainResult, TrainStep>;
  stop: Call<null, null>;
  /** Opens the device and loads what computes, so that training starts at once. Harmless at any time. */
  warmUp: Call<TrainOrder['device'], null>;
};
