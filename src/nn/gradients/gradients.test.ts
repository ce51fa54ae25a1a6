import {
  abs,
  add,
  addN,
  cast,
  clipByValue,
  clone,
  concat,
  div,
  exp,
  expandDims,
  expm1,
  greater,
  log,
  matMul,
  maximum,
  mean,
  minimum,
  mul,
  neg,
  pad,
  relu,
  reshape,
  sigmoid,
  slice,
  softplus,
  split,
  sqrt,
  square,
  squaredDifference,
  stack,
  step,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tanh,
  tile,
  transpose,
  unstack,
  where,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { gradientError, randomWeight } from '../check/gradient-error.ts';
import { useDevice } from '../device.ts';
import { DIFFERENTIABLE } from './register.ts';

/** Away from 0, where some of these bend: a difference across a bend is no derivative. */
const away = (seed: number, shape: number[], positive = false) => {
  const w = randomWeight(seed, shape);
  return { shape, values: w.values.map((v) => (positive ? 0.3 + Math.abs(v) : v + 0.1 * Math.sign(v))) };
};

const x = away(1, [9, 7, 5]);
const positive = away(2, [9, 7, 5], true);
const column = away(3, [7, 1], true);
/** Never within a difference step of `x`, where a maximum has no derivative. */
const small = { shape: [7, 1], values: randomWeight(6, [7, 1]).values.map((v) => 0.05 * Math.tanh(v)) };
/** Every second value well inside ±0.06, the others well outside. */
const mixed = { shape: [9, 7, 5], values: x.values.map((v, i) => (i % 2 ? v : 0.03 * Math.tanh(v))) };
const [m, n] = [away(4, [9, 7]), away(5, [7, 5])];

type Case = readonly [
  kernel: string,
  weights: Parameters<typeof gradientError>[0],
  run: Parameters<typeof gradientError>[1],
];

const unary = (kernel: string, run: (t: Tensor) => Tensor, weight = x): Case => [
  kernel,
  { x: weight },
  (w) => run(w.x!),
];
const binary = (kernel: string, run: (a: Tensor, b: Tensor) => Tensor): Case => [
  kernel,
  { a: x, b: column },
  (w) => add(run(w.a!, w.b!), run(w.b!, w.a!)),
];

const CASES: readonly Case[] = [
  binary('Add', (a, b) => mul(2, add(a, b))),
  binary('Sub', (a, b) => mul(square(a), sub(a, b))),
  binary('Multiply', mul),
  ['RealDiv', { a: x, b: column }, (w) => div(w.a!, w.b!)],
  binary('SquaredDifference', squaredDifference),
  ['Maximum', { a: x, b: small }, (w) => add(maximum(w.a!, w.b!), square(maximum(w.b!, w.a!)))],
  ['Minimum', { a: x, b: small }, (w) => add(minimum(w.a!, w.b!), square(minimum(w.b!, w.a!)))],
  unary('AddN', (t) => addN([t, square(t), t])),
  ['BatchMatMul', { a: m, b: n }, (w) => matMul(w.a as Tensor2D, w.b as Tensor2D)],
  ['BatchMatMul', { a: n, b: m }, (w) => matMul(w.a as Tensor2D, w.b as Tensor2D, true, true)],
  unary('Identity', (t) => mul(clone(t), 2)),
  unary('Cast', (t) => square(cast(t, 'float32'))),
  unary('Neg', neg),
  unary('Step', (t) => add(step(t), t)),
  unary('Square', square),
  unary('Abs', abs),
  unary('Sqrt', sqrt, positive),
  unary('Log', log, positive),
  unary('Relu', relu),
  unary('Softplus', softplus),
  unary('ClipByValue', (t) => clipByValue(t, -0.06, 0.06), mixed),
  unary('Exp', exp),
  unary('Sigmoid', sigmoid),
  unary('Tanh', tanh),
  unary('Expm1', expm1),
  unary('Reshape', (t) => square(reshape(t, [63, 5]))),
  unary('ExpandDims', (t) => square(expandDims(t, 1))),
  unary('Sum', (t) => mul(sum(t, [0, 2], true), sum(t, 1, true))),
  unary('Mean', (t) => mul(mean(t, [0, 2], true), mean(t))),
  unary('Slice', (t) => square(slice(t, [2, 1], [4, 5]))),
  unary('PadV2', (t) =>
    square(
      pad(t, [
        [1, 0],
        [0, 2],
        [1, 1],
      ]),
    ),
  ),
  unary('Transpose', (t) => square(transpose(t, [2, 0, 1]))),
  unary('Concat', (t) => concat([t, square(t)], 1)),
  unary('Pack', (t) => stack([t, square(t)], 2)),
  unary('Unpack', (t) => mul(unstack(t, 1)[3]!, unstack(t, 1)[1]!)),
  unary('SplitV', (t) => mul(split(t, [3, 3, 3], 0)[0]!, split(t, 3, 0)[2]!)),
  unary('Tile', (t) => square(tile(t, [2, 1, 3]))),
  unary('Select', (t) => where(greater(positive0(), 1), t, square(t))),
];

function positive0(): Tensor {
  return reshape(tile(reshape(cast([0.5, 1.5, 2.5, 0.1, 3], 'float32'), [1, 1, 5]), [9, 7, 1]), [9, 7, 5]);
}

describe.each(['cpu', 'wasm'] as const)('gradients on %s', (device) => {
  it.each(CASES)('%s is what central differences give', async (_, weights, run) => {
    await useDevice(device);
    expect(await gradientError(weights, run, 3)).toBeLessThan(5e-3);
  });
});

describe('the list of differentiable operations', () => {
  it('has a case here for each', () => {
    expect([...new Set(CASES.map(([kernel]) => kernel))].sort()).toEqual([...DIFFERENTIABLE].sort());
  });
});
