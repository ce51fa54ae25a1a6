import { dispose, mul, type Scalar, sum, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { Random } from '../../core/random.ts';
import { runConvLstm } from '../conv-lstm.contract.ts';
import { type ConvLstmInput, convLstm, type LayerState } from '../conv-lstm.ts';
import { valueAndGradients } from '../value-and-gradients.ts';
import type { WeightTensors } from '../weights.ts';
import { type LayerCase, numbersOf } from './layer-case.ts';
import { referenceConvLstm, referenceConvLstmGrad } from './reference-conv-lstm.ts';

/** Everything that the two kernels of a layer write, and what the facade makes of it. */
export const LAYER_RESULTS = [
  'sequence',
  'h',
  'c',
  'cells',
  'active',
  'untraced',
  'dx',
  'dKernel',
  'dRecurrent',
  'dBias',
  'dKernelOfData',
] as const;
export type LayerResults = Record<(typeof LAYER_RESULTS)[number], Float32Array>;

/** Seeded gradient that reaches the outputs, `[M, B, R, C, F]`. */
function gradientAbove(layer: LayerCase): Float32Array {
  const random = new Random(900 + layer.seed);
  const size = layer.months * layer.batch * layer.rows * layer.cols * layer.features;
  return Float32Array.from({ length: size }, () => random.normal());
}

function tensorsOf(layer: LayerCase): { weights: WeightTensors; x: Tensor; state?: LayerState } {
  const { months, batch, rows, cols, channels, features, k } = layer;
  const { x, kernel, recurrent, bias, h, c } = numbersOf(layer);
  const made = (values: Float32Array, shape: number[]) => tensor(values, shape);
  const state = (values: Float32Array) => made(values, [batch, rows, cols, features]);
  return {
    weights: {
      kernel: made(kernel, [k, k, channels, 4 * features]),
      recurrent: made(recurrent, [k, k, features, 4 * features]),
      bias: made(bias, [4 * features]),
    },
    x: made(x, [months, batch, rows, cols, channels]),
    ...(h && c ? { state: { h: state(h), c: state(c) } as LayerState } : {}),
  };
}

/** Runs a layer forward with and without trace, and back with and without the gradient of its input, on this device. */
export async function layerResults(layer: LayerCase): Promise<LayerResults> {
  const { weights, x, state } = tensorsOf(layer);
  const given = { x, ...(state ? { state } : {}) } as Pick<ConvLstmInput, 'x' | 'state'>;
  const dy = tensor(gradientAbove(layer), [layer.months, layer.batch, layer.rows, layer.cols, layer.features]);
  const lossOf = (w: WeightTensors, inputGradient: boolean) => ({
    loss: sum(mul(convLstm({ ...given, ...w, inputGradient } as ConvLstmInput).sequence, dy)) as Scalar,
  });
  const inputs = { ...(weights as { kernel: Tensor; recurrent: Tensor; bias: Tensor }), x, ...(state ?? {}) };
  const forward = tidy(() => {
    const { sequence, last, trace } = runConvLstm(inputs, { trace: true });
    const { h, c } = convLstm({ ...given, ...weights } as ConvLstmInput);
    const untraced = runConvLstm(inputs, { trace: false }).sequence;
    return { sequence, last, cells: trace![0], active: trace![1], h, c, untraced };
  });
  const back = valueAndGradients({ ...weights, x }, (w) => lossOf(w, true));
  const ofData = valueAndGradients(weights, (w) => lossOf(w, false));
  const read = async (t: Tensor): Promise<Float32Array> => Float32Array.from(await t.data<'float32'>());
  const results = {
    sequence: await read(forward.sequence),
    h: await read(forward.h),
    c: await read(forward.c),
    cells: await read(forward.cells),
    active: await read(forward.active),
    untraced: await read(forward.untraced),
    dx: await read(back.gradients.x!),
    dKernel: await read(back.gradients.kernel!),
    dRecurrent: await read(back.gradients.recurrent!),
    dBias: await read(back.gradients.bias!),
    dKernelOfData: await read(ofData.gradients.kernel!),
  };
  for (const { loss, gradients } of [back, ofData]) dispose([loss, ...Object.values(gradients)]);
  dispose([...Object.values(forward), ...Object.values(inputs), dy]);
  return results;
}

type LayerReference = Record<keyof LayerResults, Float64Array>;

/** Made once a case: it takes longer than any kernel. */
const references = new WeakMap<LayerCase, LayerReference>();

/** The same numbers in double precision; not to be written into. */
export function layerReference(layer: LayerCase): LayerReference {
  const known = references.get(layer) ?? madeReference(layer);
  references.set(layer, known);
  return known;
}

function madeReference(layer: LayerCase): LayerReference {
  const given = numbersOf(layer);
  const made = referenceConvLstm(layer, given);
  const back = referenceConvLstmGrad(layer, given, made, gradientAbove(layer));
  const last = (all: Float64Array) => all.slice(-all.length / layer.months);
  return {
    ...made,
    h: last(made.sequence),
    c: last(made.cells),
    untraced: made.sequence,
    dx: back.x,
    dKernel: back.kernel,
    dRecurrent: back.recurrent,
    dBias: back.bias,
    dKernelOfData: back.kernel,
  };
}

/**
 * The largest difference over the largest expected value: how relative error is measured throughout. NaN where lengths
 * differ or a number is missing.
 */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.NaN;
  let [apart, size] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(found[i]! - expected[i]!);
    if (Number.isNaN(difference)) return Number.NaN;
    apart = Math.max(apart, difference);
    size = Math.max(size, Math.abs(expected[i]!));
  }
  // Where nothing is expected, nothing may be found.
  return size > 0 ? apart / size : apart === 0 ? 0 : Number.POSITIVE_INFINITY;
}

/** Error of every result of a layer on this device against the double-precision reference. */
export async function layerErrors(layer: LayerCase): Promise<Record<keyof LayerResults, number>> {
  const expected = layerReference(layer);
  const found = await layerResults(layer);
  const errors = LAYER_RESULTS.map((name) => [name, relativeError(found[name], expected[name])] as const);
  return Object.fromEntries(errors) as Record<keyof LayerResults, number>;
}
