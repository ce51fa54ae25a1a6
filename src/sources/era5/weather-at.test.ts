import { describe, expect, it } from 'vitest';
import { type MadeVariable, madeClassic, madeHdf5 } from '../made-netcdf.node.ts';
import { openNetcdf } from '../netcdf.ts';
import { realDataIsHere, realFile } from '../test-data.node.ts';
import { type WeatherAt, weatherAt } from './weather-at.ts';

const LAT = [70, 69.75, 69.5];
const LON = [210, 210.25, 210.5, 210.75];
const HOURS = 48;
const first = Date.UTC(2017, 6, 15);
const field = (of: (t: number, row: number, col: number) => number, units: string): MadeVariable => ({
  type: 'float',
  dimensions: ['valid_time', 'latitude', 'longitude'],
  values: Array.from({ length: HOURS * 12 }, (_, i) => of(Math.floor(i / 12), Math.floor((i % 12) / 4), i % 4)),
  attributes: { units },
});
const MADE = {
  dimensions: { valid_time: HOURS, latitude: 3, longitude: 4 },
  variables: {
    valid_time: {
      type: 'double',
      dimensions: ['valid_time'],
      values: Array.from({ length: HOURS }, (_, t) => first / 1000 + 3600 * t),
      attributes: { units: 'seconds since 1970-01-01', calendar: 'proleptic_gregorian' },
    } satisfies MadeVariable,
    latitude: {
      type: 'float',
      dimensions: ['latitude'],
      values: LAT,
      attributes: { units: 'degrees_north' },
    } satisfies MadeVariable,
    longitude: {
      type: 'float',
      dimensions: ['longitude'],
      values: LON,
      attributes: { units: 'degrees_east' },
    } satisfies MadeVariable,
    u10: field((t, row) => 3 + t + row, 'm s**-1'),
    v10: field((t, _, col) => 4 - t + col, 'm s**-1'),
    blh: field((t, row, col) => 100 * t + 10 * row + col, 'm'),
  },
};
const at = { lat: 69.77, lon: -149.52, time: '2017-07-15T20:12:34Z' };

describe.each([
  ['netCDF-3', async () => madeClassic(MADE)],
  ['netCDF-4', () => madeHdf5(MADE)],
])('wind and boundary layer at an overpass, %s (made to specification)', (_, make) => {
  it('are those of the nearest hour and cell, the speed being that of the hour’s own vector', async () => {
    const file = await openNetcdf(await make(), 'era5.nc');
    // Hour 20, row 1 (69.75 N), column 2 (149.5 W).
    expect(await weatherAt(file, 'era5.nc', at)).toEqual({
      wind: Math.hypot(3 + 20 + 1, 4 - 20 + 2),
      blh: 2012,
      hour: '2017-07-15T20:00:00.000Z',
    });
    file.close();
  });

  it('another day, another place and a file without wind are told apart', async () => {
    const file = await openNetcdf(await make(), 'era5.nc');
    expect(await weatherAt(file, 'era5.nc', { ...at, time: '2018-07-15T20:00:00Z' })).toContain('no hour near 2018');
    expect(await weatherAt(file, 'era5.nc', { ...at, lat: 65 })).toContain('within 30 km');
    file.close();
    const { u10: _u, ...variables } = MADE.variables;
    const half = await openNetcdf(madeClassic({ ...MADE, variables }), 'half.nc');
    expect(await weatherAt(half, 'half.nc', at)).toContain('no wind');
  });
});

describe.skipIf(!realDataIsHere)('wind at Toolik (needs ../shared/data)', () => {
  it('is read from a file of one point', async () => {
    const bytes = await realFile('era5_toolik_hourly/ERA5_WIND_2022-2024_z1.nc').bytes();
    const file = await openNetcdf(bytes, 'wind.nc');
    const got = (await weatherAt(file, 'wind.nc', {
      lat: 68.63,
      lon: -149.6,
      time: '2023-07-04T21:20:00Z',
    })) as WeatherAt;
    expect(got.hour).toBe('2023-07-04T21:00:00.000Z');
    expect(got.wind).toBeGreaterThan(0);
    expect(got.wind).toBeLessThan(20);
    file.close();
  });
});
