import { describe, expect, it } from 'vitest';
import { isoMonth } from '../core/month.ts';
import { decodeInstants, decodeMonths, NO_MONTH } from './cf-time.ts';

const iso = (values: number[], units: string, calendar = '') => decodeMonths(values, units, calendar)?.map(isoMonth);

describe('a CF time axis', () => {
  it('counts 365-day years where the calendar says so', () => {
    // 1 January 2015 is 114 x 365 days after 1 January 1901 without leap days
    expect(iso([0, 31, 59, 114 * 365], 'days since 1901-1-1 0:0:0', '365_day')).toEqual([
      '1901-01',
      '1901-02',
      '1901-03',
      '2015-01',
    ]);
  });

  it('counts leap days in the standard calendar', () => {
    expect(iso([0, 59, 60], 'days since 2024-01-01')).toEqual(['2024-01', '2024-02', '2024-03']);
    expect(iso([24 * 31], 'hours since 2022-01-01 00:00:00', 'proleptic_gregorian')).toEqual(['2022-02']);
  });

  it('takes an origin in year 1 without turning it into 1901', () => {
    expect(iso([674899.5], 'days since 0001-01-01', 'noleap')).toEqual(['1850-01']);
  });

  it('knows months and years since', () => {
    expect(iso([0, 13], 'months since 1969-01-01')).toEqual(['1969-01', '1970-02']);
    expect(iso([2], 'years since 2014-1-1')).toEqual(['2016-01']);
  });

  it('refuses what it does not know', () => {
    expect(decodeMonths([1], 'Year', '')).toBeUndefined();
    expect(decodeMonths([1], 'days since 2000-01-01', 'julian')).toBeUndefined();
    expect(decodeMonths([1], 'days since 2000-13-01', '')).toBeUndefined();
  });
});

describe('instants', () => {
  it('have day and hour by their calendar, the zone of the origin taken off', () => {
    const at = (v: number, units: string, calendar = '') => {
      const t = decodeInstants([v], units, calendar);
      return t && [isoMonth(t.month[0] as number), t.day[0], Math.round((t.hour[0] as number) * 100) / 100];
    };
    expect(at(18960, 'hours since 2022-01-01 00:00:00', 'proleptic_gregorian')).toEqual(['2024-03', 1, 0]);
    expect(at(59, 'days since 2024-01-01', 'noleap')).toEqual(['2024-03', 1, 0]);
    expect(at(59.5, 'days since 2024-01-01', '360_day')).toEqual(['2024-02', 30, 12]);
    expect(at(0, 'hours since 2000-01-01T03:00:00+03:00')).toEqual(['2000-01', 1, 0]);
    expect(at(674899.5, 'days since 0001-01-01 00:00:00', '365_day')).toEqual(['1850-01', 15, 12]); // FMT-8
  });

  it('count origins before 1582 in the Julian calendar where the file says standard', () => {
    const day = (calendar: string) => decodeInstants([730000], 'days since 0001-01-01', calendar)?.day[0];
    expect((day('proleptic_gregorian') as number) - (day('standard') as number)).toBe(2);
  });

  it('lose only the number that is no time', () => {
    const t = decodeInstants([0, Number.NaN, 1e30, 31], 'days since 2000-01-01', 'standard');
    expect([...(t?.month ?? [])].map((m) => m === NO_MONTH)).toEqual([false, true, true, false]);
    expect(decodeMonths([0, Number.NaN], 'days since 2000-01-01', 'standard')).toBeUndefined();
  });
});
