/** Moments of a sample in double precision, two passes. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Divided by n - 1; 0 of a single value. */
  readonly sd: number;
  /** Fisher's g1 (biased, as scipy and R's moments); 0 where all are equal. */
  readonly skewness: number;
  /** Excess, g2 (biased); 0 where all are equal or too small to be raised to a fourth power. */
  readonly kurtosis: number;
}

/** A spread of less than this share of the mean is rounding. */
const ROUNDING = 1e-12;

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
  const spread = m2 / n;
  const [skewness, kurtosis] = [m3 / n / spread ** 1.5, m4 / n / (spread * spread) - 3];
  const shaped =
    Math.sqrt(spread) > ROUNDING * Math.abs(mean) && Number.isFinite(skewness) && Number.isFinite(kurtosis);
  return { n, mean, sd, skewness: shaped ? skewness : 0, kurtosis: shaped ? kurtosis : 0 };
}

/** @param x finite, at least one */
export function meanOf(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] as number;
  return sum / x.length;
}
