import { normalQuantile } from './normal.ts';
import { quantile } from './quantile.ts';

/** Points of a normal quantile plot: theoretical quantile and standardised sample value, ascending. */
export interface QuantilePlot {
  readonly theoretical: readonly number[];
  readonly sample: readonly number[];
}

const MOST = 200;

/**
 * At most 200 points at plotting positions (i - 3/8) / (n + 1/4) (Blom 1958); more values are thinned by quantile, the ends kept.
 * @param sorted ascending, finite, at least one; without spread all sample values are 0
 */
export function quantilePlot(sorted: ArrayLike<number>, mean: number, sd: number): QuantilePlot {
  const n = sorted.length;
  const points = Math.min(n, MOST);
  const theoretical: number[] = [];
  const sample: number[] = [];
  for (let i = 0; i < points; i++) {
    // Rank among all n, 1 to n, that this point stands for.
    const rank = points === 1 ? 1 : 1 + (i * (n - 1)) / (points - 1);
    theoretical.push(normalQuantile((rank - 0.375) / (n + 0.25)));
    const value = quantile(sorted, n === 1 ? 0 : (rank - 1) / (n - 1));
    sample.push(sd > 0 ? (value - mean) / sd : 0);
  }
  return { theoretical, sample };
}
