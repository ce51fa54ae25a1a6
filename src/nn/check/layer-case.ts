import { randomWeight } from './gradient-error.ts';
import type { LayerSizes } from './reference-conv-lstm.ts';

/** One layer on seeded numbers: sizes, and whether a state is given before the first month. */
export interface LayerCase extends LayerSizes {
  readonly name: string;
  readonly state: boolean;
  /** True for the few that also run where every shape has to be compiled first. */
  readonly onGpu?: true;
  readonly seed: number;
}

const ODD = { months: 4, batch: 3, rows: 9, cols: 7, channels: 5, features: 6, k: 3, state: false };

/** What kernels get wrong: edges, remainders of any blocking, the first month, a given state. All larger than 1000 values. */
export const LAYER_CASES: readonly LayerCase[] = [
  { ...ODD, name: 'odd sizes', seed: 1 },
  { ...ODD, name: 'a given state', onGpu: true, state: true, seed: 2 },
  { ...ODD, name: 'a 1 x 1 kernel', k: 1, state: true, seed: 3 },
  { ...ODD, name: 'a 5 x 5 kernel', onGpu: true, k: 5, features: 3, state: true, seed: 4 },
  { ...ODD, name: 'one sample, one month', onGpu: true, months: 1, batch: 1, rows: 16, cols: 15, seed: 5 },
  {
    ...ODD,
    name: 'one sample, one month, a given state',
    months: 1,
    batch: 1,
    rows: 16,
    cols: 15,
    state: true,
    seed: 6,
  },
  { ...ODD, name: 'one channel, one feature', channels: 1, features: 1, rows: 17, cols: 11, seed: 7 },
  {
    ...ODD,
    name: 'images smaller than the kernel',
    onGpu: true,
    k: 5,
    rows: 2,
    cols: 1,
    batch: 13,
    months: 5,
    seed: 8,
  },
  { ...ODD, name: 'one row of cells', rows: 1, cols: 23, features: 5, state: true, seed: 9 },
  {
    ...ODD,
    name: 'even sizes and 16 features',
    onGpu: true,
    months: 12,
    batch: 1,
    rows: 16,
    cols: 16,
    channels: 8,
    features: 16,
    seed: 10,
  },
  {
    ...ODD,
    name: '24 features from 24',
    months: 2,
    batch: 1,
    rows: 10,
    cols: 12,
    channels: 24,
    features: 24,
    state: true,
    seed: 11,
  },
];

/** Seeded numbers of a layer in float32, the size they have in a network; gates reach where they are flat. */
export function numbersOf(layer: LayerCase): Record<'x' | 'kernel' | 'recurrent' | 'bias', Float32Array> & {
  readonly h?: Float32Array;
  readonly c?: Float32Array;
} {
  const { months, batch, rows, cols, channels, features, k, seed } = layer;
  const draw = (n: number, shape: number[], scale = 1) => randomWeight(100 * seed + n, shape, scale).values;
  const place = [batch, rows, cols];
  const kernelScale = 1 / Math.sqrt(k * k * channels);
  const recurrentScale = 1 / Math.sqrt(k * k * features);
  return {
    x: draw(1, [months, ...place, channels]),
    kernel: draw(2, [k, k, channels, 4 * features], kernelScale),
    recurrent: draw(3, [k, k, features, 4 * features], recurrentScale),
    bias: draw(4, [4 * features], 0.5),
    ...(layer.state ? { h: draw(5, [...place, features], 0.5), c: draw(6, [...place, features]) } : {}),
  };
}
