import {
  dispose,
  mean,
  type Scalar,
  square,
  sub,
  type Tensor,
  type Tensor5D,
  tensor5d,
  tidy,
} from '@tensorflow/tfjs-core';
import { Random } from '../../core/random.ts';
import { Adam } from '../adam.ts';
import { forward, initialWeights, type NetworkShape } from '../network.ts';
import { valueAndGradients } from '../value-and-gradients.ts';

/*
 * A short training on seeded numbers, the same on every device: how devices are held against each other.
 * Sizes are odd and not multiples of four, and inputs are larger than what GPU backends may compute on the processor.
 */

export interface TrialOrder {
  readonly seed: number;
  readonly steps: number;
  readonly shape?: NetworkShape;
  /** `[batch, month, row, col]` */
  readonly sample?: readonly [number, number, number, number];
  readonly dropout?: number;
}

export interface TrialResult {
  /** Loss before each step, and after the last. */
  readonly losses: number[];
  /** Gradient of the first step, all weights in order. */
  readonly gradient: Float32Array;
  /** Output of the untrained and of the trained network. */
  readonly before: Float32Array;
  readonly after: Float32Array;
  /** Milliseconds of the fastest step. */
  readonly stepMs: number;
}

const SHAPE: NetworkShape = { channels: 5, filters: [6, 5], kernel: 3, outputs: 6 };
const SAMPLE = [2, 4, 9, 7] as const;

const seeded = (random: Random, shape: readonly number[]): Tensor5D => {
  const size = shape.reduce((n, axis) => n * axis, 1);
  const values = Float32Array.from({ length: size }, () => random.normal());
  return tensor5d(values, shape as [number, number, number, number, number]);
};

/** Trains on whatever device is in use. @param afterStep called when what a step made is disposed of */
export async function trial(order: TrialOrder, afterStep: () => void = () => {}): Promise<TrialResult> {
  const { seed, steps, shape = SHAPE, sample = SAMPLE, dropout = 0 } = order;
  const random = new Random(seed);
  const x = seeded(random.fork('x'), [...sample, shape.channels]);
  const y = seeded(random.fork('y'), [...sample, shape.outputs]);
  const adam = new Adam(initialWeights(shape, seed), { learningRate: 0.02, clipNorm: 1 });
  const losses: number[] = [];
  let stepMs = Number.POSITIVE_INFINITY;
  let gradient = new Float32Array();
  const predict = async (): Promise<Float32Array> => {
    const heads = tidy(() => forward(adam.weights, x).heads);
    const values = Float32Array.from(await heads.data<'float32'>());
    heads.dispose();
    return values;
  };
  const before = await predict();
  for (let step = 0; step <= steps; step++) {
    const start = performance.now();
    const { loss, gradients } = valueAndGradients(adam.weights, (weights) => ({
      loss: mean(square(sub(forward(weights, x, undefined, { rate: dropout, seed: seed + step }).heads, y))) as Scalar,
    }));
    if (step === 0) gradient = await flattened(Object.values(gradients));
    if (step < steps) adam.step(gradients);
    losses.push((await loss.data())[0]!);
    stepMs = Math.min(stepMs, performance.now() - start);
    dispose([loss, ...Object.values(gradients)]);
    afterStep();
  }
  const after = await predict();
  adam.dispose();
  dispose([x, y]);
  return { losses, gradient, before, after, stepMs };
}

async function flattened(parts: readonly Tensor[]): Promise<Float32Array<ArrayBuffer>> {
  const all: number[] = [];
  for (const part of parts) all.push(...(await part.data<'float32'>()));
  return Float32Array.from(all);
}

/** Root mean square of a - b over that of b. */
export function relativeRms(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    size += b[i]! ** 2;
  }
  return a.length === b.length ? Math.sqrt(difference / size) : Number.NaN;
}
