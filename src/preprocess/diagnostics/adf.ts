import { type Fit, leastSquares } from './least-squares.ts';
import { mackinnonCritical, mackinnonP } from './mackinnon.ts';
import { type TestResult, untestableBecause } from './tested.ts';

const FEWEST = 12;

/**
 * Augmented Dickey-Fuller test: the null hypothesis is a unit root, the alternative a series that returns to a constant level.
 * Number of lags by Akaike's criterion among 0 … min(⌈12 (n/100)^¼⌉, n/2 - 2), all compared on the same observations and the best
 * fitted anew on all it can use, as statsmodels' `adfuller(x, regression='c', autolag='AIC')`.
 *
 * @param x evenly spaced, without gaps
 * @see Dickey and Fuller 1979, J. Am. Stat. Assoc. 74, 427; Schwert 1989 for the most lags
 */
export function adf(x: ArrayLike<number>): TestResult {
  const bad = untestableBecause(x, FEWEST);
  if (bad) return bad;
  const n = x.length;
  const most = Math.min(Math.floor(n / 2) - 2, Math.ceil(12 * (n / 100) ** 0.25));
  let lags = 0;
  let best = Number.POSITIVE_INFINITY;
  for (let k = 0; k <= most; k++) {
    const fit = regression(x, k, most);
    if (!fit) return DETERMINED;
    const rows = n - 1 - most;
    const aic = rows * Math.log(fit.rss / rows) + 2 * (k + 2);
    if (aic < best) [best, lags] = [aic, k];
  }
  const fit = regression(x, lags, lags);
  const statistic = fit ? (fit.beta[0] as number) / (fit.se[0] as number) : Number.NaN;
  if (!Number.isFinite(statistic)) return DETERMINED;
  const used = n - 1 - lags;
  return {
    statistic,
    p: mackinnonP(statistic),
    n,
    detail: {
      lags,
      'critical 1%': mackinnonCritical('1%', used),
      'critical 5%': mackinnonCritical('5%', used),
      'critical 10%': mackinnonCritical('10%', used),
    },
  };
}

const DETERMINED = {
  untestable: 'each value follows exactly from those before it, which leaves no noise to test against',
};

/** Δx on the level before, `lags` differences before and a constant, for observations from `skip` on; undefined where it fits exactly. */
function regression(x: ArrayLike<number>, lags: number, skip: number): Fit | undefined {
  const rows = x.length - 1 - skip;
  const difference = (t: number) => (x[t + 1] as number) - (x[t] as number);
  const along = (of: (t: number) => number) => Float64Array.from({ length: rows }, (_, i) => of(i + skip));
  const y = along(difference);
  const columns = [along((t) => x[t] as number)];
  for (let k = 1; k <= lags; k++) columns.push(along((t) => difference(t - k)));
  columns.push(new Float64Array(rows).fill(1));
  const fit = leastSquares(y, columns);
  const total = y.reduce((sum, v) => sum + v * v, 0);
  return fit && fit.rss > 1e-20 * total ? fit : undefined;
}
