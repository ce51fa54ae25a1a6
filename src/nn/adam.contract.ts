import { engine, type NamedTensorMap, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';

/*
 * What a backend must give to take an Adam step: the kernel `ThawAdam` on all weights packed in one tensor.
 *   g = gradient * min(1, clipNorm / |gradient|);  mean' = b1 mean + (1 - b1) g;  second' = b2 second + (1 - b2) g^2;
 *   values' = values - rate mean' / (sqrt(second') + epsilon)
 */

/** Flat, all of one length. */
export interface AdamKernelInput {
  readonly values: Tensor;
  readonly mean: Tensor;
  readonly second: Tensor;
  readonly gradient: Tensor;
}

export interface AdamKernelAttrs {
  /** Learning rate times both bias corrections. */
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Longest gradient; 0 does not clip. */
  readonly clipNorm: number;
}

/** @returns values, mean and second after the step; the inputs stay */
export function runAdam(input: AdamKernelInput, attrs: AdamKernelAttrs): [Tensor1D, Tensor1D, Tensor1D] {
  const named = input as unknown as NamedTensorMap;
  return engine().runKernel('ThawAdam', named, { ...attrs }) as Tensor[] as [Tensor1D, Tensor1D, Tensor1D];
}
