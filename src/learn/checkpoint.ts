import { BadRequest } from '../core/error.ts';
import { TARGETS } from '../core/variable.ts';
import type { AdamState } from '../nn/adam.ts';
import type { Weights } from '../nn/weights.ts';
import { LOOK_BACK } from './samples.ts';

/** Values that a sample's own output has, `[month, target]`. */
export const OWN = LOOK_BACK * TARGETS.length;

/** Weights that did best on the validation block so far. */
export interface Best {
  readonly weights: Weights;
  /** Epoch those weights are of, 0 when no training has helped. */
  readonly epoch: number;
  readonly validation: number;
}

/**
 * A member after a whole epoch: everything a later run needs to go on as if it had never stopped, bit for bit on the same device.
 * Plain data, made anew each epoch and never written to, so it may be kept, cloned and sent. Random draws need no place in it: every
 * epoch has a generator of its own.
 */
export interface Checkpoint {
  readonly seed: number;
  /** Epochs that are over; 0 before the first. */
  readonly epoch: number;
  readonly weights: Weights;
  readonly adam: AdamState;
  readonly best: Best;
  /** Epochs since the best one. */
  readonly worse: number;
  /** How often the loss was not finite and training went back. */
  readonly rescues: number;
  /** Order in which the last epoch took the training samples; the next one is shuffled out of it. */
  readonly order: Uint32Array;
  /** The member's own residual of each training sample in its latest pass, `[sample, month, target]`; 0 before the first. */
  readonly own: Float32Array;
}

/** @throws BadRequest when a checkpoint belongs to another member or to other samples */
export function checkCheckpoint(c: Checkpoint, seed: number, samples: number): void {
  if (c.seed !== seed || c.order.length !== samples || c.own.length !== samples * OWN) {
    throw new BadRequest({
      what: `a checkpoint of seed ${c.seed} on ${c.order.length} samples`,
      expected: `seed ${seed} on ${samples}`,
    });
  }
}
