import { describe, expect, it } from 'vitest';
import { isoMonth } from '../../core/month.ts';
import { openCandidate } from '../candidate.ts';
import { climateNetcdf } from '../climate-netcdf/climate-netcdf.ts';
import { axesOf } from '../gridded/axes.ts';
import { cellBoxOf } from '../gridded/cell-box.ts';
import { readBox } from '../gridded/read-box.ts';
import { timeStepsOf } from '../gridded/time-steps.ts';
import { type Made, type MadeVariable, madeClassic, madeHdf5 } from '../made-netcdf.node.ts';
import { memoryFile } from '../memory-file.ts';
import { openNetcdf } from '../netcdf.ts';
import type { Netcdf, NetcdfVariable } from '../netcdf-model.ts';
import type { NativeGrid } from '../source.ts';
import { importOf, mean, realDataIsHere, realFile } from '../test-data.node.ts';
import { cfNetcdf } from './cf-netcdf.ts';
import { cfQuantity } from './cf-quantity.ts';

const named = (file: Netcdf, name: string) => file.variables.find((v) => v.name === name) as NetcdfVariable;
const without = (file: Netcdf, ...names: string[]): Netcdf => ({
  ...file,
  variables: file.variables.filter((v) => !names.includes(v.name)),
});

describe.skipIf(!realDataIsHere)('hourly NEE on ABoVE Albers (needs ../shared/data)', async () => {
  const bytes = realDataIsHere ? await realFile('gridded_nee/ABoVE_TVPRM_bbox.nc4').bytes() : undefined;
  const file = bytes && (await openNetcdf(bytes, 'nee.nc4'));
  const nee = file && named(file, 'NEE');

  it('lies at the same places by its 2-D coordinates and by x, y through its grid mapping (TV-1, TV-2, TV-3)', async () => {
    if (!file || !nee) throw new Error('not read');
    const axes = axesOf(nee, file);
    const byArrays = await cellBoxOf(nee, file, axes);
    const flat = without(file, 'lat', 'lon');
    const byMapping = await cellBoxOf(nee, flat, axesOf(nee, flat));
    if (typeof byArrays === 'string' || typeof byMapping === 'string') throw new Error(`${byArrays} ${byMapping}`);
    expect([byArrays.note, byMapping.note.slice(0, 15)]).toEqual([
      'two-dimensional latitude and longitude',
      'x and y through',
    ]);
    expect(Math.max(...byArrays.lat.map((a, i) => Math.abs(a - (byMapping.lat[i] as number))))).toBeLessThan(1e-4);
    expect(Math.max(...byArrays.lon.map((o, i) => Math.abs(o - (byMapping.lon[i] as number))))).toBeLessThan(2e-4);
    expect(Math.min(...byArrays.lat)).toBeCloseTo(65.47, 2);
    expect(Math.max(...byArrays.lon)).toBeCloseTo(-142.33, 2);
    expect(byArrays.cell).toBeGreaterThan(29_000);
    expect(byArrays.cell).toBeLessThan(31_500);
  });

  it('has 307 of 400 cells, mean 0.0810 umol m-2 s-1, by its unit and not its name; hours are the middles of bounds (TV-4, TV-5)', async () => {
    if (!file || !nee) throw new Error('not read');
    const axes = axesOf(nee, file);
    const box = await cellBoxOf(nee, file, axes);
    if (typeof box === 'string') throw new Error(box);
    const values = readBox(nee, axes, box, [0, 10], [0, box.rows], 'nee').filter((x) => !Number.isNaN(x));
    expect(values.length).toBe(3070);
    expect(mean([...values])).toBeCloseTo(0.081, 4);
    const quantity = cfQuantity(nee);
    expect(quantity && 'variable' in quantity && [quantity.variable, quantity.finish(1, 0, 1)]).toEqual(['co2', 1]);
    const steps = timeStepsOf(named(file, 'time'), file);
    if (typeof steps === 'string') throw new Error(steps);
    expect([steps.bounded, steps.hour[0], Math.round(steps.stepDays * 24 * 1e6) / 1e6]).toEqual([true, 0.5, 1]);
  });

  it('makes no month of ten hours', async () => {
    const read = await importOf(cfNetcdf, realFile('gridded_nee/ABoVE_TVPRM_bbox.nc4'));
    expect(read.grids).toEqual([]);
    expect(read.observations).toEqual([]);
    expect(read.rejected.find((r) => r.where === 'variable NEE')?.rule).toContain('2008-01 (1 days)');
    expect(JSON.stringify(read)).not.toMatch(/Schiferl|@/); // names of persons and addresses stay out
  });
});

