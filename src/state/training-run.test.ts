import { beforeEach, describe, expect, it } from 'vitest';
import { WorkerDied } from '../../workers/rpc.client.ts';
import type { TrainOrder, TrainResult, TrainStep } from '../../workers/train.protocol.ts';
import { Cancelled } from '../core/error.ts';
import { SCENARIOS } from '../forecast/scenario.ts';
import type { Checkpoint } from '../learn/checkpoint.ts';
import type { TrainingProgress } from '../learn/training-progress.ts';
import type { DataPort } from './data-port.ts';
import { studio } from './studio.ts';
import { type LearnPorts, runTraining, stopTraining } from './training-run.ts';

const WISH = { members: 2, epochs: 6, seed: 1 };
const died = (forGood = false) => new WorkerDied({ worker: 'training', why: 'it ran out of memory', forGood });
const RESULT: TrainResult = { ensemble: new Uint8Array(1), skill: [], device: 'wasm', stopped: false, seconds: 3 };

/** Only what tells one checkpoint from another: the page looks at nothing else. */
const checkpoint = (seed: number, epoch: number): Checkpoint => ({
  seed,
  epoch,
  weights: {},
  adam: { step: 0, learningRate: 1, mean: new Float32Array(), square: new Float32Array() },
  best: { weights: {}, epoch, validation: 0 },
  worse: 0,
  rescues: 0,
  order: new Uint32Array(),
  own: new Float32Array(),
});

const progress = (setbacks: readonly string[]): TrainingProgress => ({
  stage: 'training',
  member: 1,
  members: 2,
  share: 0.2,
  epoch: 1,
  epochs: 6,
  loss: { obs: 1, process: 1, reg: 1, validation: 1 },
  samplingShare: 1,
  device: 'wasm',
  secondsLeft: null,
  setbacks,
});

/** A train worker that does, order after order, what each act says. The forecast that would follow is cancelled. */
function ports(...acts: readonly ((onStep: (step: TrainStep) => void) => Promise<TrainResult>)[]) {
  const orders: TrainOrder[] = [];
  const learn: { -readonly [K in keyof LearnPorts]: LearnPorts[K] } = {
    train(order, onStep) {
      orders.push(order);
      const act = acts[orders.length - 1];
      if (!act) throw new Error('no further order was expected');
      return act(onStep);
    },
    stop: () => Promise.resolve(),
    warmUp: () => Promise.resolve(),
    forecast: () => Promise.reject(new Cancelled()),
  };
  return { learn, orders };
}

const run = (learn: LearnPorts) => runTraining(learn, {} as DataPort, WISH, SCENARIOS.trend);
const told = () => studio.getState().notices.map(({ text }) => text);

describe('training whose worker dies', () => {
  beforeEach(() => {
    studio.setState({
      ...studio.getInitialState(),
      tiles: { at: 'ready', value: { ref: { at: 'url', url: 'test:world' } } as never },
    });
  });

  it('goes on from the last epoch of each member, says so, and keeps what was said before', async () => {
    const { learn, orders } = ports(
      async (onStep) => {
        onStep({ kind: 'checkpoint', checkpoint: checkpoint(1, 1) });
        onStep({ kind: 'progress', progress: progress(['The graphics device was lost.']) });
        onStep({ kind: 'checkpoint', checkpoint: checkpoint(1, 2) });
        onStep({ kind: 'checkpoint', checkpoint: checkpoint(1001, 1) });
        throw died();
      },
      async (onStep) => {
        onStep({ kind: 'progress', progress: progress(['Member 2 had a thread that stopped.']) });
        return RESULT;
      },
    );
    await run(learn);
    expect(orders[0]?.from).toEqual([]);
    expect(orders[1]).toEqual({ ...orders[0], from: [checkpoint(1, 2), checkpoint(1001, 1)] });
    const all = [
      'The graphics device was lost.',
      'The training worker stopped (it ran out of memory). Training goes on from epoch 2 and 3.',
      'Member 2 had a thread that stopped.',
    ];
    expect(studio.getState().training).toMatchObject({ at: 'done', setbacks: all });
    expect(told()).toEqual(all);
  });

  it('begins anew when no epoch was over', async () => {
    const { learn, orders } = ports(
      () => Promise.reject(died()),
      () => Promise.resolve(RESULT),
    );
    await run(learn);
    expect(orders[1]?.from).toEqual([]);
    expect(told()).toEqual(['The training worker stopped (it ran out of memory). Training begins anew.']);
  });

  it('fails with a sentence when the worker cannot be started any more', async () => {
    const { learn, orders } = ports(() => Promise.reject(died(true)));
    await run(learn);
    expect(orders).toHaveLength(1);
    expect(studio.getState().training).toMatchObject({ at: 'failed', error: { tag: 'WorkerDied' } });
    expect(told()[0]).toMatch(/stopped too often/);
  });

  it('does not go on when the person had pressed Stop, but keeps what was learnt', async () => {
    let stops = 0;
    const { learn, orders } = ports(
      async (onStep) => {
        await Promise.resolve(); // a worker answers later, never at once
        onStep({ kind: 'checkpoint', checkpoint: checkpoint(1, 2) });
        stopTraining(learn);
        throw died();
      },
      () => Promise.resolve({ ...RESULT, stopped: true }),
    );
    learn.stop = () => Promise.resolve(stops++);
    await run(learn);
    expect(orders[1]?.from).toEqual([checkpoint(1, 2)]);
    expect(stops).toBe(2); // the dead worker, and the new one
    expect(studio.getState().training).toMatchObject({ at: 'done', stopped: true });
  });
});
