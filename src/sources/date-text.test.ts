import { describe, expect, it } from 'vitest';
import { dayOfYear, parseWrittenDate } from './date-text.ts';

const day = (cell: string | number, order?: 'mdy' | 'dmy') => {
  const found = parseWrittenDate(cell, order);
  return found && `${found.date.toISOString().slice(0, 10)} ${found.precision}`;
};

describe('a written date', () => {
  it.each([
    ['2010-08-15', '2010-08-15 day'],
    ['2010-08-15T23:30Z', '2010-08-15 day'],
    ['2010-08-15 00:00:00', '2010-08-15 day'],
    ['2010/8/5', '2010-08-05 day'],
    ['15-Aug-2010', '2010-08-15 day'],
    ['5 August 2010', '2010-08-05 day'],
    ['20100815', '2010-08-15 day'],
    ['15.8.2010', '2010-08-15 day'],
    ['8/15/2010', '2010-08-15 day'],
    ['15/8/2010', '2010-08-15 day'],
    ['2010-08', '2010-08-01 month'],
    ['2010', '2010-01-01 year'],
    [40405, '2010-08-15 day'],
    [2010, '2010-01-01 year'],
  ])('%s is read', (written, expected) => expect(day(written)).toBe(expected));

  it('in figures that could be either is none until the order is said', () => {
    expect(day('3/4/2010')).toBeUndefined();
    expect(day('3/4/2010', 'mdy')).toBe('2010-03-04 day');
    expect(day('3/4/2010', 'dmy')).toBe('2010-04-03 day');
  });

  it.each(['31-Feb-2010', '2010-13-01', '', 'n/a', '1e99', '12', '99999', '2010-02-30', '0/0/2010'])(
    '%s is none',
    (written) => expect(day(written, 'mdy')).toBeUndefined(),
  );

  it('counts days of a year, leap years too', () => {
    expect(dayOfYear(2012, 366)?.toISOString().slice(0, 10)).toBe('2012-12-31');
    expect(dayOfYear(2011, 366)).toBeUndefined();
    expect(dayOfYear(2011, 0)).toBeUndefined();
  });
});
