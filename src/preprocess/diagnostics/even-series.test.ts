import { describe, expect, it } from 'vitest';
import { monthOf } from '../../core/month.ts';
import { Random } from '../../core/random.ts';
import { type Dated, evenSeries } from './even-series.ts';

/** Months of years, from a value by year and calendar month; undefined where nothing was seen. */
function dated(years: readonly [number, number], value: (year: number, month: number) => number | undefined): Dated[] {
  const out: Dated[] = [];
  for (let y = years[0]; y <= years[1]; y++)
    for (let m = 1; m <= 12; m++) {
      const v = value(y, m);
      if (v !== undefined) out.push({ month: monthOf(y, m), value: v });
    }
  return out;
}
const random = new Random(1);
const season = (m: number) => 10 * Math.cos((m / 6) * Math.PI);

describe('a series for tests of time', () => {
  it('loses its season and keeps what is left of it', () => {
    const of = dated([2000, 2009], (y, m) => season(m) + (y - 2004.5));
    const s = evenSeries(of);
    expect([s.step, s.from, s.values.length]).toEqual([1, monthOf(2000, 1), 120]);
    s.values.forEach((v, i) => {
      expect(v).toBeCloseTo(Math.floor(i / 12) - 4.5, 10);
    });
  });

  it('is the longest stretch without gaps: nothing is filled', () => {
    const s = evenSeries(dated([2000, 2009], (y, m) => (y === 2003 && m === 5 ? undefined : random.normal())));
    expect([s.step, s.from, s.values.length]).toEqual([1, monthOf(2003, 6), 79]);
  });

  it('is yearly where only part of the year is seen, and a year without one of the usual months is no year', () => {
    const summers = dated([1990, 2015], (y, m) => (m >= 6 && m <= 8 && !(y === 1995 && m === 7) ? y + m : undefined));
    const s = evenSeries(summers);
    expect([s.step, s.from, s.values.length]).toEqual([12, monthOf(1996, 1), 20]);
    expect((s.values[1] as number) - (s.values[0] as number)).toBeCloseTo(1, 10);
  });

  it('leaves out calendar months that never vary and averages what is measured twice', () => {
    const thaw = dated([1990, 2009], (y, m) => (m < 5 ? 0 : y / 1000 + season(m)));
    expect(evenSeries(thaw).step).toBe(12);
    const twice = [...thaw, ...thaw.map((d) => ({ ...d, value: d.value + 2 }))];
    evenSeries(twice).values.forEach((v, i) => {
      expect(v).toBeCloseTo(evenSeries(thaw).values[i] as number, 10);
    });
  });

  it('is empty or short where there is next to nothing', () => {
    expect(evenSeries([]).values.length).toBe(0);
    expect(evenSeries([{ month: 5, value: 1 }]).values.length).toBe(0);
    expect(
      evenSeries([
        { month: -12, value: 1 },
        { month: 0, value: 2 },
      ]).values,
    ).toEqual(Float64Array.of(-0.5, 0.5));
  });
});
