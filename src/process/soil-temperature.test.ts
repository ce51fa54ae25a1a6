import { describe, expect, it } from 'vitest';
import { freezingFactor, nextSoilTemperature, snowDepth } from './soil-temperature.ts';

describe('soil temperature at 10 cm', () => {
  const cover = { tree: 0, wetness: 0.4 };

  it('is warmer under more snow in the same frost', () => {
    const under = (swe: number) => {
      let t = -2;
      for (let i = 0; i < 4; i++) t = nextSoilTemperature(t, -25, swe, cover);
      return t;
    };
    expect(under(0.2)).toBeGreaterThan(under(0.05));
    expect(under(0)).toBeGreaterThan(-25.01);
  });

  it('lingers near zero while pore water freezes, longer in wet ground', () => {
    const dry = nextSoilTemperature(2, -8, 0.02, { tree: 0, wetness: 0 });
    const wet = nextSoilTemperature(2, -8, 0.02, { tree: 0, wetness: 1 });
    expect(wet).toBeGreaterThan(dry);
    expect(wet).toBeGreaterThan(-2);
  });

  it('has freezing factors within the published 0.25-0.8 for usual snow', () => {
    expect(freezingFactor(snowDepth(0.07, 0), 0)).toBeGreaterThan(0.5);
    expect(freezingFactor(snowDepth(0.1, 0.7), 0.7)).toBeGreaterThan(0.1);
    expect(freezingFactor(snowDepth(0.1, 0.7), 0.7)).toBeLessThan(0.5);
  });
});
