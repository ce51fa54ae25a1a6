import { describe, expect, it } from 'vitest';
import { monthOf } from '../../core/month.ts';
import { windowBounds } from '../../grid/window.ts';
import { climateAt } from './climate.ts';
import { STATIONS } from './station.ts';
import { Variability } from './variability.ts';

const mean = (x: ArrayLike<number>) => Array.from(x).reduce((s, v) => s + v, 0) / x.length;

describe('background climate', () => {
  it('gives back a station where it stands', () => {
    for (const s of STATIONS) {
      const { normals } = climateAt(s.lon, s.lat, s.elevation);
      for (let m = 0; m < 12; m++) {
        expect(
          Math.abs((normals.temperature[m] as number) - (s.temperature[m] as number)),
          `${s.name} ${m}`,
        ).toBeLessThan(1.6);
      }
    }
  });

  it('has the climate that is published for Toolik: January near -23, July near 11, a third of a metre of water', () => {
    const { normals } = climateAt(-149.6, 68.63);
    expect(Math.abs((normals.temperature[0] as number) + 23)).toBeLessThan(1.5);
    expect(Math.abs((normals.temperature[6] as number) - 11)).toBeLessThan(1);
    expect(Math.abs(normals.precipitation.reduce((a, b) => a + b, 0) - 335)).toBeLessThan(50);
  });

  it('is finite and within the limits of the variables everywhere in the window', () => {
    const { west, east, south, north } = windowBounds();
    for (let lon = west; lon < east; lon += 3.1) {
      for (let lat = south; lat < north; lat += 1.7) {
        const w = climateAt(lon, lat).series(monthOf(1950, 1), 24, { variability: new Variability(2) });
        for (const [series, low, high] of [
          [w.t_air, -60, 30],
          [w.precip, 0, 1500],
          [w.swe, 0, 5],
          [w.sw_in, 0, 350],
          [w.vp, 0, 2500],
        ] as const) {
          for (const v of series) expect(v >= low && v <= high, `${v} at ${lon} ${lat}`).toBe(true);
        }
      }
    }
  });

  it('warms as observed, most in the Arctic autumn, and as assumed from where a scenario begins', () => {
    const place = climateAt(-156.8, 71.3);
    const october = (year: number, options = {}) => place.series(monthOf(year, 10), 1, options).t_air[0] as number;
    expect(october(2020) - october(1980)).toBeGreaterThan(4);
    const scenario = { from: monthOf(2026, 1), warming: 0 };
    expect(october(2080, { scenario })).toBeCloseTo(october(2026, { scenario }), 1);
    expect(october(2080)).toBeGreaterThan(october(2080, { scenario }) + 5);
    const fast = { from: monthOf(2026, 1), warming: 1 };
    const year = (options: object) => mean(place.series(monthOf(2095, 1), 12, options).t_air);
    expect(year({ scenario: fast }) - year({ scenario })).toBeGreaterThan(6);
  });

  it('carries snow across the start of a series', () => {
    const place = climateAt(-147.88, 64.8);
    const whole = place.series(monthOf(2000, 1), 36).swe;
    const late = place.series(monthOf(2001, 3), 12).swe;
    expect(Math.abs((late[0] as number) - (whole[14] as number))).toBeLessThan(0.02);
  });
});

describe('made-up weather', () => {
  const place = climateAt(-147.88, 64.8);
  const first = monthOf(1950, 1);

  it('is the same for the same seed, another for another, and coherent between neighbours', () => {
    const of = (seed: number, lon: number) => {
      const options = { variability: new Variability(seed) };
      const here = climateAt(lon, 64.8, 134);
      return here.series(first, 480, options).t_air.map((t, i) => t - (here.series(first, 480).t_air[i] as number));
    };
    const a = of(1, -147.9);
    expect(of(1, -147.9)).toEqual(a);
    const correlation = (x: Float32Array, y: Float32Array) =>
      mean(x.map((v, i) => v * (y[i] as number))) / Math.sqrt(mean(x.map((v) => v * v)) * mean(y.map((v) => v * v)));
    expect(correlation(a, of(1, -148.4))).toBeGreaterThan(0.95);
    expect(Math.abs(correlation(a, of(2, -147.9)))).toBeLessThan(0.4);
  });

  it('scatters about what is to be expected: more in winter than in summer, without bias', () => {
    const expected = place.series(first, 960).t_air;
    const made = place.series(first, 960, { variability: new Variability(3) }).t_air;
    const departures = (calendar: number) =>
      Array.from(made)
        .map((t, i) => t - (expected[i] as number))
        .filter((_, i) => i % 12 === calendar - 1);
    const sd = (x: number[]) => Math.sqrt(mean(x.map((v) => v * v)));
    expect(sd(departures(1))).toBeGreaterThan(2.5);
    expect(sd(departures(1))).toBeLessThan(6);
    expect(sd(departures(7))).toBeLessThan(2);
    expect(Math.abs(mean(departures(7)))).toBeLessThan(0.6);
  });
});
