import { type TestResult, untestableBecause } from './tested.ts';

/** Products of the two sizes up to which p is counted exactly, as in R's `ks.test`. */
const EXACT = 10_000;

/**
 * Two-sample Kolmogorov-Smirnov test: the largest distance between two empirical distribution functions. p is exact (all orders of the
 * two samples equally likely) for small samples without ties, and the limit distribution otherwise; with ties it is too large.
 * @see Hodges 1958, Ark. Mat. 3, 469 for the exact count; Kolmogorov 1933 for the limit
 */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): TestResult {
  const bad = [a, b].map((x) => untestableBecause(x, 2)).find((u) => u && u.untestable !== 'all values are the same');
  if (bad) return bad;
  const [x, y] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  const { distance, tied } = largestDistance(x, y);
  const exact = !tied && x.length * y.length <= EXACT;
  const root = Math.sqrt((x.length * y.length) / (x.length + y.length));
  return {
    statistic: distance,
    p: exact ? exactUpper(distance, x.length, y.length) : limitUpper(root * distance),
    n: x.length + y.length,
    detail: { 'n before': x.length, 'n after': y.length, p: exact ? 'exact' : 'limit distribution' },
  };
}

function largestDistance(x: Float64Array, y: Float64Array): { distance: number; tied: boolean } {
  let [i, j, distance, tied] = [0, 0, 0, false];
  while (i < x.length && j < y.length) {
    const v = Math.min(x[i] as number, y[j] as number);
    const from = i + j;
    while (i < x.length && (x[i] as number) <= v) i++;
    while (j < y.length && (y[j] as number) <= v) j++;
    if (i + j - from > 1) tied = true;
    distance = Math.max(distance, Math.abs(i / x.length - j / y.length));
  }
  return { distance, tied };
}

/** Share of all paths through the lattice of ranks that reach a distance of `d` or more. */
function exactUpper(d: number, m: number, n: number): number {
  // The distance is a multiple of 1/(mn): half a step below leaves rounding no say.
  const limit = d - 0.5 / (m * n);
  const reached = new Float64Array(n + 1);
  for (let i = 0; i <= m; i++) {
    for (let j = 0; j <= n; j++) {
      if (Math.abs(i / m - j / n) > limit) reached[j] = 1;
      else if (i === 0 || j === 0)
        reached[j] = i === 0 ? (j === 0 ? 0 : (reached[j - 1] as number)) : (reached[j] as number);
      else reached[j] = (i * (reached[j] as number) + j * (reached[j - 1] as number)) / (i + j);
    }
  }
  return reached[n] as number;
}

/** Upper tail of the Kolmogorov distribution; below 1 by the theta-function form, which converges fast there. */
function limitUpper(z: number): number {
  if (z <= 0.04) return 1;
  if (z < 1) {
    let sum = 0;
    for (let k = 1; k < 40; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * z * z));
    return 1 - (Math.sqrt(2 * Math.PI) / z) * sum;
  }
  let sum = 0;
  for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * z * z);
  return sum;
}
