import { Matrix, QrDecomposition } from 'ml-matrix';

/** An ordinary least squares fit. */
export interface Fit {
  readonly beta: readonly number[];
  /** Standard error of each coefficient. */
  readonly se: readonly number[];
  /** Sum of squared residuals. */
  readonly rss: number;
}

/** Below this share of the largest diagonal element of R a column is a combination of the others. */
const RANK = 1e-10;

/**
 * Least squares by Householder QR.
 * @param columns regressors `[k][n]`, a constant included if there is to be one; k < n
 * @returns undefined where the columns are not independent
 */
export function leastSquares(y: ArrayLike<number>, columns: readonly ArrayLike<number>[]): Fit | undefined {
  const [n, k] = [y.length, columns.length];
  const x = new Matrix(n, k);
  columns.forEach((c, j) => {
    for (let i = 0; i < n; i++) x.set(i, j, c[i] as number);
  });
  const qr = new QrDecomposition(x);
  const r = qr.upperTriangularMatrix;
  const diagonal = Array.from({ length: k }, (_, j) => Math.abs(r.get(j, j)));
  if (!(Math.min(...diagonal) > RANK * Math.max(...diagonal))) return undefined;
  const beta = qr.solve(Matrix.columnVector(Array.from(y))).to1DArray();
  let rss = 0;
  for (let i = 0; i < n; i++) {
    let e = y[i] as number;
    for (let j = 0; j < k; j++) e -= (beta[j] as number) * x.get(i, j);
    rss += e * e;
  }
  const s = Math.sqrt(rss / (n - k));
  return { beta, rss, se: inverseRowNorms(r).map((norm) => s * norm) };
}

/** Norms of the rows of R⁻¹: roots of the diagonal of (X'X)⁻¹. */
function inverseRowNorms(r: Matrix): number[] {
  const k = r.columns;
  const squares = new Array<number>(k).fill(0);
  for (let j = 0; j < k; j++) {
    const column = new Float64Array(k);
    for (let i = j; i >= 0; i--) {
      let sum = i === j ? 1 : 0;
      for (let m = i + 1; m <= j; m++) sum -= r.get(i, m) * (column[m] as number);
      column[i] = sum / r.get(i, i);
      squares[i] = (squares[i] as number) + (column[i] as number) ** 2;
    }
  }
  return squares.map(Math.sqrt);
}
