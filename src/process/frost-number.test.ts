import { describe, expect, it } from 'vitest';
import { frostNumber } from './frost-number.ts';

describe('frost number', () => {
  it('is a half where frost and thaw balance, higher where frost wins, and undefined without either', () => {
    expect(frostNumber(1000, 1000)).toBe(0.5);
    expect(frostNumber(4000, 1000)).toBeCloseTo(2 / 3, 12);
    expect(frostNumber(0, 0)).toBeNaN();
  });
});
