import { dispose, tensor1d } from '@tensorflow/tfjs-core';
import { type AdamKernelAttrs, runAdam } from '../adam.contract.ts';
import { randomWeight } from './gradient-error.ts';
import { relativeError } from './layer-errors.ts';
import { referenceAdam } from './reference-adam.ts';

/** An Adam step on seeded numbers. */
export interface AdamCase {
  readonly name: string;
  readonly size: number;
  /** Size of a gradient's numbers. */
  readonly gradient: number;
  readonly clipNorm: number;
}

/** Remainders of any blocking, gradients that are clipped, are not, are nothing, and a sum too long to add in one go. */
export const ADAM_CASES: readonly AdamCase[] = [
  { name: 'one number', size: 1, gradient: 1, clipNorm: 0.5 },
  { name: 'seven, not clipped', size: 7, gradient: 0.1, clipNorm: 5 },
  { name: 'clipping switched off', size: 1027, gradient: 3, clipNorm: 0 },
  { name: 'clipped to a thousandth', size: 4099, gradient: 15, clipNorm: 1 },
  { name: 'a large network', size: 120_001, gradient: 0.5, clipNorm: 1 },
  { name: 'no gradient at all', size: 1500, gradient: 0, clipNorm: 1 },
];

/** @returns error of the three results of a step, on the device in use, against double precision */
export async function adamErrors({ size, gradient, clipNorm }: AdamCase): Promise<Record<string, number>> {
  const attrs: AdamKernelAttrs = { rate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, clipNorm };
  const draw = (seed: number, scale: number) => randomWeight(seed, [size], scale).values;
  // Moments as they are in the middle of a training.
  const numbers = {
    values: draw(1, 0.3),
    mean: draw(2, 0.01),
    second: draw(3, 0.01).map((v) => v * v),
    gradient: draw(4, gradient),
  };
  const inputs = {
    values: tensor1d(numbers.values),
    mean: tensor1d(numbers.mean),
    second: tensor1d(numbers.second),
    gradient: tensor1d(numbers.gradient),
  };
  const made = runAdam(inputs, attrs);
  const [values, mean, second] = await Promise.all(made.map(async (t) => Float32Array.from(await t.data<'float32'>())));
  dispose([...made, ...Object.values(inputs)]);
  const wide = (from: Float32Array) => Float64Array.from(from);
  const before = { values: wide(numbers.values), mean: wide(numbers.mean), second: wide(numbers.second) };
  const expected = referenceAdam(before, numbers.gradient, attrs);
  return {
    values: relativeError(values!, expected.values),
    mean: relativeError(mean!, expected.mean),
    second: relativeError(second!, expected.second),
  };
}
