import { slice, type Tensor, type Tensor5D, tensor, tidy, transpose } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { BadRequest } from '../core/error.ts';
import { gradientError, randomWeight } from './check/gradient-error.ts';
import { relativeRms } from './check/trial.ts';
import { type ConvLstmInput, convLstm } from './conv-lstm.ts';
import { useDevice } from './device.ts';
import { toTensors, type Weights, type WeightTensors } from './weights.ts';

interface Sizes {
  months: number;
  batch: number;
  rows: number;
  cols: number;
  channels: number;
  features: number;
  k: number;
}

const ODD: Sizes = { months: 4, batch: 3, rows: 9, cols: 7, channels: 5, features: 6, k: 3 };

/** Seeded input and weights of one layer. */
const layerOf = (s: Sizes, seed: number): Weights => ({
  x: randomWeight(seed, [s.months, s.batch, s.rows, s.cols, s.channels]),
  kernel: randomWeight(seed + 1, [s.k, s.k, s.channels, 4 * s.features], 0.2),
  recurrent: randomWeight(seed + 2, [s.k, s.k, s.features, 4 * s.features], 0.2),
  bias: randomWeight(seed + 3, [4 * s.features], 0.5),
});

const asInput = (w: WeightTensors): ConvLstmInput => w as unknown as ConvLstmInput;
const read = async (t: Tensor): Promise<Float32Array> => Float32Array.from(await t.data<'float32'>());
const sequenceOf = (w: WeightTensors): Tensor => convLstm(asInput(w)).sequence;

/** Month-major to batch-major and back, in the plainest way. */
const swapped = (t: Tensor): Tensor => transpose(t, [1, 0, 2, 3, 4]);

const monthOf = (x: Tensor5D, month: number): Tensor5D => slice(x, [month, 0, 0, 0, 0], [1, -1, -1, -1, -1]);

/** Last axis from our gate order i, f, o, g to i, f, g, o, which tf.layers uses. */
function stockGates({ shape, values }: Weights[string]): Tensor {
  const width = shape.at(-1)!;
  const f = width / 4;
  const from = [0, 1, 3, 2];
  const moved = values.map((_, at) => {
    const column = at % width;
    return values[at - column + from[Math.floor(column / f)]! * f + (column % f)]!;
  });
  return tensor(moved, [...shape]);
}

describe('a ConvLSTM layer', () => {
  it.each([
    ['odd sizes', ODD],
    ['one sample, one month', { ...ODD, batch: 1, months: 1, rows: 16, cols: 16 }],
    ['a 5 x 5 kernel', { ...ODD, k: 5, features: 3 }],
    ['a 1 x 1 kernel', { ...ODD, k: 1 }],
  ])('gives what tf.layers.convLstm2d gives with the same weights: %s', async (_, sizes) => {
    await useDevice('cpu');
    const weights = layerOf(sizes, 5);
    const [ours, stock] = tidy(() => {
      const tensors = toTensors(weights);
      const layer = layers.convLstm2d({
        filters: sizes.features,
        kernelSize: sizes.k,
        padding: 'same',
        returnSequences: true,
        // The stock default is a piecewise linear imitation of the sigmoid.
        recurrentActivation: 'sigmoid',
        recurrentInitializer: 'zeros',
      });
      // The first call makes its weights, which ours then replace.
      layer.apply(swapped(tensors.x!));
      layer.setWeights([weights.kernel!, weights.recurrent!, weights.bias!].map(stockGates));
      return [sequenceOf(tensors), swapped(layer.apply(swapped(tensors.x!)) as Tensor)];
    });
    expect(relativeRms(await read(ours!), await read(stock!))).toBeLessThan(1e-6);
  });

  describe.each(['cpu', 'wasm'] as const)('on %s', (device) => {
    beforeEach(async () => {
      await useDevice(device);
    });

    it('has the gradient that central differences give, by input and by every weight', async () => {
      expect(await gradientError(layerOf(ODD, 1), sequenceOf, 7)).toBeLessThan(2e-3);
    });

    it('has it from a given state, and with one month and one sample', async () => {
      const sizes = { ...ODD, months: 1, batch: 1, rows: 16, cols: 15 };
      const given = [sizes.batch, sizes.rows, sizes.cols, sizes.features];
      const run = (w: WeightTensors): Tensor => {
        const state = toTensors({ h: randomWeight(21, given), c: randomWeight(22, given) });
        return convLstm({ ...asInput(w), state: state as never }).sequence;
      };
      expect(await gradientError(layerOf(sizes, 2), run, 8)).toBeLessThan(2e-3);
      expect(await gradientError(layerOf(sizes, 2), sequenceOf, 8)).toBeLessThan(2e-3);
    });

    it('gives the same numbers month by month as all at once', async () => {
      const { whole, last, parts, c } = tidy(() => {
        const w = asInput(toTensors(layerOf(ODD, 3)));
        const all = convLstm(w);
        let state: ConvLstmInput['state'];
        const months = Array.from({ length: ODD.months }, (_, month) => {
          const one = convLstm({ ...w, x: monthOf(w.x, month), ...(state ? { state } : {}) });
          state = one;
          return one.sequence;
        });
        return { whole: all.sequence, last: all.c, parts: months, c: state!.c };
      });
      const joined = (await Promise.all(parts.map(read))).flatMap((part) => [...part]);
      expect(joined).toEqual([...(await read(whole))]);
      expect(await read(c)).toEqual(await read(last));
    });
  });

  it('agrees between wasm and cpu at any shape', async () => {
    const sizes = fc.record({
      months: fc.integer({ min: 1, max: 4 }),
      batch: fc.integer({ min: 1, max: 3 }),
      rows: fc.integer({ min: 1, max: 8 }),
      cols: fc.integer({ min: 1, max: 8 }),
      channels: fc.integer({ min: 1, max: 6 }),
      features: fc.integer({ min: 1, max: 7 }),
      k: fc.constantFrom(1, 3, 5),
    });
    const on = async (device: 'cpu' | 'wasm', s: Sizes) => {
      await useDevice(device);
      return read(tidy(() => sequenceOf(toTensors(layerOf(s, 9)))));
    };
    await fc.assert(
      fc.asyncProperty(sizes, async (s) => {
        expect(relativeRms(await on('wasm', s), await on('cpu', s))).toBeLessThan(1e-5);
      }),
      { numRuns: 25, seed: 4 },
    );
  });

  it('refuses weights that do not fit, by name', async () => {
    await useDevice('cpu');
    const weights = layerOf(ODD, 1);
    const wrong = { ...weights, recurrent: randomWeight(1, [3, 3, 6, 20]) };
    expect(() => tidy(() => sequenceOf(toTensors(wrong)))).toThrow(BadRequest);
    const even = layerOf({ ...ODD, k: 2 }, 1);
    expect(() => tidy(() => sequenceOf(toTensors(even)))).toThrow(/odd/);
  });
});
