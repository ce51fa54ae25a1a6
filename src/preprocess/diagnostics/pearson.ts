import { meanOf } from './moments.ts';
import { studentTwoSided } from './tail.ts';
import { type TestResult, untestableBecause } from './tested.ts';

/** Pearson's correlation with its two-sided p from Student's t with n - 2 degrees of freedom. @param x, y pairs, of equal length */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): TestResult {
  const bad = untestableBecause(x, 3) ?? untestableBecause(y, 3);
  if (bad) return bad;
  const n = x.length;
  const [mx, my] = [meanOf(x), meanOf(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [(x[i] as number) - mx, (y[i] as number) - my];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  const r = Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
  const rest = (1 - r) * (1 + r);
  const p = rest > 0 ? studentTwoSided(r * Math.sqrt((n - 2) / rest), n - 2) : 0;
  return { statistic: r, p, n, detail: {} };
}
