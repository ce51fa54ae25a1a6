import type { TakeGradient } from './batch-gradient.ts';
import type { Checkpoint } from './checkpoint.ts';
import { throughLoss } from './through-loss.ts';
import { type EpochReport, type Member, type MemberJob, trainMember } from './train-member.ts';

/** Something went wrong, and training goes on all the same. */
export interface Setback {
  /** What happened, for the person. */
  readonly why: string;
  /** The epoch it goes on with. */
  readonly next: number;
  /** The device it goes on with. */
  readonly device: string;
}

/** What happens while a member is trained. */
export interface MemberHooks {
  readonly from?: Checkpoint | undefined;
  readonly onEpoch?: ((report: EpochReport, checkpoint: Checkpoint) => void) | undefined;
  readonly onSetback?: ((setback: Setback) => void) | undefined;
  readonly stop?: AbortSignal | undefined;
  /** How gradients are taken; here, unless said. */
  readonly take?: TakeGradient | undefined;
}

/** Trains members: one after another here, or side by side where there are several threads. Members may all be asked for at once. */
export interface MemberTrainer {
  /** @returns undefined when stopped before the first epoch was over */
  train(job: MemberJob, hooks: MemberHooks, signal?: AbortSignal): Promise<Member | undefined>;
}

/** Trains in this thread, one member after another, and goes on from the last epoch when the device is lost. */
export function trainerHere(): MemberTrainer {
  let last: Promise<unknown> = Promise.resolve();
  return {
    train(job, hooks, signal) {
      const mine = last.then(() =>
        hooks.stop?.aborted && !hooks.from ? undefined : trainThroughLoss(job, hooks, signal),
      );
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** Trains a member in this thread; a lost device costs it at most the epoch it was in. */
export function trainThroughLoss(
  job: MemberJob,
  hooks: MemberHooks,
  signal?: AbortSignal,
): Promise<Member | undefined> {
  let from = hooks.from;
  return throughLoss(
    (until) =>
      trainMember(
        job,
        {
          from,
          stop: hooks.stop,
          take: hooks.take,
          onEpoch(report, checkpoint) {
            if (until.aborted) return; // its device is gone, what it computed may be leftovers
            from = checkpoint;
            hooks.onEpoch?.(report, checkpoint);
          },
        },
        until,
      ),
    ({ lost, device }) => hooks.onSetback?.({ why: lost.message, next: (from?.epoch ?? 0) + 1, device: device.name }),
    signal,
  );
}
