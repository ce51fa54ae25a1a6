import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../core/error.ts';
import { isoMonth, monthOf, monthOfYear } from '../../core/month.ts';
import type { Candidate } from '../candidate.ts';
import { memoryFile } from '../memory-file.ts';
import { centresOf } from '../netcdf-grid.ts';
import type { Attribute, Netcdf } from '../netcdf-model.ts';
import type { NativeGrid } from '../source.ts';
import { importOf, mean, realDataIsHere, realFile } from '../test-data.node.ts';
import { climateNetcdf } from './climate-netcdf.ts';

const at = (g: NativeGrid, month: number): number[] => {
  const months = g.time.at === 'months' ? g.time.months : [];
  const n = g.rows * g.cols;
  return [...months].flatMap((m, t) => (m === month ? [...g.values.slice(t * n, (t + 1) * n)] : []));
};
const known = (x: Iterable<number>) => [...x].filter((v) => !Number.isNaN(v));

describe.skipIf(!realDataIsHere)('1-km climate of Toolik and Imnavait (needs ../shared/data)', async () => {
  const read = async (path: string) => importOf(climateNetcdf, realFile(path));
  const toolik = realDataIsHere ? await read('climate_1km_toolik/historic-climate.nc') : undefined;
  const grid = (name: string) => toolik?.grids.find((g) => g.name === name) as NativeGrid;

  it('has the stated means by month and year (K1-5)', () => {
    const t = grid('tair');
    const months = t.time.at === 'months' ? t.time.months : new Int32Array();
    expect([months.length, isoMonth(months[0] as number), isoMonth(months.at(-1) as number)]).toEqual([
      1380,
      '1901-01',
      '2015-12',
    ]);
    const n = t.rows * t.cols;
    const monthly = (m: number) =>
      mean(
        [...months].flatMap((x, i) => (monthOfYear(x) === m ? [mean([...t.values.slice(i * n, (i + 1) * n)])] : [])),
      );
    expect(monthly(1)).toBeCloseTo(-23.34, 2);
    expect(monthly(7)).toBeCloseTo(10.91, 2);
    expect(mean([...t.values])).toBeCloseTo(-9.81, 2);
    expect(mean([...grid('precip').values]) * 12).toBeCloseTo(335, 0);
    const july2015 = at(t, monthOf(2015, 7));
    expect(
      [mean(july2015), Math.min(...july2015), Math.max(...july2015)].map((x) => Math.round(x * 1000) / 1000),
    ).toEqual([11.597, 11.305, 12.1]);
  });

  it('lies the right way up whatever GeoTransform says (K1-1, K1-2)', () => {
    const t = grid('tair');
    expect(t.lat[0]).toBeLessThan(t.lat[(t.rows - 1) * t.cols] as number); // row 0 is south
    expect(toolik?.notes.some((n) => n.includes('GeoTransform attribute says otherwise'))).toBe(true);
    const all = {
      south: Math.min(...t.lat),
      north: Math.max(...t.lat),
      west: Math.min(...t.lon),
      east: Math.max(...t.lon),
    };
    expect(all.south).toBeCloseTo(68.623, 2);
    expect(all.north).toBeCloseTo(68.71, 2);
    expect(all.west).toBeCloseTo(-149.589, 2);
    expect(all.east).toBeCloseTo(-149.355, 2);
    // The higher ground of the south-east is colder in summer than the lake's: the field follows the terrain that has its own grid (K1-4)
    expect(t.cell).toBeGreaterThan(980);
    expect(t.cell).toBeLessThan(1020);
  });

  it('takes a vapour pressure of zero for missing, and counts it (K1-8)', () => {
    const zero = toolik?.rejected.find((r) => r.where === 'variable vapor_press');
    expect(zero).toMatchObject({ count: 16548, rule: expect.stringContaining('impossible') });
    expect(known(grid('vapor_press').values).length).toBe(138_000 - 16_548);
    expect(Math.max(...known(grid('vapor_press').values))).toBeGreaterThan(700); // Pa, not hPa
  });

  it('keeps a projection apart from history (K1-10)', async () => {
    const future = await read('climate_1km_toolik/projected-climate.nc');
    expect(future.grids.every((g) => g.projection)).toBe(true);
    expect(grid('tair').projection).toBe(false);
    const first = future.grids[0]?.time;
    expect(first?.at === 'months' && [isoMonth(first.months[0] as number), first.months.length]).toEqual([
      '2016-01',
      1020,
    ]);
  });

  it('reads terrain on its own grid, 63 m from the climate’s (K1-3, K1-4)', async () => {
    const topo = await read('climate_1km_toolik/topo.nc');
    const elevation = topo.grids.find((g) => g.variable === 'elevation') as NativeGrid;
    expect(mean([...elevation.values])).toBeGreaterThan(600);
    expect(mean([...elevation.values])).toBeLessThan(1000);
    expect(Math.abs((elevation.lon[0] as number) - (grid('tair').lon[0] as number)) * 40_500).toBeGreaterThan(40);
    expect(topo.notes.some((n) => n.includes('m assumed'))).toBe(true);
    expect(topo.rejected.map((r) => r.where)).toEqual(['variable aspect']);
  });

  it('finds where cells lie though x and y hold only fill values (K1-6, K1-9)', async () => {
    const { openNetcdf } = await import('../netcdf.ts');
    const file = await openNetcdf(await realFile('climate_1km_toolik/run-mask.nc').bytes(), 'run-mask.nc');
    expect(centresOf(file)?.rows).toBe(10);
    file.close();
  });
});

