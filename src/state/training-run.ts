import type { ForecastCallOrder, ForecastResult } from '../../workers/forecast.protocol.ts';
import { WorkerDied } from '../../workers/rpc.client.ts';
import type { TrainOrder, TrainResult, TrainStep } from '../../workers/train.protocol.ts';
import { Cancelled } from '../core/error.ts';
import { isCancelled, toWire } from '../core/wire.ts';
import type { ForecastProgress } from '../forecast/forecast-order.ts';
import type { Scenario } from '../forecast/scenario.ts';
import type { Checkpoint } from '../learn/checkpoint.ts';
import type { TrainingProgress } from '../learn/training-progress.ts';
import type { DeviceName } from '../nn/device.ts';
import type { StoreRef } from '../store/ref.ts';
import type { DataPort } from './data-port.ts';
import { openInto } from './default-data.ts';
import { shownOf } from './loading.ts';
import { announce, type LossPoint, studio, tell } from './studio.ts';

export interface LearnPorts {
  /** @throws WorkerDied when the worker died; another one has been started unless that is said */
  train(order: TrainOrder, onStep: (step: TrainStep) => void): Promise<TrainResult>;
  stop(): Promise<unknown>;
  warmUp(device: TrainOrder['device']): Promise<unknown>;
  forecast(
    order: ForecastCallOrder,
    onStep: (step: ForecastProgress) => void,
    signal: AbortSignal,
  ): Promise<ForecastResult>;
}

export interface TrainingWish {
  readonly members: number;
  readonly epochs: number;
  readonly seed: number;
}

/** Ten years ahead, as the forecast that the page is served with. */
const FORECAST_MONTHS = 120;

/** Trains an ensemble on the open tiles and then makes a forecast with it. Everything is told in `studio.training`. */
export async function runTraining(
  ports: LearnPorts,
  data: DataPort,
  wish: TrainingWish,
  scenario: Scenario,
): Promise<void> {
  const { tiles, deviceChoice, training } = studio.getState();
  const store = shownOf(tiles);
  if (!store || training.at === 'running') return;
  studio.setState({ training: { at: 'running', progress: undefined, stopping: false, setbacks: [] }, losses: [] });
  announce('Training has started');
  let result: TrainResult;
  try {
    result = await trainThroughDeath(ports, { store: store.ref, device: deviceChoice, ...wish });
  } catch (e) {
    if (isCancelled(e)) {
      studio.setState({ training: { at: 'idle' } });
      tell(
        'info',
        'Training was stopped before its first epoch was over, so there is no new ensemble. The one you had stays.',
      );
      return;
    }
    const error = toWire(e);
    studio.setState({ training: { at: 'failed', error } });
    tell('error', `Training failed. The ensemble you had stays. ${error.message}`);
    return;
  }
  const { device, seconds, stopped, ensemble, skill } = result;
  const name = `Trained here, seed ${wish.seed}${stopped ? ', stopped early' : ''}`;
  studio.setState({
    training: { at: 'done', device, seconds, stopped, setbacks: setbacks() },
    skill,
    ensemble: { at: 'ready', value: { bytes: ensemble, name } },
  });
  announce(`Training is done after ${Math.round(seconds)} seconds`);
  await runForecast(ports, data, scenario);
}

/** A worker that dies is asked again, from the last epoch of each member that it told of. */
async function trainThroughDeath(ports: LearnPorts, order: TrainOrder): Promise<TrainResult> {
  const kept = new Map<number, Checkpoint>();
  const follow = follower();
  for (;;) {
    const earlier = setbacks();
    try {
      const result = ports.train({ ...order, from: [...kept.values()] }, (step) => {
        if (step.kind === 'checkpoint') kept.set(step.checkpoint.seed, step.checkpoint);
        else follow(step.progress, earlier);
      });
      // A worker that has just been started has not heard of it.
      if (stopping()) void ports.stop();
      return await result;
    } catch (e) {
      if (!(e instanceof WorkerDied) || e.details.forGood) throw e;
      if (stopping() && kept.size === 0) throw new Cancelled();
      const epochs = [...kept.values()].map((c) => c.epoch + 1);
      const where =
        epochs.length === 0 ? 'begins anew' : `goes on from epoch ${[...new Set(epochs)].sort().join(' and ')}`;
      setBack([...setbacks(), `The training worker stopped (${e.details.why}). Training ${where}.`]);
    }
  }
}

const stopping = (): boolean => {
  const { training } = studio.getState();
  return training.at === 'running' && training.stopping;
};

const setbacks = (): readonly string[] => {
  const { training } = studio.getState();
  return training.at === 'running' ? training.setbacks : [];
};

