import { expect, it } from 'vitest';
import { gatherKnowledge } from '../src/learn/knowledge.ts';
import { type Setback, trainerHere } from '../src/learn/member-trainer.ts';
import { splitPays } from '../src/learn/split-pays.ts';
import { testStore } from '../src/learn/test-knowledge.ts';
import { DEFAULT_HYPER, jobsOf, prepare, shapeOf } from '../src/learn/train-ensemble.ts';
import type { Member, MemberJob } from '../src/learn/train-member.ts';
import { useDevice } from '../src/nn/device.ts';
import { type NodeThread, nodeThread } from './node-thread.node.ts';
import { SplitTrainer } from './split-trainer.ts';

const HYPER = { epochs: 3, batch: 16, filters: [4], patience: 3 };

it('a member whose batches are split over threads is the same but for rounding, also when a helper is killed', async () => {
  await useDevice('wasm');
  const prepared = await prepare(await gatherKnowledge(await testStore()), () => false);
  const job = jobsOf(prepared, { members: 1, seed: 5, hyper: HYPER })[0] as MemberJob;
  const alone = (await trainerHere().train(job, {})) as Member;
  const started: NodeThread[] = [];
  const start = () => {
    const thread = nodeThread(new URL('./member-thread.node.ts', import.meta.url));
    started.push(thread);
    return thread;
  };
  const split = new SplitTrainer({ threads: 2, device: 'wasm', start });
  const calm = (await split.train(job, {})) as Member;
  expect(calm.validation).toBeCloseTo(alone.validation, 4);
  const setbacks: Setback[] = [];
  const disturbed = await split.train(job, {
    onEpoch: ({ epoch }) => void (epoch === 1 && started[0]?.thread.terminate()),
    onSetback: (s) => setbacks.push(s),
  });
  expect(disturbed).toEqual(calm);
  expect(started).toHaveLength(2);
  expect(setbacks).toEqual([{ why: expect.stringMatching(/worker stopped/), next: 2, device: 'wasm' }]);
  split.close();
}, 120_000);

it('batches are split only where that was measured to pay', () => {
  expect(splitPays(shapeOf(DEFAULT_HYPER), DEFAULT_HYPER.batch)).toBe(false);
  expect(splitPays(shapeOf({ filters: [48, 48], kernel: 3 }), 16)).toBe(true);
});
