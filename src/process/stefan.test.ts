import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edaphicFactor, layeredStefanDepth, stefanDepth } from './stefan.ts';

const ORGANIC = { conductivity: 0.4, ice: 0.5 };
const MINERAL = { conductivity: 1, ice: 0.5 };

describe('Stefan depth', () => {
  it('has the published edaphic factor of saturated mineral soil, 3.2 cm per root degree-day', () => {
    expect(100 * edaphicFactor({ conductivity: 1, ice: 0.5 })).toBeCloseTo(3.22, 2);
  });

  it('doubles when degree-days grow fourfold', () => {
    expect(stefanDepth(1600, 0.015)).toBeCloseTo(2 * stefanDepth(400, 0.015), 12);
  });

  it('refuses a sum that is no sum', () => {
    expect(() => stefanDepth(-1, 0.01)).toThrow(RangeError);
    expect(() => stefanDepth(Number.NaN, 0.01)).toThrow(RangeError);
  });

  it('over two layers of the same soil is the depth in one', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 2500, noNaN: true }),
        fc.double({ min: 0.01, max: 0.6, noNaN: true }),
        (ddt, z) => {
          const one = stefanDepth(ddt, edaphicFactor(MINERAL));
          expect(layeredStefanDepth(ddt, z, MINERAL, MINERAL)).toBeCloseTo(one, 9);
        },
      ),
    );
  });

  it('is continuous where the front leaves the organic layer, and thicker peat thaws less deep', () => {
    const cost = (3.34e8 * ORGANIC.ice * 0.2 ** 2) / (2 * ORGANIC.conductivity) / 86400;
    expect(layeredStefanDepth(cost * 0.999999, 0.2, ORGANIC, MINERAL)).toBeCloseTo(0.2, 5);
    expect(layeredStefanDepth(cost * 1.000001, 0.2, ORGANIC, MINERAL)).toBeCloseTo(0.2, 5);
    expect(layeredStefanDepth(900, 0.3, ORGANIC, MINERAL)).toBeLessThan(layeredStefanDepth(900, 0.1, ORGANIC, MINERAL));
  });
});
