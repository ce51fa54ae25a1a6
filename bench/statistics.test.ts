import { describe, expect, it } from 'vitest';
import { median, quantile, relativeSpread } from './statistics.ts';

describe('statistics of repeats', () => {
  it('take the middle, or the mean of the two middle ones', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('are linear between order statistics and leave the list as it was', () => {
    const values = [40, 10, 30, 20];
    expect(quantile(values, 0.95)).toBeCloseTo(38.5, 12);
    expect(quantile(values, 0)).toBe(10);
    expect(quantile(values, 1)).toBe(40);
    expect(values).toEqual([40, 10, 30, 20]);
  });

  it('spread is relative, and an outlier does not make it', () => {
    expect(relativeSpread([10])).toBe(0);
    expect(relativeSpread([9, 10, 11, 10, 1000])).toBeCloseTo(0.1, 12);
    expect(relativeSpread([90, 100, 110, 100, 10000])).toBeCloseTo(0.1, 12);
  });
});
