import { env } from '@tensorflow/tfjs-core';
import { toWire, type WireError } from '../../src/core/wire.ts';
import { ADAM_CASES, adamErrors } from '../../src/nn/check/adam-errors.ts';
import { LAYER_CASES } from '../../src/nn/check/layer-case.ts';
import { layerErrors } from '../../src/nn/check/layer-errors.ts';
import { type MemoryUses, memoryUses } from '../../src/nn/check/memory-use.ts';
import { withPoison } from '../../src/nn/check/poison.ts';
import { PYTORCH_CASES, pytorchErrors } from '../../src/nn/check/pytorch-errors.ts';
import { type DeviceName, useDevice, whenLost } from '../../src/nn/device.ts';

export interface ChecksRequest {
  readonly device: DeviceName;
}

/** Relative errors by name of what is compared. */
export interface CheckedCase {
  readonly name: string;
  readonly errors: Readonly<Record<string, number>>;
}

export type ChecksReply =
  | {
      readonly ok: true;
      readonly cases: readonly CheckedCase[];
      /** The same in memory filled with NaN first. */
      readonly poisoned: readonly CheckedCase[];
      readonly filled: number;
      readonly memory: MemoryUses;
    }
  | { readonly ok: false; readonly error: WireError };

/** Everything that a backend is held against without a second backend. */
async function everyCase(): Promise<CheckedCase[]> {
  const cases: CheckedCase[] = [];
  // Each shape is a set of shaders to compile on a GPU, so a few cases there, all of them in Node.
  for (const layer of LAYER_CASES.filter(({ onGpu }) => onGpu))
    cases.push({ name: layer.name, errors: await layerErrors(layer) });
  for (const adam of ADAM_CASES) cases.push({ name: `Adam, ${adam.name}`, errors: await adamErrors(adam) });
  for (const given of PYTORCH_CASES) cases.push({ name: `PyTorch, ${given.name}`, errors: await pytorchErrors(given) });
  return cases;
}

/** A network small enough for many steps on an emulated GPU. */
const TINY = {
  seed: 7,
  steps: 60,
  shape: { channels: 2, filters: [3], kernel: 3, outputs: 2 },
  sample: [1, 2, 5, 3],
} as const;

async function check(): Promise<Extract<ChecksReply, { ok: true }>> {
  const cases = await everyCase();
  const { result: poisoned, filled } = await withPoison(everyCase);
  const memory = await memoryUses(TINY);
  return { ok: true, cases, poisoned, filled, memory };
}

self.onmessage = async ({ data: { device } }: MessageEvent<ChecksRequest>) => {
  try {
    await useDevice(device);
    // Small tensors would otherwise be computed on the processor, and the test would not see the GPU code.
    if (device === 'webgpu') env().set('WEBGPU_CPU_FORWARD', false);
    if (device === 'webgl') env().set('WEBGL_CPU_FORWARD', false);
    const lost = whenLost().then((error) => Promise.reject(error));
    postMessage((await Promise.race([check(), lost])) satisfies ChecksReply);
  } catch (error) {
    postMessage({ ok: false, error: toWire(error) } satisfies ChecksReply);
  }
};
