import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { useDevice } from '../device.ts';
import { PYTORCH_CASES, pytorchErrors } from './pytorch-errors.ts';

describe.each(['cpu', 'wasm'] as const)('the network on %s', (device) => {
  it.each(PYTORCH_CASES)('is what PyTorch makes of it, there, back and trained: $name', async (given) => {
    await useDevice(device);
    const before = memory().numTensors;
    const errors = await pytorchErrors(given);
    expect(Object.keys(errors).length).toBe(2 + 2 * given.after.length + 2 * Object.keys(given.weights).length);
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(1e-5);
    expect(memory().numTensors).toBe(before);
  });
});
