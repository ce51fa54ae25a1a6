import { slice, type Tensor, type Tensor5D, tensor5d, tidy } from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { randomWeight } from './check/gradient-error.ts';
import { useDevice } from './device.ts';
import { forward, initialWeights, type NetworkOutput, networkShape } from './network.ts';
import { toTensors } from './weights.ts';

const SHAPE = { channels: 5, filters: [6, 3], kernel: 3, outputs: 4 };
const SAMPLE: [number, number, number, number, number] = [2, 5, 9, 7, 5];
const input = (): Tensor5D => tensor5d(randomWeight(1, SAMPLE).values, SAMPLE);
const read = async (t: Tensor): Promise<number[]> => [...(await t.data<'float32'>())];

describe('initial weights', () => {
  it('come from the seed alone and differ between seeds', () => {
    expect(initialWeights(SHAPE, 1)).toEqual(initialWeights(SHAPE, 1));
    expect(initialWeights(SHAPE, 1)).not.toEqual(initialWeights(SHAPE, 2));
  });

  it('open the forget gates and nothing else', () => {
    const { values } = initialWeights(SHAPE, 1)['layer0/bias']!;
    expect([...values]).toEqual([...Array(6).fill(0), ...Array(6).fill(1), ...Array(12).fill(0)]);
  });

  it('tell the shape they were made for', () => {
    expect(networkShape(initialWeights(SHAPE, 1))).toEqual(SHAPE);
  });

  it.each([
    { ...SHAPE, kernel: 2 },
    { ...SHAPE, filters: [] },
    { ...SHAPE, filters: [4.5] },
    { ...SHAPE, outputs: 0 },
  ])('are refused for %o', (shape) => {
    expect(() => initialWeights(shape, 1)).toThrow(/odd kernel/);
  });
});

describe.each(['cpu', 'wasm'] as const)('the network on %s', (device) => {
  beforeEach(async () => {
    await useDevice(device);
  });

  it('gives the same numbers month by month, with states carried, as all at once', async () => {
    const { whole, parts } = tidy(() => {
      const weights = toTensors(initialWeights(SHAPE, 4));
      const x = input();
      let states: NetworkOutput['states'] | undefined;
      const months = Array.from({ length: 5 }, (_, month) => {
        const out = forward(weights, slice(x, [0, month, 0, 0, 0], [-1, 1, -1, -1, -1]), states);
        states = out.states;
        return out.heads;
      });
      return {
        whole: Array.from({ length: 5 }, (_, m) =>
          slice(forward(weights, x).heads, [0, m, 0, 0, 0], [-1, 1, -1, -1, -1]),
        ),
        parts: months,
      };
    });
    expect(await Promise.all(parts.map(read))).toEqual(await Promise.all(whole.map(read)));
  });

  it('treats samples apart: the order of a batch does not matter', async () => {
    const [both, second] = tidy(() => {
      const weights = toTensors(initialWeights(SHAPE, 4));
      const x = input();
      const only = forward(weights, slice(x, [1, 0, 0, 0, 0], [1, -1, -1, -1, -1])).heads;
      return [slice(forward(weights, x).heads, [1, 0, 0, 0, 0], [1, -1, -1, -1, -1]), only];
    });
    const [a, b] = [await read(both!), await read(second!)];
    a.forEach((value, i) => {
      expect(value).toBeCloseTo(b[i]!, 6);
    });
  });

  it('drops features by seed while training and none otherwise', async () => {
    const out = tidy(() => {
      const weights = toTensors(initialWeights(SHAPE, 4));
      const x = input();
      return [
        undefined,
        { rate: 0, seed: 1 },
        { rate: 0.5, seed: 1 },
        { rate: 0.5, seed: 1 },
        { rate: 0.5, seed: 2 },
      ].map((dropout) => forward(weights, x, undefined, dropout).heads);
    });
    const [none, zero, one, again, two] = await Promise.all(out.map(read));
    expect(zero).toEqual(none);
    expect(again).toEqual(one);
    expect(one).not.toEqual(none);
    expect(two).not.toEqual(one);
  });

  it('refuses an input of other channels', () => {
    const run = () => tidy(() => forward(toTensors(initialWeights({ ...SHAPE, channels: 6 }, 1)), input()).heads);
    expect(run).toThrow(/6 channels/);
  });
});
