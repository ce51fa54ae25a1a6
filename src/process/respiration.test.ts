import { describe, expect, it } from 'vitest';
import { lloydTaylor, q10 } from './respiration.ts';

describe('respiration', () => {
  it('by Lloyd and Taylor is 1 at 10 degC, 0.302 at 0 degC and nothing in deep cold', () => {
    expect(lloydTaylor(10)).toBeCloseTo(1, 2);
    expect(lloydTaylor(0)).toBeCloseTo(0.302, 3);
    expect(lloydTaylor(-46)).toBe(0);
  });

  it('by Q10 grows by the factor every 10 degrees', () => {
    expect(q10(2.4, 15, 5)).toBeCloseTo(2.4, 12);
    expect(q10(2, -5, 5)).toBeCloseTo(0.5, 12);
  });
});
