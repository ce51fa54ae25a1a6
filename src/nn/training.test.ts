import { memory } from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { relativeRms, trial } from './check/trial.ts';
import { useDevice } from './device.ts';

const live = () => memory().numTensors;

describe.each(['cpu', 'wasm'] as const)('training on %s', (device) => {
  beforeEach(async () => {
    await useDevice(device);
  });

  it('lowers the loss and leaves nothing behind', async () => {
    const before = live();
    const { losses } = await trial({ seed: 3, steps: 40 });
    expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]!);
    expect(live()).toBe(before);
  });

  it('repeats bit for bit from the same seed, dropout included, and differs from another', async () => {
    const order = { seed: 5, steps: 5, dropout: 0.3 };
    const [first, second, other] = [await trial(order), await trial(order), await trial({ ...order, seed: 6 })];
    expect(second.after).toEqual(first.after);
    expect(second.losses).toEqual(first.losses);
    expect(other.after).not.toEqual(first.after);
  });
});

describe('wasm against cpu', () => {
  it.each([
    ['plain', 0],
    ['with dropout', 0.3],
  ])('agrees after 20 steps within 1e-3 relative RMS: %s', async (_, dropout) => {
    const order = { seed: 11, steps: 20, dropout };
    await useDevice('cpu');
    const cpu = await trial(order);
    await useDevice('wasm');
    const wasm = await trial(order);
    expect(relativeRms(wasm.gradient, cpu.gradient)).toBeLessThan(1e-5);
    expect(relativeRms(wasm.after, cpu.after)).toBeLessThan(1e-3);
  });
});
