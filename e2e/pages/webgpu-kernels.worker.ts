import { env } from '@tensorflow/tfjs-core';
import { openWorkload } from '../../bench/work/open-workload.ts';
import { SHAPES } from '../../bench/work/shape.ts';
import { toWire, type WireError } from '../../src/core/wire.ts';
import { relativeRms, trial } from '../../src/nn/check/trial.ts';
import { useDevice, whenLost } from '../../src/nn/device.ts';
import { countLaunches, type LaunchCount } from '../../src/nn/webgpu/launch-count.ts';
import { deviceInUse } from '../../src/nn/webgpu/open.ts';
import { warmUp } from '../../src/nn/webgpu/warm-up.ts';

export type KernelsRequest =
  /** Training steps of the `small` shape by us and by stock layers, in turns on one device. */
  | { readonly kind: 'race'; readonly laps: number }
  /** A device that is destroyed in the middle of a training. */
  | { readonly kind: 'lose' };

export type KernelsReply =
  | {
      readonly kind: 'race';
      readonly adapter: string;
      readonly ours: number[];
      readonly stock: number[];
      readonly count: LaunchCount;
      readonly warmUpMs: number;
      readonly firstStepMs: number;
    }
  | { readonly kind: 'lose'; readonly heard: WireError; readonly apart: number }
  | { readonly kind: 'failed'; readonly error: WireError };

async function race(laps: number): Promise<KernelsReply> {
  const { description } = await useDevice('webgpu');
  env().set('WEBGPU_CPU_FORWARD', false);
  const { batch, months, rows, cols, channels, filters, kernel, outputs } = SHAPES.small;
  const start = performance.now();
  await warmUp({ channels, filters, kernel, outputs }, [batch, months, rows, cols]);
  const warmUpMs = performance.now() - start;
  const order = { device: 'webgpu', task: 'train', shape: 'small' } as const;
  const ours = await openWorkload({ ...order, library: 'thawcast' });
  const stock = await openWorkload({ ...order, library: 'layers' });
  const firstStepMs = await ours.run(1);
  await stock.run(1);
  const times: Record<'ours' | 'stock', number[]> = { ours: [], stock: [] };
  for (let lap = 0; lap < laps; lap++) {
    times.ours.push(await ours.run(1));
    times.stock.push(await stock.run(1));
  }
  const count = await countLaunches(deviceInUse()!, () => ours.run(1));
  return { kind: 'race', adapter: description, ...times, count, warmUpMs, firstStepMs };
}

async function lose(): Promise<KernelsReply> {
  await useDevice('webgpu');
  const order = { seed: 4, steps: 3 };
  const undisturbed = await trial(order, () => 0);
  const heard = whenLost();
  deviceInUse()?.destroy();
  const error = toWire(await heard);
  await useDevice('webgpu');
  const again = await trial(order, () => 0);
  return { kind: 'lose', heard: error, apart: relativeRms(again.after, undisturbed.after) };
}

self.onmessage = async ({ data }: MessageEvent<KernelsRequest>) => {
  try {
    postMessage(data.kind === 'race' ? await race(data.laps) : await lose());
  } catch (error) {
    postMessage({ kind: 'failed', error: toWire(error) } satisfies KernelsReply);
  }
};
