import { describe, expect, it } from 'vitest';
import { adf } from './adf.ts';
import { benjaminiHochberg, holm } from './adjust-p.ts';
import { autocorrelation, partialAutocorrelation } from './autocorrelation.ts';
import { brownForsythe } from './brown-forsythe.ts';
import { dagostino } from './dagostino.ts';
import { durbinWatson } from './durbin-watson.ts';
import reference from './fixture/diagnostics.json' with { type: 'json' };
import { type MadeSeries, madeSeries, Uniform } from './fixture/made-series.ts';
import { logGamma } from './gamma.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { kpss } from './kpss.ts';
import { ljungBox } from './ljung-box.ts';
import { moments } from './moments.ts';
import { moran, nearestNeighbours } from './moran.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { pearson } from './pearson.ts';
import { quantile } from './quantile.ts';
import { shapiroWilk } from './shapiro-wilk.ts';
import { chiSquaredUpper, fisherUpper, studentTwoSided } from './tail.ts';
import { isTested, type Tested, type TestResult } from './tested.ts';
import { varianceInflation } from './variance-inflation.ts';

/** Relative, or absolute where the value is below 1e-300. */
function close(found: number | undefined, wanted: number, tolerance: number, what = ''): void {
  const error = Math.abs((found as number) - wanted) / Math.max(Math.abs(wanted), 1e-300);
  expect(error, `${what}: ${found} for ${wanted}`).toBeLessThanOrEqual(tolerance);
}

const tested = (r: TestResult): Tested => {
  if (!isTested(r)) throw new Error(`not tested: ${r.untestable}`);
  return r;
};

describe('special functions against scipy', () => {
  const { special } = reference;
  const rows: [string, readonly (readonly number[])[], (...x: number[]) => number][] = [
    ['normalCdf', special.normalCdf, normalCdf as (...x: number[]) => number],
    ['normalQuantile', special.normalQuantile, normalQuantile as (...x: number[]) => number],
    ['logGamma', special.logGamma, logGamma as (...x: number[]) => number],
    ['chiSquaredUpper', special.chiSquaredUpper, chiSquaredUpper as (...x: number[]) => number],
    ['studentTwoSided', special.studentTwoSided, studentTwoSided as (...x: number[]) => number],
    ['fisherUpper', special.fisherUpper, fisherUpper as (...x: number[]) => number],
  ];
  it.each(rows)('%s agrees to 1e-10', (name, table, f) => {
    for (const row of table)
      close(f(...row.slice(0, -1)), row.at(-1) as number, 1e-10, `${name} of ${row.slice(0, -1)}`);
  });
});

describe.each(reference.tests)('tests of time series, $series', (row) => {
  const x = madeSeries(row.series as unknown as MadeSeries);

  it('is made as the fixture was', () =>
    close(
      x.reduce((s, v) => s + v, 0),
      row.sum,
      1e-12,
    ));

  it('has the ADF statistic, lags, p and critical values of statsmodels', () => {
    const r = tested(adf(x));
    close(r.statistic, row.adf.statistic, 1e-8);
    expect(r.detail.lags).toBe(row.adf.lags);
    close(r.p, row.adf.p, 1e-8);
    ['critical 1%', 'critical 5%', 'critical 10%'].forEach((name, i) => {
      close(r.detail[name] as number, row.adf.critical[i] as number, 1e-10);
    });
  });

  it('has the KPSS statistic, lags and tabulated p of statsmodels', () => {
    const r = tested(kpss(x));
    close(r.statistic, row.kpss.statistic, 1e-10);
    expect(r.detail.lags).toBe(row.kpss.lags);
    close(r.p, row.kpss.p, 1e-8);
    expect(r.bound).toBe(row.kpss.p === 0.1 ? 'at least' : row.kpss.p === 0.01 ? 'at most' : undefined);
  });

  it('has the ACF of statsmodels and the PACF of statsmodels and R', () => {
    const acf = autocorrelation(x, 10);
    row.acf.forEach((v, k) => {
      close(acf[k], v, 1e-9, `lag ${k}`);
    });
    const pacf = partialAutocorrelation(acf);
    row.pacf.forEach((v, k) => {
      close(pacf[k], v, 1e-7, `partial, lag ${k}`);
    });
    row.pacfR.forEach((v, k) => {
      close(pacf[k + 1], v, 1e-7, `partial in R, lag ${k + 1}`);
    });
  });

  it('has the Ljung-Box and Durbin-Watson statistics of statsmodels', () => {
    const r = tested(ljungBox(x, row.ljungBox.lags));
    close(r.statistic, row.ljungBox.statistic, 1e-9);
    close(r.p, row.ljungBox.p, 1e-8);
    close(tested(durbinWatson(x)).statistic, row.durbinWatson, 1e-10);
  });

  it('has the moments and quantiles of numpy and scipy', () => {
    const m = moments(x);
    [m.mean, m.sd, m.skewness, m.kurtosis].forEach((v, i) => {
      close(v, row.moments[i] as number, 1e-9);
    });
    const sorted = x.slice().sort();
    [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1].forEach((p, i) => {
      close(quantile(sorted, p), row.quantiles[i] as number, 1e-10);
    });
  });
});