/** Keeps what went wrong beside the training and shows what is new of it to the person. */
function setBack(all: readonly string[]): void {
  const { training } = studio.getState();
  if (training.at !== 'running') return;
  for (const text of all.slice(training.setbacks.length)) tell('info', text);
  if (all.length > training.setbacks.length) studio.setState({ training: { ...training, setbacks: all } });
}

/** Opens the device before anybody presses Train, once a choice; a device that fails is told when it is needed. */
export function warmUpTraining(ports: LearnPorts): void {
  const { deviceChoice, training } = studio.getState();
  if (training.at === 'running' || warmed === deviceChoice) return;
  warmed = deviceChoice;
  ports.warmUp(deviceChoice).catch(() => {
    warmed = undefined;
  });
}
let warmed: DeviceName | 'auto' | undefined;

/** Ends training early and keeps what is trained. */
export function stopTraining(ports: LearnPorts): void {
  const { training } = studio.getState();
  if (training.at !== 'running' || training.stopping) return;
  studio.setState({ training: { ...training, stopping: true } });
  ports.stop().catch((e: unknown) => tell('error', `Training could not be told to stop. ${toWire(e).message}`));
}

let forecastStop = new AbortController();
let forecasts = 0;

/** Makes a forecast with the current ensemble and shows it in place of the one before. */
export async function runForecast(ports: LearnPorts, data: DataPort, scenario: Scenario): Promise<void> {
  const { tiles, ensemble, deviceChoice } = studio.getState();
  const store = shownOf(tiles);
  const model = shownOf(ensemble);
  if (!store || !model) return;
  forecastStop.abort();
  forecastStop = new AbortController();
  const what = `Forecast of ${FORECAST_MONTHS / 12} years`;
  studio.setState({ forecasting: { at: 'ready', value: { what, done: 0, of: 0, secondsLeft: null } } });
  try {
    const order: ForecastCallOrder = {
      ensemble: model.bytes,
      store: store.ref,
      device: deviceChoice,
      order: { months: FORECAST_MONTHS, scenario, region: 'all' },
      // The page may have the last one open: a new name each time, two in turn so that space does not run out.
      saveAs: `forecast-${forecasts++ % 2}.zarr`,
    };
    const result = await ports.forecast(
      order,
      (progress) => studio.setState({ forecasting: { at: 'ready', value: progress } }),
      forecastStop.signal,
    );
    await openInto(data, 'forecast', result.store, 'The new forecast');
    announce('The new forecast is on the map');
    studio.setState({ forecasting: { at: 'idle' } });
  } catch (e) {
    studio.setState({ forecasting: { at: 'idle' } });
    if (!isCancelled(e)) tell('error', `The forecast failed. The one on the map stays. ${toWire(e).message}`);
  }
}

export const cancelForecast = (): void => forecastStop.abort();

/** Turns steps into state: the loss curve grows by an epoch, and a screen reader hears every tenth part. */
function follower(): (progress: TrainingProgress, earlier: readonly string[]) => void {
  let told = 0;
  return (progress, earlier) => {
    setBack([...earlier, ...progress.setbacks]);
    const { training, losses, deviceChoice } = studio.getState();
    if (training.at !== 'running') return;
    const { loss, member, epoch } = progress;
    const isNew = loss !== null && !losses.some((l) => l.member === member && l.epoch === epoch);
    const grown: readonly LossPoint[] = isNew ? [...losses, { member, epoch, loss }] : losses;
    studio.setState({ training: { ...training, progress }, losses: grown, device: deviceOf(progress.device) });
    const share = trainingShare(progress);
    if (share !== undefined && share >= told + 0.1) {
      told = Math.floor(share * 10) / 10;
      announce(
        `Training is ${Math.round(100 * share)} percent done${deviceChoice === 'auto' ? `, on ${progress.device}` : ''}`,
      );
    }
  };
}

/** 0 to 1 over all members. */
export const trainingShare = ({ share }: TrainingProgress): number => share;

function deviceOf(name: string): { name: DeviceName; description: string } | undefined {
  const { devices, device } = studio.getState();
  return devices.find((d) => d.name === name) ?? device;
}

/** The device that `auto` will most likely choose, or the person's choice. */
export function chooseDevice(choice: DeviceName | 'auto'): void {
  const { devices } = studio.getState();
  const device = devices.find((d) => d.name === choice) ?? devices[0];
  studio.setState({ deviceChoice: choice, device });
}

/** Reference to the tiles in use, for messages. */
export const refText = (ref: StoreRef): string =>
  ref.at === 'url' ? ref.url : ref.at === 'opfs' ? ref.path : ref.name;
