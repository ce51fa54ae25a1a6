/**
 * Solves A X = B for a symmetric positive definite matrix.
 *
 * @param a  `[n, n]`, row by row; overwritten by its factor
 * @param b  right-hand sides, each of length n; overwritten by the solutions
 * @throws RangeError when the matrix is not positive definite: a covariance without noise on the diagonal
 */
export function choleskySolve(a: Float64Array, n: number, b: readonly Float64Array[]): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (a[i * n + k] as number) * (a[j * n + k] as number);
      if (i !== j) a[i * n + j] = sum / (a[j * n + j] as number);
      else if (sum > 0) a[i * n + i] = Math.sqrt(sum);
      else throw new RangeError(`matrix of ${n} is not positive definite at ${i}`);
    }
  }
  for (const x of b) substitute(a, n, x);
}

function substitute(l: Float64Array, n: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = x[i] as number;
    for (let k = 0; k < i; k++) sum -= (l[i * n + k] as number) * (x[k] as number);
    x[i] = sum / (l[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (l[k * n + i] as number) * (x[k] as number);
    x[i] = sum / (l[i * n + i] as number);
  }
}
