import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monthOf } from './month.ts';
import {
  gramsCarbonFromNmol,
  gramsCarbonFromUmol,
  nmolFromGramsCarbon,
  toCelsius,
  toMetres,
  toPascal,
  umolFromGramsCarbon,
} from './unit.ts';

describe('carbon flux units', () => {
  it('agree with the factor 1.0377504 g C per umol and day', () => {
    expect(gramsCarbonFromUmol(1, monthOf(2001, 1))).toBeCloseTo(1.0377504 * 31, 9);
    expect(gramsCarbonFromNmol(1000, monthOf(2001, 2))).toBeCloseTo(1.0377504 * 28, 9);
  });

  it('go to a month of that year and back', () => {
    fc.assert(
      fc.property(fc.double({ min: -200, max: 200, noNaN: true }), fc.integer({ min: 0, max: 900 }), (g, month) => {
        expect(gramsCarbonFromUmol(umolFromGramsCarbon(g, month), month)).toBeCloseTo(g, 9);
        expect(gramsCarbonFromNmol(nmolFromGramsCarbon(g, month), month)).toBeCloseTo(g, 9);
      }),
    );
  });

  it('know that February is shorter than July', () => {
    expect(umolFromGramsCarbon(10, monthOf(2001, 2))).toBeGreaterThan(umolFromGramsCarbon(10, monthOf(2001, 7)));
  });
});

describe('unit texts', () => {
  it('are read in the spellings that files use', () => {
    expect(toCelsius('deg C')?.(3)).toBe(3);
    expect(toCelsius('celsius')?.(3)).toBe(3);
    expect(toCelsius('K')?.(273.15)).toBe(0);
    expect(toPascal('hPa')?.(6)).toBe(600);
    expect(toMetres('cm')?.(40)).toBe(0.4);
  });

  it('are refused when unknown, never guessed', () => {
    expect(toCelsius('furlong')).toBeUndefined();
    expect(toPascal('')).toBeUndefined();
    expect(toMetres('%')).toBeUndefined();
  });
});
