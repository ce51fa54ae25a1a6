import { describe, expect, it } from 'vitest';
import { monthOf } from '../src/core/month.ts';
import { readPoints } from './predict.ts';

describe('the list of points', () => {
  it('keeps other columns, takes columns in any order and case, and a byte-order mark', () => {
    const { header, rows } = readPoints(
      'p.csv',
      '\uFEFFSite,Month,Year,LON,lat\r\na,8,2018,-149.6,68.6\r\n\r\nb,1,2000,210,65\r\n',
    );
    expect(header).toEqual(['Site', 'Month', 'Year', 'LON', 'lat']);
    expect(rows.map((r) => [r.line, r.point])).toEqual([
      [2, { lat: 68.6, lon: -149.6, month: monthOf(2018, 8) }],
      [4, { lat: 65, lon: -150, month: monthOf(2000, 1) }],
    ]);
    expect(rows[0]?.cells.Site).toBe('a');
  });

  it('names a bad row by its line and says what is wrong with it', () => {
    const { rows } = readPoints(
      'p.csv',
      'lat,lon,year,month\n95,-150,2000,1\n65,-150,2000,13\n65,,2000,1\n65,-150,1900,1\n65,-150,2000.5,1\n',
    );
    expect(rows.map((r) => r.point)).toEqual(new Array(5).fill(undefined));
    expect(rows.map((r) => r.wrong)).toEqual([
      'lat is not a latitude',
      'month is not a whole number from 1 to 12',
      'lon is not a longitude',
      'year is not a whole number from 1950 to 2100',
      'year is not a whole number from 1950 to 2100',
    ]);
  });

  it('refuses a file without the columns it needs', () => {
    expect(() => readPoints('p.csv', 'lat,lon,when\n1,2,3\n')).toThrow(/p\.csv, line 1.*year, month/);
    expect(() => readPoints('empty.csv', '')).toThrow(/lat, lon, year, month/);
  });
});
