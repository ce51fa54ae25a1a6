import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monthOf } from '../core/month.ts';
import { departure, type Latent, latentError, moments, seasonOf, valueAt } from './latent.ts';

const JULY = monthOf(2010, 7);
const one = new Array<number>(12).fill(1);
const LATENTS: Latent[] = [
  { target: 'alt', season: one },
  { target: 'co2', season: one.map((_, k) => 0.3 + 0.05 * k) },
  { target: 'ch4', season: one },
];
const valuesOf = (l: Latent) =>
  l.target === 'alt' ? fc.double({ min: 0.02, max: 3, noNaN: true }) : fc.double({ min: -3, max: 200, noNaN: true });

describe.each(LATENTS)('the latent scale of $target', (l) => {
  it('gives back the value a departure was made from', () => {
    fc.assert(
      fc.property(valuesOf(l), valuesOf(l), (value, process) => {
        const back = valueAt(l, departure(l, value, process, JULY), process, JULY);
        expect(back).toBeCloseTo(value, 6);
      }),
    );
  });

  it('is monotone, so that quantiles stay in order', () => {
    fc.assert(
      fc.property(valuesOf(l), fc.double({ min: -3, max: 3, noNaN: true }), (process, at) => {
        expect(valueAt(l, at + 0.1, process, JULY)).toBeGreaterThanOrEqual(valueAt(l, at, process, JULY));
      }),
    );
  });

  it('has the mean and spread of many draws', () => {
    // Mid-points of a thousand equal shares stand in for draws; the mean is that of the central 90 % on curved scales.
    const [mean, sd] = [0.1, 0.25];
    const z = Array.from({ length: 999 }, (_, i) => quantile((i + 0.5) / 999));
    const values = z.map((u) => valueAt(l, mean + sd * u, 0.6, JULY));
    const inner = l.target === 'co2' ? values : values.filter((_, i) => Math.abs(z[i] as number) < 1.6448);
    const average = inner.reduce((a, b) => a + b, 0) / inner.length;
    const m = moments(l, mean, sd * sd, 0.6, JULY);
    expect(m.mean).toBeCloseTo(average, 2);
    const all = values.reduce((a, b) => a + b, 0) / values.length;
    const spread = Math.sqrt(values.reduce((s, v) => s + (v - all) ** 2, 0) / values.length);
    expect(m.sd / spread).toBeCloseTo(1, 1);
  });

  it('takes a missing process estimate for a plain one', () => {
    expect(Number.isFinite(valueAt(l, 0.2, Number.NaN, JULY))).toBe(true);
    expect(latentError(l, 0.5, 0.1, JULY)).toBeGreaterThan(0);
  });
});

describe('what cannot be', () => {
  it('keeps frozen ground frozen and thaw positive', () => {
    const [alt] = LATENTS as [Latent];
    expect(valueAt(alt, 3, 0, JULY)).toBe(0);
    expect(moments(alt, 1, 1, 0, JULY)).toEqual({ mean: 0, sd: 0 });
    expect(valueAt(alt, -50, 0.4, JULY)).toBe(0);
  });

  it('does not blow up a quiet winter', () => {
    const months = Array.from({ length: 240 }, (_, i) => i);
    const l = seasonOf(
      'co2',
      months,
      months.map((m) => (m % 12 === 6 ? 2 : 0.01)),
    );
    expect(Math.min(...l.season)).toBeGreaterThanOrEqual(Math.max(...l.season) / 3 - 1e-12);
  });
});

/** Standard normal quantile by bisection: slow, plain and independent of the code under test. */
function quantile(p: number): number {
  const share = (x: number) => {
    let s = 0;
    for (let t = -8; t < x; t += 0.002) s += (0.002 * Math.exp(-((t + 0.001) ** 2) / 2)) / Math.sqrt(2 * Math.PI);
    return s;
  };
  let [low, high] = [-4, 4];
  for (let i = 0; i < 24; i++) {
    const mid = (low + high) / 2;
    if (share(mid) < p) low = mid;
    else high = mid;
  }
  return (low + high) / 2;
}
