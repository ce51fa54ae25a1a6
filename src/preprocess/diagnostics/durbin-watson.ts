import { meanOf } from './moments.ts';
import { type TestResult, untestableBecause } from './tested.ts';

const FEWEST = 10;

/**
 * Statistic of Durbin and Watson of the departures from the mean: 2 without correlation from step to step, towards 0 where it is
 * positive, towards 4 where it is negative. It has no p without the regressors' bounds; 1.5 to 2.5 is commonly taken as harmless.
 * @param x evenly spaced, without gaps
 * @see Durbin and Watson 1950, Biometrika 37, 409
 */
export function durbinWatson(x: ArrayLike<number>): TestResult {
  const bad = untestableBecause(x, FEWEST);
  if (bad) return bad;
  const mean = meanOf(x);
  let [steps, squares] = [0, 0];
  for (let t = 0; t < x.length; t++) {
    squares += ((x[t] as number) - mean) ** 2;
    if (t > 0) steps += ((x[t] as number) - (x[t - 1] as number)) ** 2;
  }
  return { statistic: steps / squares, n: x.length, detail: {} };
}
