import { describe, expect, it } from 'vitest';
import { isoMonth } from '../../core/month.ts';
import { Random } from '../../core/random.ts';
import { monthRates } from './month-rate.ts';
import { screen } from './screen.ts';

const FIRST = (Date.UTC(2015, 5, 1) - Date.UTC(1969, 0, 1)) / 1_800_000;
const axis = { first: FIRST, step: 30, offset: -540 };
const june = (value: (i: number) => number) => Float32Array.from({ length: 1440 }, (_, i) => value(i));

describe('a month of half hours', () => {
  it('says how far an uneven day may have moved its mean', () => {
    // Local nights (18 to 6 of the tower's clock) measured for every fourth half hour only, and 2 higher than the day.
    const night = (i: number) => (i + 30) % 48 < 12 || (i + 30) % 48 >= 36;
    const x = june((i) => (night(i) ? (i % 4 === 0 ? 1 : Number.NaN) : -1));
    const [rate] = monthRates(x, axis, false);
    expect(rate).toMatchObject({ enough: true, measured: 900, slots: 1440 });
    expect(rate?.mean).toBeCloseTo(-0.6, 6);
    expect(rate?.uneven).toBeCloseTo(0.6, 6);
  });

  it('recovers the random error of a half hour from consecutive days', () => {
    const random = new Random(11);
    const x = june((i) => 3 * Math.cos((2 * Math.PI * i) / 48) + 0.8 * random.normal());
    const [rate] = monthRates(x, axis, true);
    expect((rate?.random as number) * Math.sqrt(1440)).toBeGreaterThan(0.72);
    expect((rate?.random as number) * Math.sqrt(1440)).toBeLessThan(0.88);
  });

  it('is cut where the month of UTC ends', () => {
    const rates = monthRates(new Float32Array(1440 + 1488 + 5).fill(1), axis, false);
    expect(rates.map((r) => [isoMonth(r.month), r.measured, r.enough])).toEqual([
      ['2015-06', 1440, true],
      ['2015-07', 1488, true],
      ['2015-08', 5, false],
    ]);
  });
});

describe('screening', () => {
  it('takes a spike by the values of the same hour, and leaves a steady rhythm alone', () => {
    const x = june((i) => 10 * Math.cos((2 * Math.PI * i) / 48));
    x[700] = 40;
    expect(screen(x, 48, { spikeFloor: 0.5 })).toEqual({ spikes: 1, stuck: 0 });
    expect(x[700]).toBeNaN();
  });

  it('takes a dead sensor but not soil that freezes at 0 degC', () => {
    const soil = { stuck: { slots: 480, share: 0, except: [-0.5, 0.5] as const } };
    const x = june((i) => (i < 600 ? 0 : i < 1200 ? 7.5 : Math.sin(i)));
    expect(screen(x, 48, soil).stuck).toBe(600);
    expect(x[0]).toBe(0);
  });
});
