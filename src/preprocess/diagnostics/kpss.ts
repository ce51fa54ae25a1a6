import { meanOf } from './moments.ts';
import { type TestResult, untestableBecause } from './tested.ts';

const FEWEST = 12;
/** Critical values of the level statistic. Kwiatkowski et al. 1992, table 1. */
const TABLE = [
  [0.347, 0.1],
  [0.463, 0.05],
  [0.574, 0.025],
  [0.739, 0.01],
] as const;

/**
 * Test of Kwiatkowski, Phillips, Schmidt and Shin: the null hypothesis is a series that varies about a constant level, the alternative
 * a unit root. Bartlett weights; number of lags after Hobijn et al. (1998), as statsmodels' `kpss(x, 'c', nlags='auto')`. p is
 * interpolated in the published table, which ends at 0.1 and 0.01: beyond, `bound` says so.
 *
 * @param x evenly spaced, without gaps
 * @see Kwiatkowski et al. 1992, J. Econometrics 54, 159; Hobijn, Franses and Ooms 1998, Stat. Neerl. 58, 483
 */
export function kpss(x: ArrayLike<number>): TestResult {
  const bad = untestableBecause(x, FEWEST);
  if (bad) return bad;
  const n = x.length;
  const mean = meanOf(x);
  const e = Float64Array.from(x, (v) => v - mean);
  const lags = lagsOf(e);
  let sum = 0;
  let eta = 0;
  for (const v of e) {
    sum += v;
    eta += sum * sum;
  }
  let variance = product(e, 0);
  for (let k = 1; k <= lags; k++) variance += 2 * product(e, k) * (1 - k / (lags + 1));
  if (!(variance > 0)) return { untestable: 'its long-run variance is not positive' };
  const statistic = eta / n / variance;
  return { statistic, ...pOf(statistic), n, detail: { lags, 'critical 5%': 0.463, 'critical 1%': 0.739 } };
}

const product = (e: Float64Array, lag: number): number => {
  let sum = 0;
  for (let t = lag; t < e.length; t++) sum += (e[t] as number) * (e[t - lag] as number);
  return sum;
};

function lagsOf(e: Float64Array): number {
  const n = e.length;
  let s0 = product(e, 0) / n;
  let s1 = 0;
  for (let k = 1; k <= Math.trunc(n ** (2 / 9)); k++) {
    const twice = (2 * product(e, k)) / n;
    s0 += twice;
    s1 += k * twice;
  }
  const lags = Math.trunc(1.1447 * Math.cbrt((s1 / s0) ** 2) * Math.cbrt(n));
  return Number.isFinite(lags) ? Math.min(lags, n - 1) : n - 1;
}

function pOf(statistic: number): { p: number; bound?: 'at most' | 'at least' } {
  if (statistic <= TABLE[0][0]) return { p: 0.1, bound: 'at least' };
  if (statistic >= TABLE[3][0]) return { p: 0.01, bound: 'at most' };
  const above = TABLE.findIndex(([critical]) => critical > statistic);
  const [[x0, p0], [x1, p1]] = [TABLE[above - 1], TABLE[above]] as [
    readonly [number, number],
    readonly [number, number],
  ];
  return { p: p0 + ((p1 - p0) * (statistic - x0)) / (x1 - x0) };
}
