import { BadRequest } from '../src/core/error.ts';
import { writeEnsemble } from '../src/learn/ensemble-file.ts';
import { scoreTime, trainForTime } from '../src/learn/evaluate.ts';
import { gatherKnowledge } from '../src/learn/knowledge.ts';
import { DEFAULT_HYPER } from '../src/learn/train-ensemble.ts';
import type { TrainingProgress } from '../src/learn/training-progress.ts';
import { warmUp } from '../src/learn/warm-up.ts';
import { chooseDevice, type Device, deviceInUse, useDevice } from '../src/nn/device.ts';
import type { openRef } from '../src/store/ref.ts';
import type { WorkerLike } from './rpc.client.ts';
import { type Context, type Handlers, Transferred } from './rpc.server.ts';
import type { TrainCalls, TrainOrder, TrainResult, TrainStep } from './train.protocol.ts';
import { trainerFor } from './trainer-for.ts';

/** What the handlers have from outside. */
export interface TrainSurroundings {
  /** How a store is opened; a test has its own. */
  readonly open: typeof openRef;
  /** Starts a thread that answers MemberCalls; without it members are trained in this one. */
  readonly startMember?: () => WorkerLike;
  /** Processors that this machine has for us. */
  readonly cores: number;
}

/** What the train worker does, without the thread: tests drive it over a MessageChannel. */
export function trainHandlers(around: TrainSurroundings): Handlers<TrainCalls> {
  let running: AbortController | undefined;
  // One device is opened at a time: two that are opened at once leave neither in use.
  let warming: Promise<void> = Promise.resolve();
  return {
    async train(order, context) {
      if (running) throw new BadRequest({ what: 'a second training', expected: 'the first to end; stop it before' });
      running = new AbortController();
      try {
        await warming.catch(() => undefined);
        const result = await train(order, context, running.signal, around);
        return new Transferred(result, [result.ensemble.buffer]);
      } finally {
        running = undefined;
      }
    },
    stop() {
      running?.abort();
      return null;
    },
    async warmUp(device) {
      warming = warming
        .catch(() => undefined)
        .then(async () => {
          if (running) return;
          await deviceFor(device);
          await warmUp();
        });
      await warming;
      return null;
    },
  };
}

/** Trains without the last years, so that the skill told with the ensemble is honest; forecasts use every observation all the same. */
async function train(
  order: TrainOrder,
  { signal, step }: Context<TrainStep>,
  stop: AbortSignal,
  { open, startMember, cores }: TrainSurroundings,
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
  const tell = (progress: TrainingProgress) => step({ kind: 'progress', progress });
  tell(reading(null));
  const device = await deviceFor(order.device);
  const store = await open(order.store, signal);
  const knowledge = await gatherKnowledge(
    store,
    often((p) => tell(reading(p.secondsLeft))),
    signal,
  );
  const hyper = { ...DEFAULT_HYPER, epochs };
  const trainer = startMember && trainerFor({ device, cores, start: startMember }, members, hyper);
  const { ensemble, prepared } = await trainForTime(knowledge, {
    train: {
      members,
      seed,
      hyper,
      device: device.name,
      deviceDetail: device.description,
      modelled: store.meta.modelled,
      created: new Date().toISOString(),
    },
    onProgress: tell,
    onCheckpoint: (checkpoint) => step({ kind: 'checkpoint', checkpoint }),
    from: order.from,
    trainer,
    signal,
    stop,
  }).finally(() => trainer?.close());
  const skill = await scoreTime(knowledge, ensemble, prepared, signal);
  return {
    ensemble: writeEnsemble(ensemble),
    skill,
    // Another one than at first where that was lost.
    device: deviceInUse()?.name ?? device.name,
    stopped: stop.aborted,
    seconds: (performance.now() - started) / 1000,
  };
}

const deviceFor = (wanted: TrainOrder['device']): Promise<Device> =>
  wanted === 'auto' ? chooseDevice() : useDevice(wanted);

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
