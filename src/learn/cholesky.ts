import { StudioError } from '../core/error.ts';

/** A covariance that is not positive definite. Nothing was computed from it. */
export class NotPositiveDefinite extends StudioError<'NotPositiveDefinite'> {
  readonly tag = 'NotPositiveDefinite';
  constructor(readonly details: { row: number; pivot: number }) {
    super(`covariance is not positive definite at row ${details.row} (pivot ${details.pivot})`);
  }
}

/**
 * Cholesky factor A = L Lᵀ, in place.
 *
 * @param a `[n, n]` row-major, symmetric; only the lower triangle is read. On return the lower triangle is L, the upper is zero
 * @throws NotPositiveDefinite
 */
export function cholesky(a: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const ri = i * n;
    for (let j = 0; j <= i; j++) {
      const s = (a[ri + j] as number) - dot(a, ri, a, j * n, j);
      if (i === j) {
        if (!(s > 0)) throw new NotPositiveDefinite({ row: i, pivot: s });
        a[ri + i] = Math.sqrt(s);
      } else {
        a[ri + j] = s / (a[j * n + j] as number);
      }
    }
    a.fill(0, ri + i + 1, ri + n);
  }
}

/** Solves L z = y for the leading `m` rows of `L[n, n]`; gives a new array of length m. */
export function forwardSolve(l: Float64Array, n: number, y: Float64Array, m = n): Float64Array {
  const z = new Float64Array(m);
  for (let i = 0; i < m; i++) z[i] = ((y[i] as number) - dot(l, i * n, z, 0, i)) / (l[i * n + i] as number);
  return z;
}

/** Solves Lᵀ x = z for the leading `m` rows; gives a new array of length m. */
export function backSolve(l: Float64Array, n: number, z: Float64Array, m = n): Float64Array {
  const x = z.slice(0, m);
  for (let i = m - 1; i >= 0; i--) {
    const xi = (x[i] as number) / (l[i * n + i] as number);
    x[i] = xi;
    const ri = i * n;
    for (let j = 0; j < i; j++) x[j] = (x[j] as number) - xi * (l[ri + j] as number);
  }
  return x;
}

/** A⁻¹ from its factor L, `[n, n]`, full symmetric. */
export function inverseFromFactor(l: Float64Array, n: number): Float64Array {
  // Row j of M = (L⁻¹)ᵀ holds column j of L⁻¹, so that every inner product below runs along memory.
  const m = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const rj = j * n;
    m[rj + j] = 1 / (l[rj + j] as number);
    for (let i = j + 1; i < n; i++) {
      const ri = i * n;
      m[rj + i] = -dot(l, ri + j, m, rj + j, i - j) / (l[ri + i] as number);
    }
  }
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const s = dot(m, i * n + i, m, j * n + i, n - i);
      inverse[i * n + j] = s;
      inverse[j * n + i] = s;
    }
  }
  return inverse;
}

/** Inner product of `count` numbers, four sums at a time so that additions do not wait for each other. */
function dot(a: Float64Array, aFrom: number, b: Float64Array, bFrom: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < count; k += 4) {
    s0 += (a[aFrom + k] as number) * (b[bFrom + k] as number);
    s1 += (a[aFrom + k + 1] as number) * (b[bFrom + k + 1] as number);
    s2 += (a[aFrom + k + 2] as number) * (b[bFrom + k + 2] as number);
    s3 += (a[aFrom + k + 3] as number) * (b[bFrom + k + 3] as number);
  }
  for (; k < count; k++) s0 += (a[aFrom + k] as number) * (b[bFrom + k] as number);
  return s0 + s1 + s2 + s3;
}
