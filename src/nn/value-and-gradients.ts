import { keep, type Scalar, type Tensor, tidy, valueAndGrads } from '@tensorflow/tfjs-core';
import { registerGradients } from './gradients/register.ts';
import type { WeightTensors } from './weights.ts';

/** A loss, and tensors that are worth reading beside it, such as its terms. */
export interface Loss {
  readonly loss: Scalar;
  readonly terms?: Readonly<Record<string, Tensor>>;
}

export interface ValueAndGradients extends Required<Loss> {
  readonly gradients: WeightTensors;
}

/**
 * The loss at `weights` and its gradient by each weight. Everything else made on the way is disposed of;
 * the caller disposes of what is returned.
 */
export function valueAndGradients(weights: WeightTensors, lossOf: (weights: WeightTensors) => Loss): ValueAndGradients {
  registerGradients();
  const names = Object.keys(weights);
  const named = (tensors: Tensor[]): WeightTensors => Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
  let terms: Readonly<Record<string, Tensor>> = {};
  const { value, grads } = tidy(() => {
    const run = valueAndGrads((...tensors: Tensor[]) => {
      const out = lossOf(named(tensors));
      terms = out.terms ?? {};
      for (const term of Object.values(terms)) keep(term);
      return out.loss;
    });
    return run(names.map((name) => weights[name]!)) as { value: Scalar; grads: Tensor[] };
  });
  return { loss: value, terms, gradients: named(grads) };
}
