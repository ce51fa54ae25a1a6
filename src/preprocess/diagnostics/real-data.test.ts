import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { groupBy } from '../../sources/group-by.ts';
import { realDataIsHere, realFile } from '../../sources/test-data.node.ts';
import { adf } from './adf.ts';
import { brownForsythe } from './brown-forsythe.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { kpss } from './kpss.ts';
import { moments } from './moments.ts';
import { shapiroWilk } from './shapiro-wilk.ts';
import type { Tested } from './tested.ts';

interface Row {
  readonly code: string;
  readonly name: string;
  readonly alt_cm: string;
  readonly flag: string;
}

// What scipy 1.10, statsmodels 0.13 and R 4.2 say of the unflagged rows of calm_alaska_long.csv, in metres and in the order of the file.
describe.skipIf(!realDataIsHere)('measured thaw depth', async () => {
  const text = realDataIsHere ? await realFile('calm/calm_alaska_long.csv').bytes() : new Uint8Array();
  const rows = Papa.parse<Row>(new TextDecoder().decode(text), { header: true, skipEmptyLines: true }).data;
  const ok = rows.filter((r) => r.flag === '');
  const metres = (of: readonly Row[]) => of.map((r) => Number(r.alt_cm) / 100);
  const x = metres(ok);
  const relative = (found: number | undefined, wanted: number) => expect((found as number) / wanted).toBeCloseTo(1, 7);

  it('has the moments of numpy and the W of R', () => {
    const m = moments(x);
    expect(m.n).toBe(783);
    relative(m.mean, 0.5137803320561941);
    relative(m.sd, 0.1688384047758546);
    relative(m.skewness, 1.8944769462957594);
    relative(m.kurtosis, 5.596444663580998);
    const w = shapiroWilk(x) as Tested;
    relative(w.statistic, 0.851936611854461);
    relative(w.p, 1.93429505669975e-26);
  });

  it('spreads between sites as scipy says', () => {
    const sites = groupBy(ok, (r) => `${r.code} ${r.name}`);
    const large = [...sites.values()].filter((s) => s.length >= 5).map(metres);
    expect(large.length).toBe(47);
    const r = brownForsythe(large) as Tested;
    relative(r.statistic, 4.354783699230935);
    relative(r.p, 4.496059171121115e-18);
  });

  it('is stationary at Utqiagvik as statsmodels says', () => {
    const series = metres(ok.filter((r) => r.code === 'U1'));
    expect(series.length).toBe(25);
    const [root, level] = [adf(series) as Tested, kpss(series) as Tested];
    relative(root.statistic, -3.5752704412809835);
    relative(root.p, 0.006251788775665552);
    expect(root.detail.lags).toBe(0);
    relative(level.statistic, 0.33101136404251913);
    expect(level).toMatchObject({ p: 0.1, bound: 'at least' });
  });

  it('differs between the first 300 rows and the others as scipy says', () => {
    relative((kolmogorovSmirnov(x.slice(0, 300), x.slice(300)) as Tested).statistic, 0.3029399585921325);
  });
});
