import { meanOf } from './moments.ts';

/**
 * Autocorrelation at lags 0 … `most`, each sum divided by n (not n - k), which keeps the sequence positive definite, as R's `acf` and
 * statsmodels' `acf(adjusted=False)`.
 * @param x evenly spaced, without gaps, not all the same
 */
export function autocorrelation(x: ArrayLike<number>, most: number): Float64Array {
  const mean = meanOf(x);
  const e = Float64Array.from(x, (v) => v - mean);
  const out = new Float64Array(Math.min(most, x.length - 1) + 1);
  for (let k = 0; k < out.length; k++) {
    let sum = 0;
    for (let t = k; t < e.length; t++) sum += (e[t] as number) * (e[t - k] as number);
    out[k] = sum;
  }
  const whole = out[0] as number;
  return out.map((v) => v / whole);
}

/**
 * Partial autocorrelation at the same lags, by the Levinson-Durbin recursion on these autocorrelations (Yule-Walker), as R's `pacf` and
 * statsmodels' `pacf(method='ywm')`.
 * @param acf from lag 0 on
 */
export function partialAutocorrelation(acf: ArrayLike<number>): Float64Array {
  const out = new Float64Array(acf.length);
  out[0] = 1;
  let phi: number[] = [];
  let error = 1;
  for (let k = 1; k < acf.length; k++) {
    const sum = phi.reduce((s, f, j) => s - f * (acf[k - 1 - j] as number), acf[k] as number);
    // A series that is wholly determined by its past has nothing left to correlate.
    const next = error > 1e-14 ? sum / error : 0;
    phi = [...phi.map((f, j) => f - next * (phi[k - 2 - j] as number)), next];
    error *= 1 - next * next;
    out[k] = next;
  }
  return out;
}
