import { BadRequest } from '../src/core/error.ts';
import { writeEnsemble } from '../src/learn/ensemble-file.ts';
import { scoreTime, trainForTime } from '../src/learn/evaluate.ts';
import { gatherKnowledge } from '../src/learn/knowledge.ts';
import type { TrainingProgress } from '../src/learn/training-progress.ts';
import { chooseDevice, useDevice } from '../src/nn/device.ts';
import { openRef } from '../src/store/ref.ts';
import { type Context, type Handlers, Transferred } from './rpc.server.ts';
import type { TrainCalls, TrainOrder, TrainResult } from './train.protocol.ts';

/**
 * What the train worker does, without the thread: tests drive it over a MessageChannel.
 * @param open how a store is opened; a test has its own
 */
export function trainHandlers(open: typeof openRef = openRef): Handlers<TrainCalls> {
  let running: AbortController | undefined;
  return {
    async train(order, context) {
      if (running) throw new BadRequest({ what: 'a second training', expected: 'the first to end; stop it before' });
      running = new AbortController();
      try {
        const result = await train(order, context, running.signal, open);
        return new Transferred(result, [result.ensemble.buffer]);
      } finally {
        running = undefined;
      }
    },
    stop() {
      running?.abort();
      return null;
    },
  };
}

/** Trains without the last years, so that the skill told with the ensemble is honest; forecasts use every observation all the same. */
async function train(
  order: TrainOrder,
  { signal, step }: Context<TrainingProgress>,
  stop: AbortSignal,
  open: typeof openRef,
): Promise<TrainResult> {
  const started = performance.now();
  const { members, epochs, seed } = order;
  checkOrder(order);
  const reading = (secondsLeft: number | null): TrainingProgress => ({
    stage: 'reading',
    member: 1,
    members,
    share: 0,
    epoch: 0,
    epochs,
    loss: null,
    samplingShare: 1,
    device: order.device,
    secondsLeft,
    setbacks: [],
  });
  step(reading(null));
  const device = order.device === 'auto' ? await chooseDevice() : await useDevice(order.device);
  const store = await open(order.store, signal);
  const knowledge = await gatherKnowledge(
    store,
    often((p) => step(reading(p.secondsLeft))),
    signal,
  );
  const { ensemble, prepared } = await trainForTime(knowledge, {
    train: {
      members,
      seed,
      hyper: { epochs },
      device: device.name,
      modelled: store.meta.modelled,
      created: new Date().toISOString(),
    },
    onProgress: (p) => step(p),
    signal,
    stop,
  });
  const skill = await scoreTime(knowledge, ensemble, prepared, signal);
  return {
    ensemble: writeEnsemble(ensemble),
    skill,
    device: device.name,
    stopped: stop.aborted,
    seconds: (performance.now() - started) / 1000,
  };
}

/** @throws BadRequest */
function checkOrder({ members, epochs, seed }: TrainOrder): void {
  const whole = (what: string, n: number, least: number, most: number) => {
    if (!Number.isInteger(n) || n < least || n > most) {
      throw new BadRequest({ what: `${what} ${n}`, expected: `a whole number from ${least} to ${most}` });
    }
  };
  whole('members', members, 1, 50);
  whole('epochs', epochs, 1, 1000);
  whole('seed', seed, 0, 2 ** 32 - 1);
}

/** At most four a second: a page has other things to do. */
function often<P>(tell: (progress: P) => void): (progress: P) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    if (now - last < 250) return;
    last = now;
    tell(progress);
  };
}
