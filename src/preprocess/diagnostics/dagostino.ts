import { moments } from './moments.ts';
import { chiSquaredUpper } from './tail.ts';
import { type TestResult, untestableBecause } from './tested.ts';

/** Below this the normal approximation of the kurtosis is poor. */
const FEWEST = 20;

/**
 * D'Agostino and Pearson's K² test of normality, from skewness and kurtosis together.
 * @see D'Agostino 1970, Biometrika 57, 679; Anscombe and Glynn 1983, Biometrika 70, 227; D'Agostino and Pearson 1973, Biometrika 60, 613
 */
export function dagostino(x: ArrayLike<number>): TestResult {
  const bad = untestableBecause(x, FEWEST);
  if (bad) return bad;
  const { n, skewness, kurtosis } = moments(x);
  const zs = skewnessScore(skewness, n);
  const zk = kurtosisScore(kurtosis + 3, n);
  const statistic = zs * zs + zk * zk;
  return { statistic, p: chiSquaredUpper(statistic, 2), n, detail: { 'z of skewness': zs, 'z of kurtosis': zk } };
}

function skewnessScore(g1: number, n: number): number {
  const y = g1 * Math.sqrt(((n + 1) * (n + 3)) / (6 * (n - 2)));
  const beta2 = (3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3)) / ((n - 2) * (n + 5) * (n + 7) * (n + 9));
  const w2 = Math.sqrt(2 * (beta2 - 1)) - 1;
  return Math.asinh(y * Math.sqrt((w2 - 1) / 2)) / Math.sqrt(0.5 * Math.log(w2));
}

function kurtosisScore(b2: number, n: number): number {
  const expected = (3 * (n - 1)) / (n + 1);
  const variance = (24 * n * (n - 2) * (n - 3)) / ((n + 1) ** 2 * (n + 3) * (n + 5));
  const x = (b2 - expected) / Math.sqrt(variance);
  const beta1 =
    ((6 * (n * n - 5 * n + 2)) / ((n + 7) * (n + 9))) * Math.sqrt((6 * (n + 3) * (n + 5)) / (n * (n - 2) * (n - 3)));
  const a = 6 + (8 / beta1) * (2 / beta1 + Math.sqrt(1 + 4 / (beta1 * beta1)));
  const below = 1 + x * Math.sqrt(2 / (a - 4));
  return (1 - 2 / (9 * a) - Math.cbrt((1 - 2 / a) / below)) / Math.sqrt(2 / (9 * a));
}
