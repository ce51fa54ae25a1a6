import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** What stands for a variable that is an exact combination of the others. */
export const MOST_INFLATION = 1e9;
/** Smallest eigenvalue of a correlation matrix that is told from rounding. */
const LEAST = 1e-10;

/**
 * Variance inflation factor of each variable, 1 / (1 - R²) of its regression on the others and a constant: the diagonal of the inverse
 * correlation matrix. At most 1e9.
 * @param correlation symmetric, 1 on the diagonal, without gaps
 */
export function varianceInflation(correlation: readonly (readonly number[])[]): number[] {
  const k = correlation.length;
  if (k === 0) return [];
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    new Matrix(correlation.map((row) => [...row])),
    { assumeSymmetric: true },
  );
  return Array.from({ length: k }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < k; j++) {
      const share = eigenvectorMatrix.get(i, j) ** 2;
      const value = realEigenvalues[j] as number;
      // A direction without variance concerns only the variables that take part in it.
      if (value > LEAST) sum += share / value;
      else if (share > LEAST) return MOST_INFLATION;
    }
    return Math.min(MOST_INFLATION, Math.max(1, sum));
  });
}
