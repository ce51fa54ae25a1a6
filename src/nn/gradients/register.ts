import { getGradient, registerGradient } from '@tensorflow/tfjs-core';
import { ARITHMETIC } from './arithmetic.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { LAYOUT } from './layout.ts';

/** Every operation that may stand between a weight and a loss of ours. */
export const DIFFERENTIABLE: readonly string[] = [...ARITHMETIC, ...ELEMENTWISE, ...LAYOUT].map((g) => g.kernelName);

/**
 * Registers our gradients. The package's own come as one import that only a bundler can resolve, so that the command
 * line would have none; they also use transposed products, which are ten times slower on wasm.
 */
export function registerGradients(): void {
  for (const gradient of [...ARITHMETIC, ...ELEMENTWISE, ...LAYOUT]) {
    if (!getGradient(gradient.kernelName)) registerGradient(gradient);
  }
}
