import { describe, expect, it } from 'vitest';
import { dayLength, extraterrestrial, monthlyExtraterrestrial } from './solar.ts';

describe('the sun over Alaska', () => {
  it('does not rise at Utqiagvik in December and does not set there in June', () => {
    expect(dayLength(71.3, 355)).toBe(0);
    expect(dayLength(71.3, 172)).toBeCloseTo(24, 9);
    expect(extraterrestrial(71.3, 355)).toBe(0);
  });

  it('gives twelve hours everywhere at the equinox', () => {
    for (const lat of [0, 54, 65, 71]) expect(Math.abs(dayLength(lat, 80) - 12)).toBeLessThan(0.25);
  });

  it('agrees with the worked example of FAO Irrigation and Drainage Paper 56: 20 S, 3 September, 32.2 MJ m-2 d-1', () => {
    // Within 2 %: the paper's one-term declination is half a degree off on that day.
    expect(Math.abs((extraterrestrial(-20, 246) * 0.0864) / 32.2 - 1)).toBeLessThan(0.02);
  });

  it('averages a month over its days, also where the polar night ends within it', () => {
    let sum = 0;
    for (let day = 1; day <= 31; day++) sum += extraterrestrial(71.3, day) / 31;
    expect(sum).toBeGreaterThan(0);
    expect(Math.abs(monthlyExtraterrestrial(71.3, 1) - sum)).toBeLessThan(1.5);
  });
});
