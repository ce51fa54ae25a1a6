import { describe, expect, it } from 'vitest';
import { openCandidate } from '../candidate.ts';
import { openNetcdf } from '../netcdf.ts';
import { decodeValues } from '../netcdf-model.ts';
import type { NativeGrid } from '../source.ts';
import { importOf, realDataIsHere, realFile } from '../test-data.node.ts';
import { halfDegree } from './half-degree.ts';

describe.skipIf(!realDataIsHere)('half-degree annual grids (needs ../shared/data)', () => {
  const read = (name: string) => importOf(halfDegree, realFile(`climate_halfdegree_alaska/${name}`));

  it('find their missing value, wrap longitude and keep the order of latitudes explicit (HD-1, HD-2, HD-3, HD-4)', async () => {
    const grid = (await read('ta.nc')).grids[0] as NativeGrid;
    expect([grid.variable, grid.rows, grid.cols]).toEqual(['t_air', 81, 281]);
    expect(grid.time).toMatchObject({ at: 'years', statistic: 'mean', years: Int32Array.of(2014, 2015, 2016) });
    expect(grid.values.filter((v) => Number.isNaN(v)).length).toBe(36_918);
    expect([grid.lat[0], grid.lat.at(-1), grid.lon[0], grid.lon[grid.cols - 1]]).toEqual([85, 45, -170, -30]);
    const n = grid.rows * grid.cols;
    const inAlaska = [...grid.values].filter((v, i) => {
      const [lat, lon] = [grid.lat[i % n] as number, grid.lon[i % n] as number];
      return !Number.isNaN(v) && lat >= 54 && lat <= 72 && lon >= -170 && lon <= -134.5;
    });
    expect(inAlaska.length).toBe(3945);
  });

  it('give the amplitude as such, by long_name', async () => {
    expect((await read('aa.nc')).grids[0]?.time).toMatchObject({ statistic: 'amplitude' });
  });

  it('drop snow over ice with a count (HD-5) and say which quantity is not used', async () => {
    const snow = await read('snd.nc');
    expect(snow.rejected).toMatchObject([{ count: 8006, rule: expect.stringContaining('snow over ice') }]);
    expect((await read('rsn.nc')).rejected).toMatchObject([{ found: expect.stringContaining('SnowDensity') }]);
    expect((await read('Fairbanks_ALT.nc')).rejected[0]?.rule).toContain('no measurement');
  });

  it('unpack the classic, packed layout of the land mask (HD-6)', async () => {
    const file = await openNetcdf(await realFile('climate_halfdegree_alaska/mask.nc').bytes(), 'mask.nc');
    const packed = file.variables.find((v) => v.attributes.scale_factor !== undefined);
    const values = packed && decodeValues(packed);
    const some = [...(values ?? [])].filter((v) => !Number.isNaN(v));
    expect(file.format).toBe('classic');
    expect([Math.round(Math.min(...some)), Math.round(Math.max(...some))]).toEqual([0, 1]);
  });

  it('leave a bare column of numbers to the person (HD-7)', async () => {
    const bare = await openCandidate(realFile('climate_halfdegree_alaska/Barrow_TA.txt'));
    expect(halfDegree.probe(bare)).toBe('no');
  });
});
