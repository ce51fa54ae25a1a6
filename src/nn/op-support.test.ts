import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { engine, getKernel } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { trial } from './check/trial.ts';
import { DEVICES, useDevice } from './device.ts';
import { registerOnce } from './register-once.ts';
import { WEBGL_KERNELS } from './webgl/kernels.ts';
import { WEBGPU_KERNELS } from './webgpu/kernels.ts';

/** Every kernel that one training step, dropout included, and one prediction launch on wasm. */
async function launched(): Promise<string[]> {
  await useDevice('wasm');
  const profile = await engine().profile(async () => {
    await trial({ seed: 1, steps: 1, dropout: 0.2 });
    return [];
  });
  // The profile also names the scopes of custom gradients; what ran here and has a kernel here is an operation.
  return [...new Set(profile.kernelNames)].filter((name) => getKernel(name, 'wasm')).sort();
}

describe('operations of the network', () => {
  it('exist on every backend', async () => {
    registerOnce(WEBGL_KERNELS);
    registerOnce(WEBGPU_KERNELS);
    await useDevice('cpu');
    const names = await launched();
    expect(names.length).toBeGreaterThan(10);
    for (const ours of ['ThawConvLstm', 'ThawConvLstmGrad', 'ThawAdam']) expect(names).toContain(ours);
    for (const device of DEVICES) {
      expect(
        names.filter((name) => !getKernel(name, device)),
        device,
      ).toEqual([]);
    }
  });
});
