import { describe, expect, it } from 'vitest';
import { type MethaneMonth, methaneMonth, UPTAKE_CAP } from './methane.ts';

const SUMMER: MethaneMonth = { soil: 8, thaw: 0.4, wetness: 0.7, tree: 0, substrate: 0.3 };

function steady(month: MethaneMonth, months = 24): number {
  const out = new Float64Array(2);
  for (let i = 0; i < months; i++) methaneMonth(out[1] as number, month, out);
  return out[0] as number;
}

describe('methane of a month', () => {
  it('is tens of nmol from wet thawed ground, more when warmer, wetter or deeper thawed', () => {
    const flux = steady(SUMMER);
    expect(flux).toBeGreaterThan(20);
    expect(flux).toBeLessThan(200);
    expect(steady({ ...SUMMER, soil: 12 })).toBeGreaterThan(flux);
    expect(steady({ ...SUMMER, wetness: 0.9 })).toBeGreaterThan(flux);
    expect(steady({ ...SUMMER, thaw: 0.8 })).toBeGreaterThan(flux);
  });

  it('is a small uptake on dry ground, never beyond the cap', () => {
    const dry = steady({ ...SUMMER, wetness: 0, soil: 14 });
    expect(dry).toBeLessThan(0);
    expect(dry).toBeGreaterThan(-UPTAKE_CAP);
  });

  it('goes on under snow from what summer stored, small but not zero', () => {
    const out = new Float64Array(2);
    for (let i = 0; i < 5; i++) methaneMonth(out[1] as number, SUMMER, out);
    const summer = out[0] as number;
    for (let i = 0; i < 3; i++) methaneMonth(out[1] as number, { ...SUMMER, soil: -8, thaw: 0 }, out);
    expect(out[0]).toBeGreaterThan(0.01 * summer);
    expect(out[0]).toBeLessThan(0.3 * summer);
  });
});
