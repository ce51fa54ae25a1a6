import { describe, expect, it } from 'vitest';
import { monthOf, monthOfYear } from '../core/month.ts';
import { Random } from '../core/random.ts';
import { type Drivers, processEstimate } from './estimate.ts';

const YEAR = [-22, -21, -19, -11, -1, 8.5, 11, 7.5, 0.5, -10, -17, -20];
const FIRST = monthOf(1990, 1);

function weather(years: number, seed: number): Drivers & { t_air: Float32Array } {
  const random = new Random(seed);
  const t_air = Float32Array.from({ length: 12 * years }, (_, i) => (YEAR[i % 12] as number) + 1.5 * random.normal());
  return { firstMonth: FIRST, t_air, precip: Float32Array.from(t_air, () => 25 + 5 * random.normal()) };
}
const TUNDRA = { lat: 68.6, wetness: 0.4, tree: 0, organic: 0.18 };

describe('process estimate of a cell', () => {
  it('never looks ahead: changing later months leaves earlier ones as they were', () => {
    const drivers = weather(14, 1);
    const before = processEstimate(drivers, TUNDRA);
    const cut = 12 * 11 + 6;
    const t_air = drivers.t_air.slice();
    for (let m = cut; m < t_air.length; m++) t_air[m] = (t_air[m] as number) + 5;
    const after = processEstimate({ ...drivers, t_air }, TUNDRA);
    for (const target of ['alt', 'co2', 'ch4'] as const) {
      expect(after[target].slice(0, cut)).toEqual(before[target].slice(0, cut));
      expect(after[target].slice(cut)).not.toEqual(before[target].slice(cut));
    }
  });

  it('has thaw that never shrinks within a summer and is gone in winter', () => {
    const { alt } = processEstimate(weather(20, 2), TUNDRA);
    for (let m = 1; m < alt.length; m++) {
      const calendar = monthOfYear(FIRST + m);
      if (calendar <= 3 || calendar >= 11) expect(alt[m]).toBe(0);
      if (calendar >= 7 && calendar <= 8) expect(alt[m]).toBeGreaterThanOrEqual(alt[m - 1] as number);
    }
    const august = alt.filter((_, m) => m % 12 === 7);
    expect(Math.min(...august)).toBeGreaterThan(0.3);
    expect(Math.max(...august)).toBeLessThan(0.8);
  });

  it('thaws deeper in a warmer climate, less under peat', () => {
    const drivers = weather(12, 3);
    const warmer = { ...drivers, t_air: drivers.t_air.map((t) => t + 2) };
    const at = (d: Drivers, organic: number) => processEstimate(d, { ...TUNDRA, organic }).alt[12 * 10 + 7] as number;
    expect(at(warmer, 0.18)).toBeGreaterThan(at(drivers, 0.18));
    expect(at(drivers, 0.35)).toBeLessThan(at(drivers, 0.1));
  });

  it('takes carbon up in July and breathes it out in winter, a little', () => {
    const { co2 } = processEstimate(weather(12, 4), TUNDRA);
    for (let y = 1; y < 12; y++) {
      expect(co2[12 * y + 6]).toBeLessThan(-0.2);
      expect(co2[12 * y]).toBeGreaterThan(0);
      expect(co2[12 * y]).toBeLessThan(0.6);
    }
  });

  it('leaves a month without air temperature empty and goes on after it', () => {
    const drivers = weather(12, 5);
    const t_air = drivers.t_air.slice();
    t_air[30] = Number.NaN;
    const estimate = processEstimate({ ...drivers, t_air }, TUNDRA);
    for (const target of ['alt', 'co2', 'ch4'] as const) {
      expect(estimate[target][30]).toBeNaN();
      expect(estimate[target].filter(Number.isNaN)).toHaveLength(1);
    }
  });

  it('needs nothing but temperature and latitude', () => {
    const { t_air } = weather(3, 6);
    const estimate = processEstimate({ firstMonth: FIRST, t_air }, { lat: 65 });
    for (const target of ['alt', 'co2', 'ch4'] as const) expect(estimate[target].every(Number.isFinite)).toBe(true);
  });

  it('copes with a series of one month and of none', () => {
    expect(processEstimate({ firstMonth: FIRST + 6, t_air: [11] }, TUNDRA).alt[0]).toBeGreaterThan(0);
    expect(processEstimate({ firstMonth: FIRST, t_air: [] }, TUNDRA).alt).toHaveLength(0);
  });
});
