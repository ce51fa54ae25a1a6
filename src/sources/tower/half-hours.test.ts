import { describe, expect, it } from 'vitest';
import { HalfHours, minutesOf } from './half-hours.ts';

const EPOCH = Date.UTC(1969, 0, 1);

describe('a stamp YYYYMMDDHHMM', () => {
  it('is the same instant as a Date gives, over all leap years', () => {
    for (let day = 0; day < 132 * 366; day += 17) {
      const at = new Date(EPOCH + day * 86_400_000 + (day % 1440) * 60_000);
      if (at.getUTCFullYear() > 2100) break;
      const stamp = Number(at.toISOString().replace(/[-T:]/g, '').slice(0, 12));
      expect(minutesOf(stamp)).toBe((at.getTime() - EPOCH) / 60_000);
    }
  });

  it('may be 24:00 of a day or a bare day, and is refused otherwise', () => {
    expect(minutesOf(201506302400)).toBe(minutesOf(201507010000));
    expect(minutesOf(20150701)).toBe(minutesOf(201507010000));
    for (const stamp of [
      201502290000,
      201513010000,
      201506312400,
      201506302430,
      201506301260,
      196812312330,
      21010101,
      0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2015.5,
    ])
      expect(minutesOf(stamp)).toBeNaN();
  });
});

describe('half hours', () => {
  it('may come in any order and over years, the first of two stays, gaps are NaN', () => {
    const half = new HalfHours(2, 30, -540);
    const row = (a: number, b: number) => Float64Array.of(0, 0, a, b);
    expect(half.put(800_000, row(3, 4), 2)).toBe(true);
    expect(half.put(700_000, row(1, Number.NaN), 2)).toBe(true);
    expect(half.put(700_000, row(9, 9), 2)).toBe(false);
    const [first, second] = [half.series(0), half.series(1)];
    expect([first.length, first[0], first[100_000], second[100_000]]).toEqual([100_001, 1, 3, 4]);
    expect(second[0]).toBeNaN();
    expect(first.filter((x) => !Number.isNaN(x)).length).toBe(2);
  });
});