/** A netCDF file from a declaration, for what no real file shows. */
function fakeNetcdf(
  variables: Record<string, { shape: number[]; values: number[]; attributes?: Record<string, Attribute> }>,
): Netcdf {
  return {
    format: 'hdf5',
    attributes: {},
    variables: Object.entries(variables).map(([name, v]) => ({
      name,
      shape: v.shape,
      attributes: v.attributes ?? {},
      read: () => Float64Array.from(v.values),
    })),
    close: () => undefined,
  };
}
const candidate = (netcdf: Netcdf): Candidate => ({
  file: memoryFile('f.nc', ''),
  magic: 'hdf5',
  text: '',
  netcdf,
  close: () => undefined,
});

describe('a climate file with faults', () => {
  const axes = {
    lat: { shape: [2], values: [70, 69], attributes: { standard_name: 'latitude' } },
    lon: { shape: [2], values: [210, 211], attributes: { standard_name: 'longitude' } },
    time: { shape: [1], values: [0], attributes: { units: 'days since 2000-01-01', calendar: 'standard' } },
  };
  const tair = {
    shape: [1, 2, 2],
    values: [1, 2, -9999, 400],
    attributes: { standard_name: 'air_temperature', units: 'K', missing_value: '-9999' },
  };

  it('is refused when nothing says where its cells lie', async () => {
    await expect(climateNetcdf.read(candidate(fakeNetcdf({ tair, time: axes.time })), [])).rejects.toThrow(
      UnreadableFile,
    );
  });

  it('loses a variable of unknown unit, named, and keeps the rest with longitudes wrapped and fills as text honoured', async () => {
    const odd = { ...tair, attributes: { ...tair.attributes, standard_name: '', units: 'furlong' } };
    const read = await climateNetcdf.read(
      candidate(fakeNetcdf({ ...axes, tair: { ...tair, values: [273.15, 280, -9999, 400] }, precip: odd })),
      [],
    );
    expect(
      read.grids.map((g) =>
        [g.variable, ...g.values].map((v) => (typeof v === 'number' ? Math.round(v * 100) / 100 : v)),
      ),
    ).toEqual([['t_air', 0, 6.85, Number.NaN, Number.NaN]]);
    expect([...(read.grids[0]?.lon ?? [])]).toEqual([-150, -149, -150, -149]);
    expect(read.rejected.map((r) => [r.where, r.rule])).toEqual([
      ['variable tair', 'outside -65 to 40 degC'],
      ['variable precip', 'unknown unit "furlong"'],
    ]);
  });

  it('loses a variable whose calendar or time axis is unknown', async () => {
    const time = { ...axes.time, attributes: { units: 'days since 2000-01-01', calendar: 'mayan' } };
    const read = await climateNetcdf.read(candidate(fakeNetcdf({ ...axes, time, tair })), []);
    expect(read.grids).toEqual([]);
    expect(read.rejected[0]?.rule).toContain('mayan');
  });
});
