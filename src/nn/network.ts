import {
  dispose,
  mul,
  reshape,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  type Tensor5D,
} from '@tensorflow/tfjs-core';
import { BadRequest } from '../core/error.ts';
import { Random } from '../core/random.ts';
import { convLstm, type LayerState } from './conv-lstm.ts';
import { dropoutMask } from './dropout.ts';
import { linear } from './linear.ts';
import { swapFirstTwo } from './swap-first-two.ts';
import type { Weights, WeightTensors } from './weights.ts';

/** What fixes the shapes of a network. */
export interface NetworkShape {
  readonly channels: number;
  /** Features of each layer, first layer first. */
  readonly filters: readonly number[];
  /** Cells across a convolution: 1, 3 or 5. */
  readonly kernel: number;
  readonly outputs: number;
}

/** Dropped features while training. The same seed drops the same ones on every device. */
export interface Dropout {
  /** Share of features set to zero, [0, 1). */
  readonly rate: number;
  readonly seed: number;
  /** Place of the first sample in the batch of which this is a share; 0 when it is the whole. */
  readonly first?: number;
}

export interface NetworkOutput {
  /** `[batch, month, row, col, output]` */
  readonly heads: Tensor5D;
  /** State of every layer after the last month, for the next call; no gradient flows through it. */
  readonly states: LayerState[];
}

/** A first guess close to zero, so that an untrained network leaves the process estimate nearly as it is. */
const HEAD_SCALE = 0.1;

/**
 * Weights before training: Glorot uniform, forget gates open (bias 1), small heads.
 * Names: `layer<i>/kernel` `[k, k, in, 4F]`, `layer<i>/recurrent` `[k, k, F, 4F]`, `layer<i>/bias` `[4F]`
 * (gates i, f, o, g), `heads/kernel` `[F, outputs]`, `heads/bias` `[outputs]`.
 *
 * @throws BadRequest when the shape makes no network
 */
export function initialWeights(shape: NetworkShape, seed: number): Weights {
  const { channels, filters, kernel, outputs } = shape;
  const whole = (n: number) => Number.isInteger(n) && n > 0;
  if (![channels, kernel, outputs, ...filters].every(whole) || filters.length === 0 || kernel % 2 === 0) {
    throw new BadRequest({
      what: `network ${JSON.stringify(shape)}`,
      expected: 'whole positive sizes and an odd kernel',
    });
  }
  const random = new Random(seed);
  const weights: Record<string, { shape: number[]; values: Float32Array }> = {};
  let below = channels;
  filters.forEach((features, i) => {
    const area = kernel * kernel;
    for (const [name, from] of [
      ['kernel', below],
      ['recurrent', features],
    ] as const) {
      const draw = random.fork(`layer${i}/${name}`);
      // Fan-out of one gate: the four gates are four convolutions that run together.
      weights[`layer${i}/${name}`] = glorot(draw, [kernel, kernel, from, 4 * features], area * from, area * features);
    }
    const bias = new Float32Array(4 * features).fill(1, features, 2 * features);
    weights[`layer${i}/bias`] = { shape: [4 * features], values: bias };
    below = features;
  });
  weights['heads/kernel'] = glorot(random.fork('heads'), [below, outputs], below, outputs, HEAD_SCALE);
  weights['heads/bias'] = { shape: [outputs], values: new Float32Array(outputs) };
  return weights;
}

function glorot(random: Random, shape: number[], fanIn: number, fanOut: number, scale = 1) {
  const limit = scale * Math.sqrt(6 / (fanIn + fanOut));
  const size = shape.reduce((n, axis) => n * axis, 1);
  return { shape, values: Float32Array.from({ length: size }, () => limit * (2 * random.uniform() - 1)) };
}

/** @throws BadRequest when the weights are not those of a network of ours */
export function networkShape(weights: Readonly<Record<string, { readonly shape: readonly number[] }>>): NetworkShape {
  const filters: number[] = [];
  while (weights[`layer${filters.length}/recurrent`])
    filters.push(weights[`layer${filters.length}/recurrent`]!.shape[2]!);
  const [first, heads] = [weights['layer0/kernel']?.shape, weights['heads/kernel']?.shape];
  if (!first || !heads) throw new BadRequest({ what: 'weights', expected: 'the names layer0/kernel … heads/bias' });
  return { channels: first[2]!, filters, kernel: first[0]!, outputs: heads[1]! };
}

/**
 * Stacked ConvLSTM layers, then 1x1 heads. A call with all months and calls month by month that hand on `states` give
 * the same numbers. Outside a gradient nothing is kept beyond the outputs; wrap the call in `tidy`.
 *
 * @param x `[batch, month, row, col, channel]`, finite everywhere
 * @param states of an earlier call on the months before; zero when absent
 * @param dropout for training only; absent means none
 */
export function forward(
  weights: WeightTensors,
  x: Tensor5D,
  states?: readonly LayerState[],
  dropout?: Dropout,
): NetworkOutput {
  const shape = networkShape(weights);
  if (x.shape[4] !== shape.channels) {
    throw new BadRequest({ what: `input of ${x.shape[4]} channels`, expected: `${shape.channels} channels` });
  }
  const random = dropout && dropout.rate > 0 ? new Random(dropout.seed) : undefined;
  const after: LayerState[] = [];
  let sequence = swapFirstTwo(x);
  shape.filters.forEach((_, i) => {
    const state = states?.[i];
    const layer = convLstm({
      x: sequence,
      kernel: weights[`layer${i}/kernel`] as Tensor4D,
      recurrent: weights[`layer${i}/recurrent`] as Tensor4D,
      bias: weights[`layer${i}/bias`] as Tensor1D,
      ...(state ? { state } : {}),
      inputGradient: i > 0,
    });
    after.push({ h: layer.h, c: layer.c });
    sequence = random
      ? mul(layer.sequence, dropoutMask(layer.sequence.shape, dropout!.rate, random.fork(`${i}`), dropout!.first))
      : layer.sequence;
  });
  const [months, batch, rows, cols, features] = sequence.shape;
  const flat = reshape(sequence, [months * batch * rows * cols, features]) as Tensor2D;
  const out = linear(flat, weights['heads/kernel'] as Tensor2D, weights['heads/bias'] as Tensor1D);
  return { heads: swapFirstTwo(reshape(out, [months, batch, rows, cols, shape.outputs])), states: after };
}

/** Frees states that no later month needs. */
export const disposeStates = (states: readonly LayerState[]): void => dispose(states.flatMap(({ h, c }) => [h, c]));
