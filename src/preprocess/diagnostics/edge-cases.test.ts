import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../core/random.ts';
import { adf } from './adf.ts';
import { benjaminiHochberg, holm } from './adjust-p.ts';
import { autocorrelation, partialAutocorrelation } from './autocorrelation.ts';
import { brownForsythe } from './brown-forsythe.ts';
import { dagostino } from './dagostino.ts';
import { distribution } from './distribution.ts';
import { durbinWatson } from './durbin-watson.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { kpss } from './kpss.ts';
import { ljungBox } from './ljung-box.ts';
import { moran, nearestNeighbours } from './moran.ts';
import { pearson } from './pearson.ts';
import { shapiroWilk } from './shapiro-wilk.ts';
import { isTested, type Tested, type TestResult } from './tested.ts';
import { MOST_INFLATION, varianceInflation } from './variance-inflation.ts';

const places = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ lat: 60 + (i % 7), lon: -160 + (i % 11) + i / 1000 }));
const TESTS: Record<string, (x: readonly number[]) => TestResult> = {
  ADF: adf,
  KPSS: kpss,
  'Ljung-Box': (x) => ljungBox(x, 10),
  'Durbin-Watson': durbinWatson,
  'Shapiro-Wilk': shapiroWilk,
  "D'Agostino": dagostino,
  'Brown-Forsythe': (x) => brownForsythe([x.slice(0, x.length >> 1), x.slice(x.length >> 1)]),
  'Kolmogorov-Smirnov': (x) => kolmogorovSmirnov(x.slice(0, x.length >> 1), x.slice(x.length >> 1)),
  Pearson: (x) => pearson(x, noise(x.length, 999_999)),
  "Moran's I": (x) => moran(x, nearestNeighbours(places(x.length), 4), 1, 49),
};
const NAMES = Object.keys(TESTS);
const noise = (n: number, seed = 1) => {
  const random = new Random(seed);
  return Array.from({ length: n }, () => random.normal());
};

function sound(r: TestResult): void {
  if (!isTested(r)) {
    expect(r.untestable).toMatch(/^[a-z].*[a-z0-9]$/);
    return;
  }
  expect(r.statistic).toSatisfy(Number.isFinite);
  if (r.p !== undefined) expect(r.p >= 0 && r.p <= 1, `p ${r.p}`).toBe(true);
  for (const v of Object.values(r.detail)) if (typeof v === 'number') expect(v).toSatisfy(Number.isFinite);
}

describe.each(NAMES)('%s', (name) => {
  const test = TESTS[name] as (x: readonly number[]) => TestResult;

  it.each<[string, readonly number[]]>([
    ['nothing', []],
    ['one value', [1]],
    ['two values', [1, 2]],
    ['a constant', new Array(50).fill(0.1 + 0.2)],
    ['a constant but for rounding', Array.from({ length: 50 }, (_, i) => 1e6 + (i % 2) * 1e-9)],
    ['gaps', [...noise(40), Number.NaN]],
    ['infinity', [...noise(40), Number.POSITIVE_INFINITY]],
    ['values that overflow when squared', noise(40).map((v) => v * 1e200)],
    ['values that vanish when squared', noise(40).map((v) => v * 1e-200)],
  ])('says why it cannot test %s', (what, x) => {
    const r = test(x);
    expect(isTested(r), JSON.stringify(r)).toBe(name === 'Kolmogorov-Smirnov' && /constant/.test(what));
    sound(r);
  });

  it.each<[string, readonly number[]]>([
    ['a straight line', Array.from({ length: 60 }, (_, i) => i)],
    ['two values in turn', Array.from({ length: 60 }, (_, i) => i % 2)],
    ['one step', Array.from({ length: 60 }, (_, i) => (i < 30 ? 0 : 1))],
    ['one spike', Array.from({ length: 60 }, (_, i) => (i === 20 ? 1 : 0))],
    ['a season', Array.from({ length: 60 }, (_, i) => Math.sin((Math.PI * i) / 6))],
    ['doubling', Array.from({ length: 60 }, (_, i) => 2 ** i)],
    ['thousands of values', noise(20_000)],
  ])('is never NaN for %s', (_, x) => {
    // Eight nearest of 20 000 places is a matter of minutes, and nobody asks for it.
    if (name !== "Moran's I" || x.length < 1000) sound(test(x));
  });

  it('is never NaN and never throws, whatever the numbers', () => {
    const value = fc.oneof(
      fc.double({ noNaN: false }),
      fc.integer({ min: -3, max: 3 }),
      fc.double({ min: -10, max: 10, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (x) => {
        sound(test(x));
      }),
      { seed: 5, numRuns: 150 },
    );
    const small = fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 14, maxLength: 40 });
    fc.assert(
      fc.property(small, (x) => {
        sound(test(x));
      }),
      { seed: 6, numRuns: 150 },
    );
  });

  it('does not depend on unit or origin', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0.01, max: 1000, noNaN: true }), (seed, scale) => {
        const x = noise(40, seed);
        const [a, b] = [test(x), test(x.map((v) => 3 + scale * v))] as [Tested, Tested];
        expect(b.statistic).toBeCloseTo(a.statistic, 7);
        expect(b.p ?? 0).toBeCloseTo(a.p ?? 0, 7);
      }),
      { seed: 7, numRuns: 30 },
    );
  });
});

