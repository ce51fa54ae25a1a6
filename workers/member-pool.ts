import { isCancelled } from '../src/core/wire.ts';
import type { Checkpoint } from '../src/learn/checkpoint.ts';
import { type Lesson, lessonOf } from '../src/learn/lesson.ts';
import type { MemberHooks, MemberTrainer } from '../src/learn/member-trainer.ts';
import type { Member, MemberJob } from '../src/learn/train-member.ts';
import type { DeviceName } from '../src/nn/device.ts';
import type { MemberCalls } from './member.protocol.ts';
import { RpcClient, WorkerDied, type WorkerLike } from './rpc.client.ts';

export interface PoolOptions {
  /** Members that are trained at the same time; a thread starts when there is a member for it. */
  readonly threads: number;
  readonly device: DeviceName;
  /** Starts a thread that answers MemberCalls. */
  readonly start: () => WorkerLike;
}

interface Thread {
  readonly client: RpcClient<MemberCalls>;
  /** What it has been sent; undefined in a thread that is new, also after a death. */
  lesson: Lesson | undefined;
}

/**
 * Members side by side in threads of their own. A thread that dies is started again and its member goes on from its last epoch; one that
 * dies again and again is given up, and the others take over its member.
 */
export class MemberPool implements MemberTrainer {
  readonly #idle: Thread[] = [];
  readonly #all = new Set<Thread>();
  readonly #waiting: { readonly go: (thread: Thread) => void; readonly fail: (error: unknown) => void }[] = [];
  /** Threads there may be; one that is given up is not replaced. */
  #most: number;

  constructor(private readonly options: PoolOptions) {
    this.#most = options.threads;
  }

  async train(job: MemberJob, hooks: MemberHooks, signal?: AbortSignal): Promise<Member | undefined> {
    let from = hooks.from;
    const follow: MemberHooks = {
      ...hooks,
      onEpoch(report, checkpoint) {
        from = checkpoint;
        hooks.onEpoch?.(report, checkpoint);
      },
    };
    for (;;) {
      const thread = await this.#take();
      try {
        if (hooks.stop?.aborted && !from) return undefined;
        return await this.#trainIn(thread, job, { ...follow, from }, signal);
      } catch (error) {
        if (!(error instanceof WorkerDied)) throw error;
        thread.lesson = undefined;
        if (error.details.forGood) {
          this.#giveUp(thread, error);
          if (this.#most === 0) throw error;
        }
        hooks.onSetback?.(setbackOf(error, from, this.options.device));
      } finally {
        if (this.#all.has(thread)) this.#giveBack(thread);
      }
    }
  }

  /** Ends all threads; members in them are dropped. */
  close(): void {
    for (const { client } of this.#all) client.close();
    this.#all.clear();
    this.#idle.length = 0;
  }

  async #trainIn(
    thread: Thread,
    job: MemberJob,
    hooks: MemberHooks,
    signal?: AbortSignal,
  ): Promise<Member | undefined> {
    const { client } = thread;
    const lesson = lessonOf(job);
    if (thread.lesson !== lesson) {
      await client.call('learn', { lesson, device: this.options.device }, { signal });
      thread.lesson = lesson;
    }
    // Told again when the thread was started anew in between; a stop that comes too late for its member changes nothing.
    const stop = () => void client.call('stop', null).catch(() => undefined);
    const running = client.call(
      'train',
      { seed: job.seed, from: hooks.from },
      {
        signal,
        onStep(step) {
          if (step.kind === 'epoch') hooks.onEpoch?.(step.report, step.checkpoint);
          else hooks.onSetback?.(step.setback);
        },
      },
    );
    if (hooks.stop?.aborted) stop();
    hooks.stop?.addEventListener('abort', stop, { once: true });
    try {
      return await running;
    } catch (error) {
      // The thread hears of a cancelled member at its next step; until then it is no place for another one.
      if (isCancelled(error)) {
        client.close();
        thread.lesson = undefined;
      }
      throw error;
    } finally {
      hooks.stop?.removeEventListener('abort', stop);
    }
  }

  #take(): Promise<Thread> {
    const idle = this.#idle.pop();
    if (idle) return Promise.resolve(idle);
    if (this.#all.size < this.#most) return Promise.resolve(this.#begin());
    return new Promise((go, fail) => this.#waiting.push({ go, fail }));
  }

  #begin(): Thread {
    const client = new RpcClient<MemberCalls>({ name: 'training', start: this.options.start });
    const thread: Thread = { client, lesson: undefined };
    this.#all.add(thread);
    return thread;
  }

  #giveBack(thread: Thread): void {
    const next = this.#waiting.shift();
    if (next) next.go(thread);
    else this.#idle.push(thread);
  }

  #giveUp(thread: Thread, error: WorkerDied): void {
    this.#all.delete(thread);
    thread.client.close();
    this.#most--;
    if (this.#most === 0) for (const { fail } of this.#waiting.splice(0)) fail(error);
    else if (this.#all.size === 0) this.#waiting.shift()?.go(this.#begin());
  }
}

const setbackOf = (died: WorkerDied, from: Checkpoint | undefined, device: DeviceName) => ({
  why: `A training worker stopped (${died.details.why})`,
  next: (from?.epoch ?? 0) + 1,
  device,
});
