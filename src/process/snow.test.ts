import { describe, expect, it } from 'vitest';
import { snowAtEnd, snowSeries, snowShare } from './snow.ts';

describe('snow balance', () => {
  it('keeps all that falls in deep cold and nothing that falls in summer', () => {
    expect(snowAtEnd(0.1, -25, 20, 31)).toBeCloseTo(0.12, 4);
    expect(snowAtEnd(0.1, 15, 60, 31)).toBe(0);
    expect([snowShare(-10), snowShare(0), snowShare(10)]).toEqual([1, 0.5, 0]);
  });

  it('builds a pack through winter, loses it in spring, and never holds more than has fallen', () => {
    const air = [-20, -20, -15, -5, 5, 12, 15, 12, 5, -5, -15, -20];
    const precip = air.map(() => 20);
    const twice = [...air, ...air];
    const swe = snowSeries(
      twice,
      [...precip, ...precip],
      twice.map(() => 30),
    );
    expect(swe[5]).toBe(0);
    expect(swe[6]).toBe(0);
    expect(swe[15]).toBeGreaterThan(swe[11] as number);
    expect(Math.max(...swe)).toBeLessThanOrEqual((20 * 8) / 1000);
    expect(Math.min(...swe)).toBe(0);
  });
});
