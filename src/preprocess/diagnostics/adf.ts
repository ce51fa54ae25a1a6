import { type Fit, leastSquares, nestedResiduals } from './least-squares.ts';
import { mackinnonCritical, mackinnonP } from './mackinnon.ts';
import { type TestResult, untestableBecause } from './tested.ts';

const FEWEST = 12;
/** A share of the variance that is rounding of an exact fit. */
const NOISE = 1e-13;

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
  const lags = lagsByAic(x, most);
  if (lags === undefined) return DETERMINED;
  const fit = regression(x, lags);
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

/** Number of lags with the least AIC among 0 … most; undefined where the regressors are not independent or leave nothing over. */
function lagsByAic(x: ArrayLike<number>, most: number): number | undefined {
  const { y, columns } = regressors(x, most, most);
  const rest = nestedResiduals(y, columns);
  const total = y.reduce((sum, v) => sum + v * v, 0);
  let [lags, best] = [0, Number.POSITIVE_INFINITY];
  for (let k = 0; k <= most; k++) {
    const rss = rest?.[k + 1] ?? 0;
    if (!(rss > NOISE * total)) return undefined;
    const aic = y.length * Math.log(rss / y.length) + 2 * (k + 2);
    if (aic < best) [lags, best] = [k, aic];
  }
  return lags;
}

function regression(x: ArrayLike<number>, lags: number): Fit | undefined {
  const { y, columns } = regressors(x, lags, lags);
  return leastSquares(y, columns);
}

/** Δx, and in columns the level before it, a constant, and `lags` differences before it, for observations from `skip` on. */
function regressors(x: ArrayLike<number>, lags: number, skip: number) {
  const rows = x.length - 1 - skip;
  const difference = (t: number) => (x[t + 1] as number) - (x[t] as number);
  const along = (of: (t: number) => number) => Float64Array.from({ length: rows }, (_, i) => of(i + skip));
  const before = Array.from({ length: lags }, (_, k) => along((t) => difference(t - k - 1)));
  return { y: along(difference), columns: [along((t) => x[t] as number), along(() => 1), ...before] };
}
