import { env } from '@tensorflow/tfjs-core';
import { toWire, type WireError } from '../../src/core/wire.ts';
import { type TrialOrder, trial } from '../../src/nn/check/trial.ts';
import { chooseDevice, type Device, type DeviceName, useDevice, whenLost } from '../../src/nn/device.ts';

export interface BackendsRequest {
  readonly device: DeviceName | 'best';
  readonly order: TrialOrder;
}

export type BackendsReply =
  | {
      readonly ok: true;
      readonly device: Device;
      readonly losses: number[];
      readonly gradient: number[];
      readonly before: number[];
      readonly after: number[];
      readonly stepMs: number;
    }
  | { readonly ok: false; readonly error: WireError };

self.onmessage = async ({ data: { device: wanted, order } }: MessageEvent<BackendsRequest>) => {
  try {
    const device = wanted === 'best' ? await chooseDevice() : await useDevice(wanted);
    // Small tensors would otherwise be computed on the processor, and the test would not see the GPU code.
    if (device.name === 'webgpu') env().set('WEBGPU_CPU_FORWARD', false);
    if (device.name === 'webgl') env().set('WEBGL_CPU_FORWARD', false);
    const lost = whenLost().then((error) => Promise.reject(error));
    const result = await Promise.race([trial(order), lost]);
    // Typed arrays do not cross from the page to the test; plain ones do.
    const [gradient, before, after] = [result.gradient, result.before, result.after].map((values) => [...values]) as [
      number[],
      number[],
      number[],
    ];
    postMessage({ ok: true, device, ...result, gradient, before, after } satisfies BackendsReply);
  } catch (error) {
    postMessage({ ok: false, error: toWire(error) } satisfies BackendsReply);
  }
};