describe.skipIf(!realDataIsHere)('climate models and reanalyses that are not ours (needs ../shared/data)', () => {
  it('have levels of pressure: asked, never chosen (FMT-8, FMT-10)', async () => {
    const read = await importOf(
      cfNetcdf,
      realFile('formats/cmip6/ta_Amon_CESM2_historical_r1i1p1f1_gn_185001-201412.nc'),
    );
    expect(read.grids).toEqual([]);
    expect(read.rejected[0]).toMatchObject({
      where: 'variable ta',
      rule: expect.stringContaining('dimension plev of 2 (Pa)'),
    });
  });

  it('have months of no year: not recognised as anything of ours (FMT-13)', async () => {
    const candidate = await openCandidate(realFile('formats/era_interim_packed/eraint_uvz.nc'));
    expect(cfNetcdf.probe(candidate)).toBe('no');
  });

  it('leaves monthly climate with known publishers to its own source', async () => {
    const candidate = await openCandidate(realFile('climate_1km_toolik/historic-climate.nc'));
    expect([cfNetcdf.probe(candidate), climateNetcdf.probe(candidate)]).toEqual(['no', 'likely']);
    candidate.close();
  });
});

const DAYS = 90;
const daily = (of: (day: number, row: number, col: number) => number) =>
  Array.from({ length: DAYS * 12 }, (_, i) => of(Math.floor(i / 12), Math.floor((i % 12) / 4), i % 4));
const made = (variables: Record<string, MadeVariable>, time: Partial<MadeVariable> = {}): Made => ({
  dimensions: { time: DAYS, lat: 3, lon: 4 },
  attributes: { Conventions: 'CF-1.8', title: 'made' },
  variables: {
    time: {
      type: 'double',
      dimensions: ['time'],
      values: Array.from({ length: DAYS }, (_, i) => i),
      attributes: { units: 'days since 2001-01-01', calendar: 'noleap' },
      ...time,
    },
    lat: { type: 'double', dimensions: ['lat'], values: [60, 65, 70], attributes: { standard_name: 'latitude' } },
    lon: {
      type: 'double',
      dimensions: ['lon'],
      values: [195, 200, 205, 210],
      attributes: { standard_name: 'longitude' },
    },
    ...variables,
  },
});
const field = (
  values: ArrayLike<number>,
  attributes: MadeVariable['attributes'],
  dims = ['time', 'lat', 'lon'],
): MadeVariable => ({
  type: 'float',
  dimensions: dims,
  values,
  attributes: attributes ?? {},
});