describe('normality', () => {
  it.each(reference.normality)('has the Shapiro-Wilk W and p of R, $series', (row) => {
    const r = tested(shapiroWilk(madeSeries(row.series as unknown as MadeSeries)));
    close(r.statistic, row.shapiro.statistic, 1e-9);
    close(r.p, row.shapiro.p, 1e-6);
  });

  it.each(reference.normality.filter((r) => r.dagostino))('has the K² of scipy, $series', (row) => {
    const r = tested(dagostino(madeSeries(row.series as unknown as MadeSeries)));
    close(r.statistic, row.dagostino?.statistic as number, 1e-8);
    close(r.p, row.dagostino?.p as number, 1e-8);
    close(r.detail['z of kurtosis'] as number, row.dagostino?.zk as number, 1e-8);
  });
});

describe('comparisons of samples', () => {
  it.each(reference.levene)('has the Brown-Forsythe statistic of scipy, %#', (row) => {
    const r = tested(brownForsythe(row.groups.map((g) => madeSeries(g as unknown as MadeSeries))));
    close(r.statistic, row.statistic, 1e-9);
    close(r.p, row.p, 1e-8);
  });

  it.each(reference.ks)('has the Kolmogorov-Smirnov distance and p of scipy, $a and $b', ({ a, b, statistic, p }) => {
    const r = tested(kolmogorovSmirnov(madeSeries(a as unknown as MadeSeries), madeSeries(b as unknown as MadeSeries)));
    close(r.statistic, statistic, 1e-10);
    close(r.p, p, 1e-8);
  });

  it('has the correlations, adjusted p and variance inflation of scipy and statsmodels', () => {
    const { columns, pairs, holm: h, bh, vif } = reference.correlation;
    const data = columns.map((c) => madeSeries(c as unknown as MadeSeries));
    data[1] = (data[0] as Float64Array).map((v, i) => 2 * v + 0.5 * ((data[1] as Float64Array)[i] as number));
    const found = pairs.map(([i, j]) =>
      tested(pearson(data[i as number] as Float64Array, data[j as number] as Float64Array)),
    );
    pairs.forEach(([, , r, p], k) => {
      close(found[k]?.statistic, r as number, 1e-9);
      close(found[k]?.p, p as number, 1e-7);
    });
    const raw = found.map((f) => f.p as number);
    holm(raw).forEach((v, k) => {
      close(v, h[k] as number, 1e-7);
    });
    benjaminiHochberg(raw).forEach((v, k) => {
      close(v, bh[k] as number, 1e-7);
    });
    const matrix = data.map((x) => data.map((y) => tested(pearson(x, y)).statistic));
    varianceInflation(matrix).forEach((v, k) => {
      close(v, vif[k] as number, 1e-8);
    });
  });

  it.each(reference.moran)("has Moran's I of the formula in numpy, $n places", (row) => {
    const u = new Uniform(row.seed);
    const places = Array.from({ length: row.n }, () => ({ lat: 60 + 10 * u.next(), lon: -165 + 25 * u.next() }));
    const x = places.map((p) => row.slope * p.lat + u.normal());
    const wanted = row.nearest;
    const r = tested(moran(x, nearestNeighbours(places, row.k), 1));
    close(r.statistic, wanted.statistic, 1e-9);
    close(r.detail.expected as number, wanted.expected, 1e-12);
    close(r.detail.z as number, wanted.z, 1e-8);
    close(r.p, wanted.p, 1e-7);
    // Both ask the same question: they must not differ by more than the draw of permutations and the shape of the tail.
    const oneSided = wanted.z > 0 ? wanted.p / 2 : 1 - wanted.p / 2;
    expect(Math.abs((r.detail['p by permutation'] as number) - oneSided)).toBeLessThan(0.06);
  });
});
