import type { MemberTrainer } from '../src/learn/member-trainer.ts';
import { splitPays } from '../src/learn/split-pays.ts';
import { shapeOf } from '../src/learn/train-ensemble.ts';
import type { Hyper } from '../src/learn/train-member.ts';
import type { Device } from '../src/nn/device.ts';
import { MemberPool } from './member-pool.ts';
import type { WorkerLike } from './rpc.client.ts';
import { SplitTrainer } from './split-trainer.ts';

export interface Threads {
  readonly device: Device;
  /** Processors there are for us. */
  readonly cores: number;
  /** Starts a thread that answers MemberCalls. */
  readonly start: () => WorkerLike;
}

/** A trainer with threads of its own. */
export interface ThreadedTrainer extends MemberTrainer {
  close(): void;
}

/**
 * Who trains members where there are several processors: members side by side, a core each; a single one splits its batches if they
 * are big enough. One GPU is not faster for being shared: there, and on one processor, members follow each other in this thread.
 *
 * @param members that can be trained at the same time
 * @returns undefined for this thread alone
 */
export function trainerFor(
  { device, cores, start }: Threads,
  members: number,
  hyper: Pick<Hyper, 'filters' | 'kernel' | 'batch'>,
): ThreadedTrainer | undefined {
  if (device.name === 'webgpu' || device.name === 'webgl' || cores < 2) return undefined;
  if (members > 1) return new MemberPool({ threads: Math.min(cores, members), device: device.name, start });
  if (!splitPays(shapeOf(hyper), hyper.batch)) return undefined;
  return new SplitTrainer({ threads: Math.min(cores, MOST_SHARES), device: device.name, start });
}

/** Shares of a batch of 16 that still hold a few samples each. */
const MOST_SHARES = 4;
