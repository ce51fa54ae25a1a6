import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import type { AdamKernelAttrs } from '../adam.contract.ts';
import { Commands } from './commands.ts';
import { type Program, WORKGROUP } from './program.ts';

/** Parts of the gradient whose squares are summed apart; every thread of the update adds them up again. */
const PARTS = 32;

const SQUARES: Program = {
  key: `thawSquares ${PARTS}`,
  storage: [
    { name: 'gradient', of: 'f32' },
    { name: 'squares', of: 'f32', writes: true },
  ],
  parameters: { size: 'i32' },
  code: () => `
var<workgroup> sums : array<f32, ${WORKGROUP}>;
fn run(id : i32) {
  var sum = 0.0;
  for (var i = id; i < at.size; i += ${PARTS * WORKGROUP}) { sum += gradient[i] * gradient[i]; }
  sums[local] = sum;
  for (var half = ${WORKGROUP / 2}; half > 0; half /= 2) {
    workgroupBarrier();
    if (local < half) { sums[local] += sums[local + half]; }
  }
  if (local == 0) { squares[group] = sums[0]; }
}`,
};

const UPDATE: Program = {
  key: `thawAdam ${PARTS}`,
  storage: [
    ...['values', 'mean', 'second', 'gradient', 'squares'].map((name) => ({ name, of: 'f32' as const })),
    ...['nextValues', 'nextMean', 'nextSecond'].map((name) => ({ name, of: 'f32' as const, writes: true })),
  ],
  // What is left of a decay is given, not computed: 1 - 0.999 in float32 has lost four digits.
  parameters: {
    size: 'i32',
    rate: 'f32',
    beta1: 'f32',
    rest1: 'f32',
    beta2: 'f32',
    rest2: 'f32',
    epsilon: 'f32',
    clipNorm: 'f32',
  },
  code: () => `
fn run(id : i32) {
  if (id >= at.size) { return; }
  var scale = 1.0;
  if (at.clipNorm > 0.0) {
    // The tiny term keeps a zero gradient from dividing by zero.
    var sum = 1e-20;
    for (var i = 0; i < ${PARTS}; i++) { sum += squares[i]; }
    scale = min(1.0, at.clipNorm / sqrt(sum));
  }
  let g = scale * gradient[id];
  let m = at.beta1 * mean[id] + at.rest1 * g;
  let v = at.beta2 * second[id] + at.rest2 * g * g;
  nextMean[id] = m;
  nextSecond[id] = v;
  nextValues[id] = values[id] - at.rate * m / (sqrt(v) + at.epsilon);
}`,
};

type Given = Readonly<Record<'values' | 'mean' | 'second' | 'gradient', TensorInfo>>;

/** Two launches, one where nothing is clipped. */
function step(given: Given, attrs: AdamKernelAttrs, commands: Commands): TensorInfo[] {
  const { rate, beta1, beta2, epsilon, clipNorm } = attrs;
  const size = given.values.shape[0]!;
  const squares = commands.scratch(PARTS);
  if (clipNorm > 0) {
    const buffers = [commands.buffer(given.gradient), squares];
    commands.run(SQUARES, [[size]], [{ buffers, threads: PARTS * WORKGROUP, work: size }]);
  }
  const next = [1, 2, 3].map(() => commands.make([size]));
  const { values, mean, second, gradient } = given;
  const [from, to] = [
    [values, mean, second, gradient].map((t) => commands.buffer(t)),
    next.map((t) => commands.buffer(t)),
  ];
  const parameters = [size, rate, beta1, 1 - beta1, beta2, 1 - beta2, epsilon, clipNorm];
  commands.run(UPDATE, [parameters], [{ buffers: [...from, squares, ...to], threads: size, work: 8 * size }]);
  commands.finish();
  return next;
}

export const WEBGPU_ADAM: KernelConfig = {
  kernelName: 'ThawAdam',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) =>
    step(inputs as unknown as Given, attrs as unknown as AdamKernelAttrs, new Commands(backend)),
};
