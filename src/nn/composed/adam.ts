import {
  add,
  div,
  type KernelConfig,
  minimum,
  mul,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import type { AdamKernelAttrs, AdamKernelInput } from '../adam.contract.ts';

/** g shortened to `norm` when it is longer; never read back, so that a step stays on the device. */
function clipped(g: Tensor, norm: number): Tensor {
  // The tiny term keeps a zero gradient from dividing by zero.
  const length = sqrt(add(sum(square(g)), 1e-20));
  return mul(g, minimum(div(norm, length), 1));
}

function step({ values, mean, second, gradient }: AdamKernelInput, attrs: AdamKernelAttrs): Tensor[] {
  const { rate, beta1, beta2, epsilon, clipNorm } = attrs;
  const g = clipNorm > 0 ? clipped(gradient, clipNorm) : gradient;
  const m = add(mul(mean, beta1), mul(g, 1 - beta1));
  const v = add(mul(second, beta2), mul(square(g), 1 - beta2));
  return [sub(values, div(mul(m, rate), add(sqrt(v), epsilon))), m, v];
}

/** The optimiser in stock ops. */
export const composedAdam = (backendName: string): KernelConfig => ({
  kernelName: 'ThawAdam',
  backendName,
  kernelFunc: ({ inputs, attrs }) =>
    tidy(() => step(inputs as unknown as AdamKernelInput, attrs as unknown as AdamKernelAttrs)),
});