describe('under their null hypothesis', () => {
  const SPARED: Record<string, number> = { ADF: 0, 'Durbin-Watson': 0 };
  it.each(NAMES.filter((n) => SPARED[n] === undefined))('%s rejects about one in twenty', (name) => {
    const test = TESTS[name] as (x: readonly number[]) => TestResult;
    let rejected = 0;
    for (let seed = 0; seed < 400; seed++) if (((test(noise(60, seed)) as Tested).p as number) < 0.05) rejected++;
    expect(rejected / 400).toBeGreaterThan(0.015);
    expect(rejected / 400).toBeLessThan(0.085);
  });

  it('ADF rejects about one in twenty random walks', () => {
    let rejected = 0;
    for (let seed = 0; seed < 400; seed++) {
      let level = 0;
      const walk = noise(120, seed).map((v) => (level += v));
      if (((adf(walk) as Tested).p as number) < 0.05) rejected++;
    }
    expect(rejected / 400).toBeGreaterThan(0.02);
    expect(rejected / 400).toBeLessThan(0.09);
  });
});

describe('parts', () => {
  const sample = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });

  it('summaries are ordered, count everything and hold no NaN', () => {
    fc.assert(
      fc.property(sample, (x) => {
        const d = distribution([...x, Number.NaN], 2);
        if (!d) throw new Error('no distribution');
        expect([d.n, d.missing]).toEqual([x.length, 3]);
        const ordered = [d.min, d.q05, d.q25, d.median, d.q75, d.q95, d.max];
        expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
        expect(d.histogram.counts.reduce((s, c) => s + c, 0)).toBe(x.length);
        expect(d.histogram.edges.length).toBe(d.histogram.counts.length + 1);
        expect(d.histogram.counts.length).toBeLessThanOrEqual(80);
        expect(d.qq.sample.length).toBe(Math.min(200, x.length));
        expect(JSON.stringify(d)).not.toMatch(/null/);
      }),
      { seed: 1, numRuns: 200 },
    );
    expect(distribution([])).toBeUndefined();
    expect(distribution([Number.NaN])).toBeUndefined();
  });

  it('a sample of the normal distribution lies on the line of its quantile plot', () => {
    const { qq } = distribution(noise(20_000)) as { qq: { theoretical: readonly number[]; sample: readonly number[] } };
    const apart = qq.theoretical.map((t, i) => Math.abs(t - (qq.sample[i] as number))).slice(10, -10);
    expect(Math.max(...apart)).toBeLessThan(0.1);
  });

  it('autocorrelation is bounded, partial autocorrelation of an AR(1) ends after its lag', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 12, maxLength: 60 }), (x) => {
        fc.pre(new Set(x).size > 2 && Math.max(...x) - Math.min(...x) > 1e-6);
        const acf = autocorrelation(x, 10);
        for (const v of [...acf, ...partialAutocorrelation(acf)]) expect(Math.abs(v)).toBeLessThanOrEqual(1 + 1e-9);
      }),
      { seed: 3, numRuns: 200 },
    );
    let level = 0;
    const ar = noise(5000, 4).map((v) => (level = 0.7 * level + v));
    const pacf = partialAutocorrelation(autocorrelation(ar, 5));
    expect(pacf[1]).toBeCloseTo(0.7, 1);
    for (const v of pacf.slice(2)) expect(Math.abs(v)).toBeLessThan(0.05);
  });

  it('adjusted p is never below the raw, and Holm is never below Benjamini-Hochberg', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (p) => {
        const [h, b] = [holm(p), benjaminiHochberg(p)];
        p.forEach((v, i) => {
          expect(b[i]).toBeGreaterThanOrEqual(v);
          expect(h[i]).toBeGreaterThanOrEqual((b[i] as number) - 1e-12);
          expect(h[i]).toBeLessThanOrEqual(1);
        });
      }),
      { seed: 2 },
    );
  });

  it('variance inflation is 1 for independent drivers and at its bound for an exact combination', () => {
    expect(
      varianceInflation([
        [1, 0],
        [0, 1],
      ]),
    ).toEqual([1, 1]);
    expect(varianceInflation([])).toEqual([]);
    const r = Math.SQRT1_2;
    // c = a + b of independent a and b; d has no part in it.
    const vif = varianceInflation([
      [1, 0, r, 0],
      [0, 1, r, 0],
      [r, r, 1, 0],
      [0, 0, 0, 1],
    ]);
    expect(vif.slice(0, 3)).toEqual([MOST_INFLATION, MOST_INFLATION, MOST_INFLATION]);
    expect(vif[3]).toBeCloseTo(1, 10);
  });
});
