import { incompleteBeta } from './beta.ts';
import { upperGamma } from './gamma.ts';

/** Probability that |T| of Student's t with `df` degrees of freedom exceeds |t|. */
export function studentTwoSided(t: number, df: number): number {
  const below = df + t * t;
  return Number.isFinite(below) ? incompleteBeta(df / below, df / 2, 0.5, (t * t) / below) : 0;
}

/** Probability that Fisher's F exceeds f. */
export function fisherUpper(f: number, df1: number, df2: number): number {
  if (!(f > 0)) return 1;
  const below = df2 + df1 * f;
  return Number.isFinite(below) ? incompleteBeta(df2 / below, df2 / 2, df1 / 2, (df1 * f) / below) : 0;
}

/** Probability that chi-squared exceeds x. */
export const chiSquaredUpper = (x: number, df: number): number => upperGamma(df / 2, Math.max(0, x) / 2);
