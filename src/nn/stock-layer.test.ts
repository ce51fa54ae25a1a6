// Brings the stock gradients, which convLstm2d needs, and with them those of every other operation.
import '@tensorflow/tfjs';
import {
  dispose,
  mul,
  type Scalar,
  sum,
  type Tensor,
  tensor,
  tidy,
  transpose,
  valueAndGrads,
} from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { randomWeight } from './check/gradient-error.ts';
import { relativeError } from './check/layer-errors.ts';
import { type ConvLstmInput, convLstm } from './conv-lstm.ts';
import { useDevice } from './device.ts';
import { valueAndGradients } from './value-and-gradients.ts';
import { disposeWeights, fromTensors, toTensors, type Weights } from './weights.ts';

const SIZES = { months: 3, batch: 2, rows: 9, cols: 7, channels: 5, features: 6 };

const layerOf = (k: number): Weights => ({
  x: randomWeight(1, [SIZES.months, SIZES.batch, SIZES.rows, SIZES.cols, SIZES.channels]),
  kernel: randomWeight(2, [k, k, SIZES.channels, 4 * SIZES.features], 0.2),
  recurrent: randomWeight(3, [k, k, SIZES.features, 4 * SIZES.features], 0.2),
  bias: randomWeight(4, [4 * SIZES.features], 0.5),
});

/** Gradient that reaches the outputs, month-major. */
const above = randomWeight(5, [SIZES.months, SIZES.batch, SIZES.rows, SIZES.cols, SIZES.features]);

const plain = ({ shape, values }: Weights[string]): Tensor => tensor(values, [...shape]);
const read = async (t: Tensor): Promise<Float32Array> => Float32Array.from(await t.data<'float32'>());
/** Month-major to batch-major and back. */
const swapped = (t: Tensor): Tensor => transpose(t, [1, 0, 2, 3, 4]);

/** Last axis from our gate order i, f, o, g to i, f, g, o, which tf.layers uses, and back: two gates change places. */
function exchanged(values: Float32Array): Float32Array {
  const f = SIZES.features;
  const from = [0, 1, 3, 2];
  return values.map((_, at) => {
    const column = at % (4 * f);
    return values[at - column + from[Math.floor(column / f)]! * f + (column % f)]!;
  });
}
const stockGates = ({ shape, values }: Weights[string]): Tensor => tensor(exchanged(values), [...shape]);

interface Results {
  readonly sequence: Float32Array;
  readonly x: Float32Array;
  readonly kernel: Float32Array;
  readonly recurrent: Float32Array;
  readonly bias: Float32Array;
}

/** Output and gradients of the stock layer on the cpu backend, in our layouts. */
async function stock(weights: Weights, k: number): Promise<Results> {
  const layer = layers.convLstm2d({
    filters: SIZES.features,
    kernelSize: k,
    padding: 'same',
    returnSequences: true,
    // The stock default is a piecewise linear imitation of the sigmoid.
    recurrentActivation: 'sigmoid',
    recurrentInitializer: 'zeros',
  });
  const x = swapped(plain(weights.x!));
  // The first call makes its weights, which ours then replace.
  layer.apply(x);
  layer.setWeights([weights.kernel!, weights.recurrent!, weights.bias!].map(stockGates));
  const dy = swapped(plain(above));
  const variables = layer.getWeights();
  const kept = layer.trainableWeights.map((w) => w.read());
  expect(kept.length).toBe(variables.length);
  const run = valueAndGrads((...inputs: Tensor[]) => sum(mul(layer.apply(inputs[0]!) as Tensor, dy)) as Scalar);
  const { grads } = run([x, ...kept]);
  const [dx, ...rest] = grads;
  const [kernel, recurrent, bias] = await Promise.all(rest.map(async (g) => exchanged(await read(g))));
  const sequence = await read(tidy(() => swapped(layer.apply(x) as Tensor)));
  return { sequence, x: await read(swapped(dx!)), kernel: kernel!, recurrent: recurrent!, bias: bias! };
}

async function ours(weights: Weights): Promise<Results> {
  const tensors = toTensors(weights);
  const dy = plain(above);
  const out = tidy(() => convLstm(tensors as unknown as ConvLstmInput).sequence);
  const { loss, gradients } = valueAndGradients(tensors, (w) => ({
    loss: sum(mul(convLstm(w as unknown as ConvLstmInput).sequence, dy)) as Scalar,
  }));
  const back = await fromTensors(gradients);
  const sequence = await read(out);
  dispose([loss, out, dy]);
  disposeWeights(gradients);
  disposeWeights(tensors);
  const [x, kernel, recurrent, bias] = ['x', 'kernel', 'recurrent', 'bias'].map((name) => back[name]!.values);
  return { sequence, x: x!, kernel: kernel!, recurrent: recurrent!, bias: bias! };
}

describe.each(['cpu', 'wasm'] as const)('our layer on %s', (device) => {
  it.each([1, 3, 5])('gives and learns what tf.layers.convLstm2d does, with a kernel of %i cells', async (k) => {
    const weights = layerOf(k);
    await useDevice('cpu');
    const expected = await stock(weights, k);
    await useDevice(device);
    const found = await ours(weights);
    for (const name of ['sequence', 'x', 'kernel', 'recurrent', 'bias'] as const) {
      expect(relativeError(found[name], expected[name]), name).toBeLessThan(1e-5);
    }
  });
});
