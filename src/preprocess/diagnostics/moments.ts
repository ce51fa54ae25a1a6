/** Moments of a sample in double precision, two passes. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Divided by n - 1; 0 of a single value. */
  readonly sd: number;
  /** Fisher's g1 (biased, as scipy and R's moments); 0 where all are equal. */
  readonly skewness: number;
  /** Excess, g2 (biased); 0 where all are equal. */
  readonly kurtosis: number;
}

/** @param x finite, at least one */
export function moments(x: ArrayLike<number>): Moments {
  const n = x.length;
  const mean = meanOf(x);
  let [m2, m3, m4] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const d = (x[i] as number) - mean;
    const dd = d * d;
    m2 += dd;
    m3 += dd * d;
    m4 += dd * dd;
  }
  const sd = n > 1 ? Math.sqrt(m2 / (n - 1)) : 0;
  if (!(Math.sqrt(m2 / n) > 1e-12 * Math.abs(mean))) return { n, mean, sd, skewness: 0, kurtosis: 0 };
  const spread = m2 / n;
  return { n, mean, sd, skewness: m3 / n / spread ** 1.5, kurtosis: m4 / n / (spread * spread) - 3 };
}

/** @param x finite, at least one */
export function meanOf(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] as number;
  return sum / x.length;
}
