import {
  dispose,
  mean,
  mul,
  type Scalar,
  square,
  sub,
  type Tensor,
  type Tensor5D,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { Adam } from '../adam.ts';
import type { LayerState } from '../conv-lstm.ts';
import { forward, type NetworkOutput, type NetworkShape } from '../network.ts';
import { valueAndGradients } from '../value-and-gradients.ts';
import type { Weights, WeightTensors } from '../weights.ts';
import { relativeError } from './layer-errors.ts';
import fixture from './pytorch-fixture.json' with { type: 'json' };

/** Numbers as they stand in the fixture. */
interface Plain {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export interface PytorchCase {
  readonly name: string;
  readonly shape: NetworkShape;
  readonly x: Plain;
  readonly target: Plain;
  readonly weights: Readonly<Record<string, Plain>>;
  readonly states?: readonly { readonly h: Plain; readonly c: Plain }[];
  /** What PyTorch gives: outputs, states after the last month, loss, its gradients, and the weights after a few steps. */
  readonly heads: Plain;
  readonly after: readonly { readonly h: Plain; readonly c: Plain }[];
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Plain>>;
  readonly trained: Readonly<Record<string, Plain>>;
}

/** Made by `pytorch-fixture.py`. */
export const PYTORCH_CASES = fixture.cases as unknown as readonly PytorchCase[];

const onDevice = ({ shape, values }: Plain): Tensor => tensor(values as number[], [...shape]);
const asWeights = (plain: PytorchCase['weights']): Weights =>
  Object.fromEntries(
    Object.entries(plain).map(([name, { shape, values }]) => [name, { shape, values: Float32Array.from(values) }]),
  );
const errorOf = async (found: Tensor, { values }: Plain): Promise<number> => relativeError(await found.data(), values);

/** Runs a case of the fixture on the device in use. @returns error by name of what is compared */
export async function pytorchErrors(given: PytorchCase): Promise<Record<string, number>> {
  const { steps, ...options } = fixture.optimiser;
  const [x, target] = [onDevice(given.x) as Tensor5D, onDevice(given.target)];
  const states = given.states?.map(({ h, c }) => ({ h: onDevice(h), c: onDevice(c) }) as LayerState);
  const adam = new Adam(asWeights(given.weights), options);
  const lossOf = (w: WeightTensors) => ({
    loss: mul(mean(square(sub(forward(w, x, states).heads, target))), fixture.lossScale) as Scalar,
  });

  const errors: Record<string, number> = {};
  // `tidy` keeps what it finds by name, not in the lists of `states`.
  let out: NetworkOutput | undefined;
  const kept = tidy(() => {
    out = forward(adam.weights, x, states);
    return [out.heads, ...out.states.flatMap(({ h, c }) => [h, c])];
  });
  errors.heads = await errorOf(out!.heads, given.heads);
  for (const [i, { h, c }] of out!.states.entries()) {
    errors[`h${i}`] = await errorOf(h, given.after[i]!.h);
    errors[`c${i}`] = await errorOf(c, given.after[i]!.c);
  }
  for (let step = 0; step < steps; step++) {
    const { loss, gradients } = valueAndGradients(adam.weights, lossOf);
    if (step === 0) {
      errors.loss = relativeError(await loss.data(), [given.loss]);
      for (const [name, gradient] of Object.entries(gradients)) {
        errors[`d ${name}`] = await errorOf(gradient, given.gradients[name]!);
      }
    }
    adam.step(gradients);
    dispose([loss, ...Object.values(gradients)]);
  }
  for (const [name, weight] of Object.entries(adam.weights)) {
    errors[`trained ${name}`] = await errorOf(weight, given.trained[name]!);
  }
  adam.dispose();
  dispose([x, target, ...kept, ...(states ?? []).flatMap(({ h, c }) => [h, c])]);
  return errors;
}
