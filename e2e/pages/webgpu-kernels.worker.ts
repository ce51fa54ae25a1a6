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
  /** What one training step of the `small` shape asks of the device. */
  | { readonly kind: 'count' }
  /** A device that is destroyed in the middle of a training. */
  | { readonly kind: 'lose' };

export type KernelsReply =
  | {
      readonly kind: 'count';
      readonly adapter: string;
      readonly count: LaunchCount;
    }
  | { readonly kind: 'lose'; readonly heard: WireError; readonly apart: number }
  | { readonly kind: 'failed'; readonly error: WireError };

async function count(): Promise<KernelsReply> {
  const { description } = await useDevice('webgpu');
  env().set('WEBGPU_CPU_FORWARD', false);
  const { batch, months, rows, cols, channels, filters, kernel, outputs } = SHAPES.small;
  await warmUp({ channels, filters, kernel, outputs }, [batch, months, rows, cols]);
  const work = await openWorkload({ device: 'webgpu', task: 'train', shape: 'small', library: 'thawcast' });
  await work.run(1);
  return { kind: 'count', adapter: description, count: await countLaunches(deviceInUse()!, () => work.run(1)) };
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
    postMessage(data.kind === 'count' ? await count() : await lose());
  } catch (error) {
    postMessage({ kind: 'failed', error: toWire(error) } satisfies KernelsReply);
  }
};
