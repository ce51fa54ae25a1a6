import fc from 'fast-check';
import { expect, it } from 'vitest';
import { barsOf, outlineOf } from './histogram.ts';
import { variancePartsOf } from './month-parts.ts';

const histogram = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 9 }).chain((edges) =>
  fc.record({
    edges: fc.constant(edges.sort((a, b) => a - b)),
    counts: fc.array(fc.nat(99), { minLength: edges.length - 1, maxLength: edges.length - 1 }),
  }),
);

it('the bars of a histogram cover an area of one, however wide they are, and their outline returns to the ground', () => {
  fc.assert(
    fc.property(histogram, (h) => {
      const bars = barsOf(h);
      const n = h.counts.reduce((sum, c) => sum + c, 0);
      expect(bars).toHaveLength(n === 0 ? 0 : h.counts.length);
      if (n === 0) return;
      expect(bars.reduce((sum, b) => sum + b.density * (b.to - b.from), 0)).toBeCloseTo(1, 9);
      const outline = outlineOf(bars);
      expect([outline[0]![1], outline.at(-1)![1]]).toEqual([0, 0]);
    }),
  );
});

it('values that are all equal are one bar with an area', () => {
  expect(barsOf({ edges: [2, 2], counts: [5] })).toEqual([{ from: 2, to: 3, density: 1 }]);
});

it('parts of an uncertainty are shares of its variance', () => {
  const month = { month: 1, n: 9, mean: 0, sd: 0.5, sampling: 0.3, instrument: 0.4, resampling: Number.NaN };
  const parts = variancePartsOf(month)!;
  expect([parts.sampling, parts.instrument, parts.resampling].map((x) => Number(x.toFixed(9)))).toEqual([
    0.36, 0.64, 0,
  ]);
  expect(variancePartsOf({ ...month, sampling: 0, instrument: 0, resampling: 0 })).toBeUndefined();
});
