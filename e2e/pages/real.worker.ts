import { dispose, env, type Tensor } from '@tensorflow/tfjs-core';
import { toWire, type WireError } from '../../src/core/wire.ts';
import type { Batch } from '../../src/learn/batch.ts';
import { PATCH } from '../../src/learn/knowledge.ts';
import { LOSS_WEIGHTS, memberLoss, toDevice } from '../../src/learn/member-loss.ts';
import { Adam } from '../../src/nn/adam.ts';
import { type DeviceName, useDevice } from '../../src/nn/device.ts';
import { initialWeights } from '../../src/nn/network.ts';
import { valueAndGradients } from '../../src/nn/value-and-gradients.ts';
import type { PlainBatch, RealBatch } from '../real-batch.ts';

export interface RealRequest extends RealBatch {
  readonly device: DeviceName;
  readonly seed: number;
  readonly steps: number;
}

export type RealReply =
  | { readonly ok: true; readonly losses: number[]; readonly prediction: number[] }
  | { readonly ok: false; readonly error: WireError };

const typed = (plain: PlainBatch): Batch =>
  Object.fromEntries(
    Object.entries(plain).map(([name, value]) => [name, typeof value === 'number' ? value : Float32Array.from(value)]),
  ) as unknown as Batch;

/** The loss a member is trained with, from the same seed on whatever device is asked for; the loss before each step and after. */
self.onmessage = async ({ data: { device, seed, steps, batch, shape } }: MessageEvent<RealRequest>) => {
  try {
    await useDevice(device);
    if (device === 'webgpu') env().set('WEBGPU_CPU_FORWARD', false);
    if (device === 'webgl') env().set('WEBGL_CPU_FORWARD', false);
    const tensors = toDevice(typed(batch), PATCH, shape.channels);
    const adam = new Adam(initialWeights(shape, seed), { learningRate: 5e-3, clipNorm: 1 });
    const losses: number[] = [];
    let prediction: number[] = [];
    for (let step = 0; step <= steps; step++) {
      const { loss, terms, gradients } = valueAndGradients(adam.weights, (w) => memberLoss(w, tensors, LOSS_WEIGHTS));
      losses.push((await loss.data())[0] as number);
      if (step < steps) adam.step(gradients);
      else prediction = [...(await (terms.residual as Tensor).data())];
      dispose([loss, ...Object.values(terms), ...Object.values(gradients)]);
    }
    postMessage({ ok: true, losses, prediction } satisfies RealReply);
  } catch (error) {
    postMessage({ ok: false, error: toWire(error) } satisfies RealReply);
  }
};
