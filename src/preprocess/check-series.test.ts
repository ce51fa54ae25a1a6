import { describe, expect, it } from 'vitest';
import { monthOf } from '../core/month.ts';
import { Random } from '../core/random.ts';
import { celsiusFromFahrenheit } from '../core/unit.ts';
import { climateAt } from '../sources/reference-alaska/climate.ts';
import type { Series } from '../sources/source.ts';
import { stationMonthly } from '../sources/stations/station-monthly.ts';
import { importOf, realDataIsHere, realFile } from '../sources/test-data.node.ts';
import { checkAirSeries } from './check-series.ts';

const [lon, lat] = [-147.9, 64.8];
const first = monthOf(1990, 1);

/** Twenty years of the background with noise, changed by `change`. */
function seriesOf(change: (x: number, month: number) => number): Series {
  const noise = new Random(3);
  const background = climateAt(lon, lat).series(first, 240).t_air;
  return {
    site: 's',
    name: 'S',
    lat,
    lon,
    elevation: Number.NaN,
    variable: 't_air',
    source: 'stations',
    origin: 's.csv',
    month: Int32Array.from(background, (_, i) => first + i),
    value: Float32Array.from(background, (x, i) => change(x + 2 * noise.normal(), i)),
  };
}

describe('an air temperature series held against its place', () => {
  it('passes untouched when it is what it says', () => {
    const s = seriesOf((x) => x + 1.5);
    expect(checkAirSeries(s)).toEqual({ series: s, rejected: [] });
  });

  it('is rejected whole when Fahrenheit was converted twice, kelvin was kept, or the season is turned round', () => {
    for (const change of [celsiusFromFahrenheit, (x: number) => x + 273.15, (x: number) => -x]) {
      const { series, rejected } = checkAirSeries(seriesOf(change));
      expect([series, rejected.length, rejected[0]?.count]).toEqual([undefined, 1, 240]);
    }
  });

  it('loses a month that cannot be, and keeps a winter as warm as 1981', () => {
    const { series, rejected } = checkAirSeries(seriesOf((x, i) => (i === 30 ? 35 : i === 36 ? x + 16 : x)));
    expect(series?.month.length).toBe(239);
    expect(rejected.map((r) => r.found)).toEqual(['35.0']);
  });

  it.skipIf(!realDataIsHere)(
    'rejects Annette Island alone of the twenty stations, and says why (ST-1; needs ../shared/data)',
    async () => {
      const { series } = await importOf(
        stationMonthly,
        realFile('climate_stations/alaska_station_monthly_1950_2011.csv'),
      );
      const checked = series.filter((s) => s.variable === 't_air').map((s) => checkAirSeries(s));
      const rejected = checked.flatMap((c) => c.rejected);
      expect(rejected.map((r) => r.where)).toEqual(['Annette Island']);
      expect(rejected[0]?.rule).toContain('Fahrenheit converted twice');
      expect(rejected[0]?.rule).toContain('9.1');
    },
  );
});
