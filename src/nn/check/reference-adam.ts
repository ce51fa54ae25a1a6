import type { AdamKernelAttrs } from '../adam.contract.ts';

export interface AdamNumbers {
  readonly values: Float64Array;
  readonly mean: Float64Array;
  readonly second: Float64Array;
}

/** One Adam step as `adam.contract.ts` states it, in double precision. */
export function referenceAdam(
  { values, mean, second }: AdamNumbers,
  gradient: ArrayLike<number>,
  { rate, beta1, beta2, epsilon, clipNorm }: AdamKernelAttrs,
): AdamNumbers {
  const length = Math.sqrt(Array.from(gradient).reduce((sum, g) => sum + g * g, 0));
  const shorten = clipNorm > 0 && length > clipNorm ? clipNorm / length : 1;
  const m = mean.map((before, i) => beta1 * before + (1 - beta1) * shorten * gradient[i]!);
  const v = second.map((before, i) => beta2 * before + (1 - beta2) * (shorten * gradient[i]!) ** 2);
  return { values: values.map((w, i) => w - (rate * m[i]!) / (Math.sqrt(v[i]!) + epsilon)), mean: m, second: v };
}
