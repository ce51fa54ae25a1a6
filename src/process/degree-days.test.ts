import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freezingDegreeDays, thawingDegreeDays } from './degree-days.ts';

describe('thawing degree-days of a month', () => {
  it('are mean times days when every day is alike and warm, and nothing when cold', () => {
    expect(thawingDegreeDays(10, 31)).toBe(310);
    expect(thawingDegreeDays(-10, 31)).toBe(0);
  });

  it('agree with a numerical integral over normally scattered days', () => {
    for (const [mean, sd] of [
      [0, 4],
      [-3, 5],
      [2.5, 3],
      [-20, 7],
    ] as const) {
      let sum = 0;
      const steps = 20_000;
      for (let i = 0; i < steps; i++) {
        const z = -8 + (16 * (i + 0.5)) / steps;
        sum += (Math.max(0, mean + sd * z) * Math.exp(-0.5 * z * z) * (16 / steps)) / Math.sqrt(2 * Math.PI);
      }
      expect(thawingDegreeDays(mean, 30, sd)).toBeCloseTo(30 * sum, 3);
    }
  });

  it('less freezing degree-days are always the mean times the days, and neither is negative', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 30, noNaN: true }),
        fc.double({ min: 0.1, max: 8, noNaN: true }),
        (mean, sd) => {
          const thaw = thawingDegreeDays(mean, 30, sd);
          const freeze = freezingDegreeDays(mean, 30, sd);
          expect(Math.min(thaw, freeze)).toBeGreaterThanOrEqual(-1e-4);
          expect(thaw - freeze).toBeCloseTo(30 * mean, 3);
        },
      ),
    );
  });
});
