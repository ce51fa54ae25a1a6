import { describe, expect, it } from 'vitest';
import { intoCanonical } from './into-canonical.ts';

describe('into canonical unit and sign', () => {
  it('converts what it knows', () => {
    const to = (...order: Parameters<typeof intoCanonical>) => {
      const convert = intoCanonical(...order);
      return typeof convert === 'string' ? convert : convert(50);
    };
    expect(to('alt', 'cm', 'down')).toBeCloseTo(0.5, 12);
    expect(to('alt', 'cm', 'up')).toBeCloseTo(-0.5, 12);
    expect(to('uz', 'mm', 'up')).toBeCloseTo(0.05, 12);
    expect(to('t_air', 'K', undefined)).toBeCloseTo(-223.15, 9);
    expect(to('vwc', '%', undefined)).toBe(0.5);
    expect(to('co2', 'µmol m-2 s-1', 'to the atmosphere')).toBe(50);
    expect(to('gpp', 'umol m-2 s-1', 'to the atmosphere')).toBe(-50);
  });

  it('asks for a unit or a sign it does not know', () => {
    expect(intoCanonical('alt', 'furlong', 'down')).toContain('unknown unit "furlong"');
    expect(intoCanonical('alt', '', 'down')).toContain('unknown unit ""');
    expect(intoCanonical('alt', 'cm', undefined)).toContain('which way is positive');
    expect(intoCanonical('alt', 'cm', 'sideways')).toContain('not "sideways"');
    expect(intoCanonical('ch4_column', 'ppm m', undefined)).toContain('unknown unit');
  });
});
