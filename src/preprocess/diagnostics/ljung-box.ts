import { autocorrelation } from './autocorrelation.ts';
import { chiSquaredUpper } from './tail.ts';
import { type TestResult, untestableBecause } from './tested.ts';

const FEWEST = 10;

/**
 * Test of Ljung and Box that autocorrelation at all lags 1 … `lags` is zero.
 * @param x evenly spaced, without gaps
 * @param lags at most n - 2; more are cut back to that
 * @see Ljung and Box 1978, Biometrika 65, 297
 */
export function ljungBox(x: ArrayLike<number>, lags: number): TestResult {
  const bad = untestableBecause(x, FEWEST);
  if (bad) return bad;
  const n = x.length;
  const used = Math.max(1, Math.min(lags, n - 2));
  const r = autocorrelation(x, used);
  let sum = 0;
  for (let k = 1; k <= used; k++) sum += (r[k] as number) ** 2 / (n - k);
  const statistic = n * (n + 2) * sum;
  return { statistic, p: chiSquaredUpper(statistic, used), n, detail: { lags: used } };
}
