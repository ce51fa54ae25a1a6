import { Matrix, QrDecomposition } from 'ml-matrix';

/** An ordinary least squares fit. */
export interface Fit {
  readonly beta: readonly number[];
  /** Standard error of each coefficient. */
  readonly se: readonly number[];
  /** Sum of squared residuals. */
  readonly rss: number;
}

/** A column of which less than this share is its own is a combination of those before it. */
const RANK = 1e-10;

/**
 * Least squares by Householder QR.
 * @param columns regressors `[k][n]`, a constant included if there is to be one; k < n
 * @returns undefined where the columns are not independent
 */
export function leastSquares(y: ArrayLike<number>, columns: readonly ArrayLike<number>[]): Fit | undefined {
  const [n, k] = [y.length, columns.length];
  const x = matrixOf(columns, n);
  const qr = new QrDecomposition(x);
  const r = qr.upperTriangularMatrix;
  if (!isFullRank(r)) return undefined;
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

/**
 * Sums of squared residuals of the fits on the first 1, 2, … columns, from one decomposition.
 * @returns as long as `columns`; undefined where these are not independent
 */
export function nestedResiduals(y: Float64Array, columns: readonly ArrayLike<number>[]): number[] | undefined {
  const qr = new QrDecomposition(matrixOf(columns, y.length));
  if (!isFullRank(qr.upperTriangularMatrix)) return undefined;
  const q = qr.orthogonalMatrix;
  const rest = y.slice();
  return columns.map((_, j) => {
    let along = 0;
    for (let i = 0; i < rest.length; i++) along += q.get(i, j) * (rest[i] as number);
    let rss = 0;
    for (let i = 0; i < rest.length; i++) {
      rest[i] = (rest[i] as number) - along * q.get(i, j);
      rss += (rest[i] as number) ** 2;
    }
    return rss;
  });
}

function matrixOf(columns: readonly ArrayLike<number>[], rows: number): Matrix {
  const x = new Matrix(rows, columns.length);
  columns.forEach((c, j) => {
    for (let i = 0; i < rows; i++) x.set(i, j, c[i] as number);
  });
  return x;
}

function isFullRank(r: Matrix): boolean {
  return Array.from({ length: r.columns }, (_, j) => {
    let squares = 0;
    for (let i = 0; i <= j; i++) squares += r.get(i, j) ** 2;
    return Math.abs(r.get(j, j)) > RANK * Math.sqrt(squares);
  }).every(Boolean);
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
