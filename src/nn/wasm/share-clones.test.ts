import { clone, memory, mul, tensor1d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useDevice } from '../device.ts';

describe('a clone on wasm', () => {
  beforeAll(async () => {
    await useDevice('wasm');
  });

  it('shares its memory and outlives the tensor it came from', async () => {
    const before = memory().numTensors;
    const first = tensor1d([1, 2, 3]);
    const second = clone(first);
    expect(second.dataId).toBe(first.dataId);
    first.dispose();
    // What is made next must not be put where the clone still looks.
    const others = Array.from({ length: 20 }, (_, i) => tensor1d([i, i, i]));
    expect([...(await second.data())]).toEqual([1, 2, 3]);
    const twice = mul(second, 2);
    expect([...(await twice.data())]).toEqual([2, 4, 6]);
    for (const t of [...others, second, twice]) t.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('still holds after the device is opened again', async () => {
    await useDevice('cpu');
    await useDevice('wasm');
    const first = tensor1d([4]);
    const second = clone(first);
    expect(second.dataId).toBe(first.dataId);
    first.dispose();
    expect([...(await second.data())]).toEqual([4]);
    second.dispose();
  });
});
