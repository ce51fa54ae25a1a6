import type { ForecastCalls } from '../../workers/forecast.protocol.ts';
import { RpcClient } from '../../workers/rpc.client.ts';
import type { TrainCalls } from '../../workers/train.protocol.ts';
import { tell } from './studio.ts';
import type { LearnPorts } from './training-run.ts';

const trainer = new RpcClient<TrainCalls>({
  name: 'training',
  start: () => new Worker(new URL('../../workers/train.worker.ts', import.meta.url), { type: 'module', name: 'train' }),
  // No word of a restart from here: whoever trains says from which epoch it goes on.
});

const forecaster = new RpcClient<ForecastCalls>({
  name: 'forecast',
  start: () =>
    new Worker(new URL('../../workers/forecast.worker.ts', import.meta.url), { type: 'module', name: 'forecast' }),
  onRestart: (error) => tell('info', error.message),
});

/** The train and forecast workers as the page uses them. */
export const learnWorkers: LearnPorts = {
  train: (order, onStep) => trainer.call('train', order, { onStep }),
  stop: () => trainer.call('stop', null),
  warmUp: (device) => trainer.call('warmUp', device),
  forecast: (order, onStep, signal) => forecaster.call('forecast', order, { onStep, signal }),
};
