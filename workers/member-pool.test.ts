import { beforeAll, describe, expect, it } from 'vitest';
import type { Checkpoint } from '../src/learn/checkpoint.ts';
import { gatherKnowledge } from '../src/learn/knowledge.ts';
import { type MemberTrainer, type Setback, trainerHere } from '../src/learn/member-trainer.ts';
import { testStore } from '../src/learn/test-knowledge.ts';
import { jobsOf, prepare } from '../src/learn/train-ensemble.ts';
import type { Member, MemberJob } from '../src/learn/train-member.ts';
import { useDevice } from '../src/nn/device.ts';
import { MemberPool } from './member-pool.ts';
import { type NodeThread, nodeThread } from './node-thread.node.ts';

const FILE = new URL('./member-thread.node.ts', import.meta.url);
const HYPER = { epochs: 3, batch: 16, filters: [4], patience: 3 };

/** Threads of Node with the real handlers in them, and a way to kill them. */
function pool(threads: number) {
  const started: NodeThread[] = [];
  const start = () => {
    const thread = nodeThread(FILE);
    started.push(thread);
    return thread;
  };
  return { pool: new MemberPool({ threads, device: 'wasm', start }), started };
}

const all = (trainer: MemberTrainer, jobs: readonly MemberJob[], stop?: AbortSignal): Promise<(Member | undefined)[]> =>
  Promise.all(jobs.map((job) => trainer.train(job, { stop })));

describe('members in threads', () => {
  let jobs: MemberJob[];
  let undisturbed: (Member | undefined)[];

  beforeAll(async () => {
    await useDevice('wasm');
    const prepared = await prepare(await gatherKnowledge(await testStore()), () => false);
    jobs = jobsOf(prepared, { members: 2, seed: 5, hyper: HYPER });
    undisturbed = await all(trainerHere(), jobs);
  }, 120_000);

  it('come out bit for bit as one after another in one thread', async () => {
    const { pool: two, started } = pool(2);
    expect(await all(two, jobs)).toEqual(undisturbed);
    expect(started).toHaveLength(2);
    two.close();
  }, 120_000);

  it('lose at most one epoch when their thread is killed, end with the same weights, and it is told', async () => {
    const { pool: one, started } = pool(1);
    const setbacks: Setback[] = [];
    const epochs: number[] = [];
    const member = await one.train(jobs[0] as MemberJob, {
      onSetback: (s) => setbacks.push(s),
      onEpoch({ epoch }) {
        epochs.push(epoch);
        if (epoch === 2 && started.length === 1) void started[0]?.thread.terminate();
      },
    });
    expect(member).toEqual(undisturbed[0]);
    expect(epochs.filter((e) => e <= 2)).toEqual([1, 2]);
    expect(epochs.at(-1)).toBe(3);
    expect(setbacks).toEqual([{ why: expect.stringMatching(/worker stopped.*ended/), next: 3, device: 'wasm' }]);
    expect(started).toHaveLength(2);
    one.close();
  }, 120_000);

  it('are taken over by another thread when theirs dies for good', async () => {
    let started = 0;
    const start = () => {
      const thread = nodeThread(FILE);
      // The first thread and the two that replace it are dead on arrival.
      if (++started <= 3) void thread.thread.terminate();
      return thread;
    };
    const two = new MemberPool({ threads: 2, device: 'wasm', start });
    const setbacks: Setback[] = [];
    expect(await two.train(jobs[0] as MemberJob, { onSetback: (s) => setbacks.push(s) })).toEqual(undisturbed[0]);
    expect([started, setbacks.length]).toEqual([4, 3]);
    two.close();
  }, 120_000);

  it('fail with a sentence when no thread stays alive', async () => {
    const start = () => {
      const thread = nodeThread(FILE);
      void thread.thread.terminate();
      return thread;
    };
    const one = new MemberPool({ threads: 1, device: 'wasm', start });
    await expect(one.train(jobs[0] as MemberJob, {})).rejects.toThrow(/stopped too often/);
  }, 120_000);

  it('are dropped when cancelled, and the thread takes the next one', async () => {
    const { pool: one } = pool(1);
    const cancel = new AbortController();
    const dropped = one.train(jobs[0] as MemberJob, { onEpoch: () => cancel.abort() }, cancel.signal);
    await expect(dropped).rejects.toMatchObject({ tag: 'Cancelled' });
    expect(await one.train(jobs[1] as MemberJob, {})).toEqual(undisturbed[1]);
    one.close();
  }, 120_000);

  it('keep what they have learnt when stopped, and nothing where no epoch is over', async () => {
    const { pool: one } = pool(1);
    const stop = new AbortController();
    const kept: Checkpoint[] = [];
    const running = [0, 1].map((m) =>
      one.train(jobs[m] as MemberJob, {
        stop: stop.signal,
        onEpoch(_, checkpoint) {
          kept.push(checkpoint);
          stop.abort();
        },
      }),
    );
    const [first, second] = await Promise.all(running);
    expect(first?.seed).toBe(jobs[0]?.seed);
    expect(second).toBeUndefined();
    expect(kept[0]?.epoch).toBe(1);
    one.close();
  }, 120_000);
});
