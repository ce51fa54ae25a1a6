import { lessonOf } from '../src/learn/lesson.ts';
import { type MemberHooks, type MemberTrainer, trainThroughLoss } from '../src/learn/member-trainer.ts';
import type { Sample } from '../src/learn/samples.ts';
import { type Helper, splitGradient } from '../src/learn/split-gradient.ts';
import type { Member, MemberJob } from '../src/learn/train-member.ts';
import type { MemberCalls } from './member.protocol.ts';
import type { PoolOptions } from './member-pool.ts';
import { RpcClient } from './rpc.client.ts';

/**
 * One member at a time, its batches split over this thread and others: for fewer members than processors. A helper that dies costs no
 * epoch: its share is taken here until it is back.
 */
export class SplitTrainer implements MemberTrainer {
  readonly #clients: readonly RpcClient<MemberCalls>[];
  #job: MemberJob | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #onDeath: ((why: string) => void) | undefined;

  /** @param options.threads this one included */
  constructor(private readonly options: PoolOptions) {
    this.#clients = Array.from({ length: options.threads - 1 }, () => {
      const client: RpcClient<MemberCalls> = new RpcClient({
        name: 'training',
        start: options.start,
        restore: () => this.#teach(client, true),
        onRestart: (error) => this.#onDeath?.(error.details.why),
      });
      return client;
    });
  }

  train(job: MemberJob, hooks: MemberHooks, signal?: AbortSignal): Promise<Member | undefined> {
    const mine = this.#last.then(() =>
      hooks.stop?.aborted && !hooks.from ? undefined : this.#one(job, hooks, signal),
    );
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }

  async #one(job: MemberJob, hooks: MemberHooks, signal?: AbortSignal): Promise<Member | undefined> {
    const known = this.#job && lessonOf(this.#job) === lessonOf(job);
    this.#job = job;
    if (!known) await Promise.all(this.#clients.map((client) => this.#teach(client, false)));
    let next = (hooks.from?.epoch ?? 0) + 1;
    this.#onDeath = (why) =>
      hooks.onSetback?.({ why: `A training worker stopped (${why})`, next, device: this.options.device });
    const indexOf = new Map(job.train.map((s, i) => [s, i]));
    const helpers = this.#clients.map((client) => helperOf(client, indexOf));
    return trainThroughLoss(
      job,
      {
        ...hooks,
        take: splitGradient(job, helpers),
        onEpoch(report, checkpoint) {
          next = report.epoch + 1;
          hooks.onEpoch?.(report, checkpoint);
        },
      },
      signal,
    );
  }

  async #teach(client: RpcClient<MemberCalls>, again: boolean): Promise<void> {
    if (!this.#job) return;
    const order = { lesson: lessonOf(this.#job), device: this.options.device };
    await (again ? client.callNow('learn', order) : client.call('learn', order));
  }
}

const helperOf =
  (client: RpcClient<MemberCalls>, indexOf: ReadonlyMap<Sample, number>): Helper =>
  (weights, { samples, ...share }) =>
    client.call('gradient', { ...share, weights, samples: samples.map((s) => indexOf.get(s) as number) });
