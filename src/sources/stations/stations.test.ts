import { describe, expect, it } from 'vitest';
import { isoMonth } from '../../core/month.ts';
import { memoryFile } from '../memory-file.ts';
import { importOf, mean, realDataIsHere, realFile } from '../test-data.node.ts';
import { soilClimateDaily } from './soil-climate-daily.ts';
import { stationMonthly } from './station-monthly.ts';

describe.skipIf(!realDataIsHere)('station series (needs ../shared/data)', () => {
  it('are twenty stations of different length, gaps left as gaps (ST-2)', async () => {
    const { series, rejected } = await importOf(
      stationMonthly,
      realFile('climate_stations/alaska_station_monthly_1950_2011.csv'),
    );
    const of = (variable: string) => series.filter((s) => s.variable === variable);
    expect(of('t_air').length).toBe(20);
    const start = (name: string) => isoMonth(of('t_air').find((s) => s.name === name)?.month[0] ?? 0).slice(0, 4);
    expect([start('Anchorage'), start('Bettles'), start('King Salmon'), start('Kodiak'), start('Nome')]).toEqual([
      '1952',
      '1951',
      '1955',
      '1973',
      '1950',
    ]);
    const tanana = (variable: string) => of(variable).find((s) => s.name === 'Tanana')?.month.length ?? 0;
    expect(tanana('t_air') - tanana('precip')).toBe(4);
    expect(series.reduce((n, s) => Math.max(n, s.month.length), 0)).toBe(744);
    expect(rejected).toEqual([]);
    // ST-1: Annette Island is read as it stands; the check against its neighbours belongs to preprocessing
    const annette = of('t_air').find((s) => s.name === 'Annette Island');
    expect(mean([...(annette?.value ?? [])])).toBeCloseTo(-12.7, 1);
  });

  it('at Toolik have no coordinates and miss wind in 20 months (ST-3, ST-6)', async () => {
    const { series, notes } = await importOf(stationMonthly, realFile('climate_stations/toolik_monthly_1988_2018.csv'));
    const n = Object.fromEntries(series.map((s) => [s.variable, s.month.length]));
    expect(n.t_air).toBe(367);
    expect(n.wind).toBe(347);
    expect(notes[0]).toContain('Toolik');
    const precip = series.find((s) => s.variable === 'precip');
    expect(mean([...(precip?.value ?? [])]) * 12).toBeGreaterThan(300);
    expect(mean([...(precip?.value ?? [])]) * 12).toBeLessThan(360);
  });

  it('of daily soil temperature use the heading line that is unique and the unit line (ST-4, ST-5)', async () => {
    const { series, observations } = await importOf(soilClimateDaily, realFile('climate_stations/Toolik_AllYears.csv'));
    expect(series.map((s) => s.variable)).toEqual(['t_air']);
    expect(isoMonth(Math.min(...observations.map((o) => o.month)))).toBe('1998-09');
    expect(isoMonth(Math.max(...observations.map((o) => o.month)))).toBe('2011-12');
    const deep = observations.filter((o) => o.method.includes('0.978 m'));
    expect(mean(deep.map((o) => o.value))).toBeGreaterThan(-8);
    expect(mean(deep.map((o) => o.value))).toBeLessThan(0);
  });
});

describe('a station table with faults', () => {
  const read = (name: string, ...lines: string[]) => importOf(stationMonthly, memoryFile(name, lines.join('\n')));
  const header = 'station,year,month,precip_mm,tair_c,lat,lon';

  it('loses bad cells only, and says of a doubled month which value it kept', async () => {
    const { series, rejected } = await read(
      's.csv',
      header,
      'A,2000,1,10,-20,70,-150',
      'A,2000,1,10,-25,70,-150',
      'A,2000,2,x,-99,70,-150',
      'A,2000,0,1,1,70,-150',
      'A,2000,3,5,-10',
    );
    expect(series.map((s) => [s.variable, [...s.value]])).toEqual([
      ['t_air', [-20]],
      ['precip', [10]],
    ]);
    expect(rejected.map((r) => [r.where, r.column])).toEqual([
      ['line 6', undefined],
      ['line 4', 'tair_c'],
      ['line 4', 'precip_mm'],
      ['line 5', 'month'],
      ['A', 't_air'],
      ['A', 'precip'],
    ]);
  });

  it('puts a station where most of its rows do, and rejects a row that puts it elsewhere', async () => {
    const row = (month: number, lat: number) => `A,2000,${month},10,-20,${lat},-150`;
    const { series, rejected } = await read('s.csv', header, row(1, 7), row(2, 70), row(3, 70));
    expect(series.map((s) => [s.lat, s.month.length])).toEqual([
      [70, 2],
      [70, 2],
    ]);
    expect(rejected).toMatchObject([{ where: 'line 2', rule: 'A stands at 70, -150 in its other rows' }]);
  });

  it('is refused when nothing says where its station stands', async () => {
    await expect(read('weather.csv', 'year,month,tair_c', '2000,1,-20')).rejects.toThrow(/where its station stands/);
  });
});
