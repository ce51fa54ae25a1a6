import { zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { useDevice } from '../device.ts';
import { allocatedBytes } from './allocated-bytes.ts';
import { memoryUses } from './memory-use.ts';

/** The shape `small` of the benchmarks. */
const SMALL = {
  seed: 3,
  shape: { channels: 8, filters: [16, 16], kernel: 3, outputs: 6 },
  sample: [4, 12, 16, 16],
} as const;

describe('memory while training', () => {
  it('is flat on wasm from the tenth step to the 500th, tensors and bytes, at the shape `small`', async () => {
    await useDevice('wasm');
    const { tenth, most } = await memoryUses({ ...SMALL, steps: 500 });
    expect(most).toEqual(tenth);
    expect(tenth.bytes).toBeGreaterThan(1e6);
  }, 240_000);

  it('is flat on cpu, at a smaller shape', async () => {
    await useDevice('cpu');
    const { tenth, most } = await memoryUses({ seed: 3, steps: 60 });
    expect(most).toEqual(tenth);
    expect(tenth.bytes).toBeGreaterThan(1e4);
  });

  it('would show a tensor that is left behind', async () => {
    await useDevice('wasm');
    const before = allocatedBytes();
    const left = zeros([4096, 4096]);
    expect(allocatedBytes()).toBeGreaterThanOrEqual(before + 4096 * 4096 * 4 - 16 * 2 ** 20);
    expect(allocatedBytes()).toBeGreaterThan(before);
    left.dispose();
    zeros([4096, 4096]).dispose();
    const after = allocatedBytes();
    zeros([4096, 4096]).dispose();
    expect(allocatedBytes()).toBe(after);
  });
});