describe.each([
  ['netCDF-3', async (m: Made) => madeClassic(m)],
  ['netCDF-4', madeHdf5],
])('daily CF fields as %s (made to specification)', (_, bytesOf) => {
  const read = async (m: Made) => importOf(cfNetcdf, memoryFile('made.nc', await bytesOf(m)));
  const months = (g: NativeGrid | undefined) => (g?.time.at === 'months' ? [...g.time.months].map(isoMonth) : []);

  it('become means of calendar months; rows stay as they are; missing_value as text and valid_range count (HD-1)', async () => {
    const values = daily((day, row, col) =>
      row === 0 && col === 0 ? -999.99 : row === 0 && col === 1 && day === 3 ? 5000 : 270 + row + (day < 31 ? 0 : 1),
    );
    const got = await read(
      made({
        tas: field(values, {
          standard_name: 'air_temperature',
          units: 'K',
          missing_value: '-999.99',
          valid_range: [0, 400],
        }),
      }),
    );
    const [g] = got.grids as [NativeGrid];
    expect(months(g)).toEqual(['2001-01', '2001-02', '2001-03']);
    expect([g.lat[0], g.lat.at(-1), g.lon[0]]).toEqual([60, 70, -165]);
    const expected = [Number.NaN, -3.15, -3.15, -3.15, -2.15, -2.15, -2.15, -2.15, -1.15, -1.15, -1.15, -1.15];
    expect([...g.values.slice(0, 12)].map((x) => Math.round(x * 1e3) / 1e3)).toEqual(expected);
    expect(g.values[13]).toBeCloseTo(-2.15, 3);
    expect(g.note).toContain('no observation');
  });

  it('of any order of dimensions give the same grid', async () => {
    const of = (day: number, row: number, col: number) => 270 + row + col / 10 + day / 1000;
    const attributes = { standard_name: 'air_temperature', units: 'K' };
    const turned = Array.from({ length: DAYS * 12 }, (__, i) =>
      of(i % DAYS, Math.floor(i / DAYS) % 3, Math.floor(i / (3 * DAYS))),
    );
    const [a, b] = [
      await read(made({ tas: field(daily(of), attributes) })),
      await read(made({ tas: field(turned, attributes, ['lon', 'lat', 'time']) })),
    ];
    expect(b.grids[0]?.values).toEqual(a.grids[0]?.values);
  });

  it('turn uptake into our sign, take carbon from the name, and ask for a mass of nobody knows what', async () => {
    const down = {
      standard_name: 'surface_net_downward_mass_flux_of_carbon_dioxide_expressed_as_carbon_due_to_all_land_processes',
      units: 'kg m-2 s-1',
    };
    const got = await read(
      made({
        nbp: field(
          daily(() => 12.011e-9),
          down,
        ),
        NEE: field(
          daily(() => 1),
          { units: 'g m-2 d-1' },
        ),
      }),
    );
    expect(got.grids.map((g) => [g.variable, Math.round((g.values[0] as number) * 1e4) / 1e4])).toEqual([['co2', -1]]);
    expect(got.rejected).toMatchObject([{ where: 'variable NEE', rule: 'unknown unit "g m-2 d-1"' }]);
  });

  it('of few days make no month, of repeated stamps count once, of an unknown calendar are asked for', async () => {
    const tas = field(
      daily((day) => (day === 89 ? 370 : 270)),
      { standard_name: 'air_temperature', units: 'K' },
    );
    const attributes = { units: 'days since 2001-01-01', calendar: 'standard' };
    const short = await read(
      made(
        { tas },
        { values: Array.from({ length: DAYS }, (__, i) => (i < 40 ? i : i === 89 ? 0 : i + 400)), attributes },
      ),
    );
    expect(months(short.grids[0])).toEqual(['2001-01', '2002-03', '2002-04']);
    expect(short.rejected.map((r) => r.rule)).toEqual([
      'time steps that repeat an earlier one; the first counts',
      expect.stringContaining('2001-02 (9 days)'),
    ]);
    expect(short.grids[0]?.values[0]).toBeCloseTo(-3.15, 3);
    const mayan = await read(made({ tas }, { attributes: { ...attributes, calendar: 'mayan' } }));
    expect(mayan.rejected[0]?.rule).toContain('mayan');
  });

  it('outside Alaska are counted and said', async () => {
    const m = made({
      tas: field(
        daily(() => 270),
        { standard_name: 'air_temperature', units: 'K' },
      ),
    });
    const lat: MadeVariable = { ...(m.variables.lat as MadeVariable), values: [10, 20, 30] };
    const got = await read({ ...m, variables: { ...m.variables, lat } });
    expect(got.grids).toEqual([]);
    expect(got.rejected[0]?.rule).toBe('all 12 cells lie outside Alaska');
  });

  it('precipitation of days and of months is a total of the month', async () => {
    const wet = (units: string) =>
      field(
        daily(() => (units.includes('s-1') ? 2 / 86400 : 2)),
        { standard_name: 'precipitation_flux', units },
      );
    for (const units of ['kg m-2 s-1', 'mm d-1', 'mm'])
      expect((await read(made({ pr: wet(units) }))).grids[0]?.values[0], units).toBeCloseTo(62, 3);
  });
});

it('a damaged chunk costs its steps and nothing else (made to specification)', async () => {
  const m = made({
    tas: {
      ...field(
        daily(() => 270),
        { standard_name: 'air_temperature', units: 'K' },
      ),
    },
  });
  const candidate = await openCandidate(memoryFile('made.nc', madeClassic(m)));
  const { UnreadableFile } = await import('../../core/error.ts');
  const torn = (v: NetcdfVariable): NetcdfVariable =>
    v.name !== 'tas'
      ? v
      : {
          ...v,
          slab: (box) => {
            if ((box[0]?.[0] ?? 0) <= 40 && (box[0]?.[1] ?? 0) > 40)
              throw new UnreadableFile({ file: 'made.nc', expected: 'whole data' });
            return v.slab?.(box);
          },
        };
  const netcdf = candidate.netcdf as Netcdf;
  const got = await cfNetcdf.read({ ...candidate, netcdf: { ...netcdf, variables: netcdf.variables.map(torn) } }, []);
  expect(got.grids[0]?.values.every((x) => Math.abs(x + 3.15) < 1e-3)).toBe(true);
  expect(got.rejected).toMatchObject([{ count: 1, rule: expect.stringContaining('cannot be read whole') }]);
});
