import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysIn, isoMonth, monthOf, monthOfYear, parseIsoMonth, yearOf } from './month.ts';

describe('months since 1969-01', () => {
  it('starts at January 1969 and counts whole months', () => {
    expect(monthOf(1969, 1)).toBe(0);
    expect(monthOf(1970, 1)).toBe(12);
    expect(monthOf(1968, 12)).toBe(-1);
  });

  it('gives back the year and month it was made from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1800, max: 2300 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
        const m = monthOf(year, month);
        expect([yearOf(m), monthOfYear(m)]).toEqual([year, month]);
        expect(parseIsoMonth(isoMonth(m))).toBe(m);
      }),
    );
  });

  it('knows leap years', () => {
    expect([daysIn(monthOf(2000, 2)), daysIn(monthOf(1900, 2)), daysIn(monthOf(2024, 2))]).toEqual([29, 28, 29]);
  });

  it('refuses what is no month', () => {
    expect(() => monthOf(2000, 13)).toThrow(RangeError);
    expect(() => monthOf(2000.5, 1)).toThrow(RangeError);
    expect(parseIsoMonth('2000-13')).toBeUndefined();
    expect(parseIsoMonth('200-1')).toBeUndefined();
  });
});
