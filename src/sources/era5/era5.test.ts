import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { daysIn, isoMonth, monthOf } from '../../core/month.ts';
import { type MadeVariable, madeClassic, madeHdf5 } from '../made-netcdf.node.ts';
import { memoryFile } from '../memory-file.ts';
import type { Imported, NativeGrid } from '../source.ts';
import { importOf, mean, realDataIsHere, realFile } from '../test-data.node.ts';
import { zipMembers } from '../zip-members.ts';
import { era5 } from './era5.ts';
import { vapourPressure } from './era5-quantity.ts';

const gridOf = (read: Imported, variable: string) => read.grids.find((g) => g.variable === variable) as NativeGrid;
const monthsOf = (g: NativeGrid) => (g.time.at === 'months' ? [...g.time.months].map(isoMonth) : []);
const monthMean = (g: NativeGrid, t: number) =>
  mean([...g.values.slice(t * g.rows * g.cols, (t + 1) * g.rows * g.cols)]);

describe.skipIf(!realDataIsHere)('ERA5 at Toolik, hourly, one point (needs ../shared/data)', () => {
  const read = (name: string) => importOf(era5, realFile(`era5_toolik_hourly/ERA5_${name}_2022-2024_z1.nc`));

  it('gives 36 months with the stated mean; February 2024 has 28 days of data and is kept (ERA-1)', async () => {
    const t = gridOf(await read('TBOT'), 't_air');
    const months = monthsOf(t);
    expect([months.length, months[0], months.at(-1)]).toEqual([36, '2022-01', '2024-12']);
    const weights = [...t.values.keys()].map((i) => (months[i] === '2024-02' ? 28 : daysIn(monthOf(2022, 1) + i)));
    const sum = weights.reduce((a, b) => a + b);
    expect(sum * 24).toBe(26280);
    expect([...t.values].reduce((s, v, i) => s + v * (weights[i] as number), 0) / sum).toBeCloseTo(-8.8, 2);
  });

  it('finds names, place and unit by content: LATIXY, a global unit (ERA-2, ERA-3)', async () => {
    const wind = gridOf(await read('WIND'), 'wind');
    expect([wind.rows, wind.cols]).toEqual([1, 1]);
    expect(wind.lat[0]).toBeCloseTo(68.6276, 3);
    expect(wind.lon[0]).toBeCloseTo(-149.5943, 3);
    expect([...wind.values].every((v) => v > 0.5 && v < 10)).toBe(true);
    expect(wind.cell).toBeGreaterThan(20_000); // no fine patch: one point of a coarse grid
    expect((await read('PSRF')).rejected.map((r) => r.rule)).toEqual(['a quantity the program does not use']);
  });

  it('gives 583 mm a year, as the file does, and leaves the bias alone (ERA-4)', async () => {
    const p = gridOf(await read('PRECTmms'), 'precip');
    expect([...p.values].reduce((a, b) => a + b) / 3).toBeGreaterThan(580);
    expect([...p.values].reduce((a, b) => a + b) / 3).toBeLessThan(586);
    expect(p.note).toContain('no observation');
  });

  it('reads the land mask of the legacy packed layout, longitudes 190 to 330 (HD-6)', async () => {
    const got = await importOf(era5, realFile('climate_halfdegree_alaska/mask.nc'));
    const land = gridOf(got, 'land');
    const at = (lat: number, lon: number) =>
      land.values[[...land.lat.keys()].findIndex((i) => land.lat[i] === lat && land.lon[i] === lon)];
    expect(land.time.at).toBe('static');
    expect(at(65, -150)).toBeCloseTo(1, 3); // the interior
    expect(at(57, -147)).toBeCloseTo(0, 3); // the Gulf of Alaska
    expect(got.provenance).toMatchObject({ citation: 'ECMWF reanalysis; the file does not say which' }); // half a degree is not ERA5
    expect(got.rejected[0]).toMatchObject({ count: 81 * 281 - land.values.length, rule: 'cells outside Alaska' });
  });
});

/** Hours of two months, stamped at their ends: the first stamp is 01 UTC. */
const HOURS = 59 * 24;
const LAT = [72, 66, 60, 54];
const LON = [180, 190, 200, 210, 220, 230];
const CELLS = LAT.length * LON.length;
const start = Date.UTC(2021, 0, 1, 1);
const values = (of: (t: number, row: number, col: number) => number, n = HOURS) =>
  Array.from({ length: n * CELLS }, (_, i) =>
    of(Math.floor(i / CELLS), Math.floor((i % CELLS) / LON.length), i % LON.length),
  );
const hourOf = (t: number) => (t + 1) % 24;
const T2M = (t: number, row: number, col: number) =>
  240 + 5 * row + col + (t < 744 ? 0 : 10) + Math.cos((hourOf(t) / 12) * Math.PI);
/** Turns once a day: the mean vector is nil, the speed is five. */
const U = (t: number) => 5 * Math.sin((hourOf(t) / 12) * Math.PI);
const V = (t: number) => 5 * Math.cos((hourOf(t) / 12) * Math.PI);
/** 2.4 mm a day, in every second hour. */
const TP = (t: number) => (hourOf(t) % 2) * 0.0002;

const packed = (x: readonly number[], units: string): MadeVariable => {
  const [low, high] = [Math.min(...x), Math.max(...x)];
  const scale = (high - low) / 60_000 || 1;
  const offset = (high + low) / 2;
  return {
    type: 'short',
    dimensions: ['time', 'latitude', 'longitude'],
    values: x.map((v) => Math.round((v - offset) / scale)),
    attributes: { scale_factor: scale, add_offset: offset, _FillValue: -32767, missing_value: -32767, units },
  };
};
const axes = {
  longitude: { type: 'float', dimensions: ['longitude'], values: LON, attributes: { units: 'degrees_east' } },
  latitude: { type: 'float', dimensions: ['latitude'], values: LAT, attributes: { units: 'degrees_north' } },
} as const;
const hours1900 = Array.from({ length: HOURS }, (_, t) => (start - Date.UTC(1900, 0, 1)) / 3.6e6 + t);
const legacyTime: MadeVariable = {
  type: 'int',
  dimensions: ['time'],
  values: hours1900,
  attributes: { units: 'hours since 1900-01-01 00:00:00.0', calendar: 'gregorian' },
};
const dimensions = { time: HOURS, latitude: LAT.length, longitude: LON.length };
const expectedT = (month: number, row: number, col: number) => 240 + 5 * row + col + 10 * month - 273.15;

function checkFields(read: Imported, rounding: number): void {
  const t = gridOf(read, 't_air');
  expect(monthsOf(t).slice(0, 2)).toEqual(['2021-01', '2021-02']);
  // -180 to -130: the window takes -170 to -140 and a cell on each side; rows stay from the north.
  expect([...t.lon.slice(0, t.cols)]).toEqual([-180, -170, -160, -150, -140, -130]);
  expect([t.lat[0], t.lat.at(-1)]).toEqual([72, 54]);
  for (let i = 0; i < t.rows * t.cols; i++) {
    const [row, col] = [Math.floor(i / t.cols), i % t.cols];
    // The hour 00 UTC of February belongs to February for a state: one value of 743 is the other month's.
    expect(Math.abs((t.values[i] as number) - expectedT(0, row, col))).toBeLessThan(0.02 + rounding);
    expect(Math.abs((t.values[CELLS + i] as number) - expectedT(1, row, col))).toBeLessThan(0.02 + rounding);
  }
  expect(monthMean(gridOf(read, 'wind'), 0)).toBeCloseTo(5, 2);
  expect(monthMean(gridOf(read, 'precip'), 0)).toBeCloseTo(31 * 2.4, 2);
  expect(monthMean(gridOf(read, 'precip'), 1)).toBeCloseTo(28 * 2.4, 2);
}

describe('the legacy layout of the Climate Data Store (made to specification)', () => {
  const wind = { u10: packed(values(U), 'm s**-1'), v10: packed(values(V), 'm s**-1') };

  it('packed shorts, 0 to 360, hours since 1900: speed by the hour, amounts to the hour before their stamp', async () => {
    const file = madeClassic({
      attributes: { history: 'grib_to_netcdf-2.24' },
      dimensions,
      record: 'time',
      variables: {
        ...axes,
        time: legacyTime,
        t2m: packed(values(T2M), 'K'),
        ...wind,
        tp: packed(values(TP), 'm'),
        blh: packed(
          values(() => 500),
          'm',
        ),
      },
    });
    const read = await importOf(era5, memoryFile('legacy.nc', file));
    checkFields(read, 1e-3);
    expect(monthMean(gridOf(read, 'blh'), 1)).toBeCloseTo(500, 2);
    expect(gridOf(read, 'blh').note).toContain('a flight takes its own hour');
  });

  it('a dimension expver 1/5: each step is present in one of them, and the preliminary ones are named', async () => {
    const both = Array.from({ length: HOURS * 2 * CELLS }, (_, i) => {
      const [t, e, c] = [Math.floor(i / (2 * CELLS)), Math.floor(i / CELLS) % 2, i % CELLS];
      return t < 1000 === (e === 0) ? T2M(t, Math.floor(c / LON.length), c % LON.length) : -32767;
    });
    const file = madeClassic({
      dimensions: { ...dimensions, expver: 2 },
      variables: {
        ...axes,
        time: legacyTime,
        expver: { type: 'int', dimensions: ['expver'], values: [1, 5] },
        t2m: {
          type: 'float',
          dimensions: ['time', 'expver', 'latitude', 'longitude'],
          values: both,
          attributes: { units: 'K', _FillValue: -32767 },
        },
      },
    });
    const read = await importOf(era5, memoryFile('mixed.nc', file));
    const t = gridOf(read, 't_air');
    expect(Math.abs((t.values[CELLS] as number) - expectedT(1, 0, 0))).toBeLessThan(0.02);
    expect(read.notes.some((n) => n.includes('preliminary'))).toBe(true);
  });

  it('refuses the speed of a monthly mean vector, an unknown unit, and a variable without the other component', async () => {
    const monthly = { ...legacyTime, values: [0, 744, 1416].map((h) => (hours1900[0] as number) - 1 + h) };
    const some = (units: string) =>
      packed(
        values(() => 1, 3),
        units,
      );
    const made = (variables: Record<string, MadeVariable>) =>
      importOf(
        era5,
        memoryFile(
          'm.nc',
          madeClassic({ dimensions: { ...dimensions, time: 3 }, variables: { ...axes, time: monthly, ...variables } }),
        ),
      );
    expect((await made({ u10: some('m s**-1'), v10: some('m s**-1') })).rejected[0]?.rule).toContain(
      'mean vector is too low',
    );
    expect((await made({ u10: some('m s**-1') })).rejected[0]?.rule).toContain('without the other');
    expect((await made({ t2m: some('furlong') })).rejected[0]?.rule).toBe('unknown unit "furlong"');
    const rain = gridOf(
      await made({
        tp: packed(
          values(() => 0.002, 3),
          'm',
        ),
      }),
      'precip',
    );
    expect(monthMean(rain, 0)).toBeCloseTo(62, 2); // monthly means of daily sums
  });
});

describe('the new layout of the Climate Data Store (made to specification)', () => {
  const time: MadeVariable = {
    type: 'int',
    dimensions: ['valid_time'],
    values: hours1900.map((_, t) => start / 1000 + 3600 * t),
    attributes: { units: 'seconds since 1970-01-01', calendar: 'proleptic_gregorian', standard_name: 'time' },
  };
  const field = (x: readonly number[], units: string): MadeVariable => ({
    type: 'float',
    dimensions: ['valid_time', 'latitude', 'longitude'],
    values: x,
    attributes: { units, _FillValue: Number.NaN, GRIB_paramId: 1 },
    chunk: [100, 2, 6],
  });
  const make = (variables: Record<string, MadeVariable>) =>
    madeHdf5({
      attributes: { GRIB_centre: 'ecmf' },
      dimensions: { valid_time: HOURS, latitude: LAT.length, longitude: LON.length },
      variables: {
        ...axes,
        valid_time: time,
        expver: {
          type: 'text',
          dimensions: ['valid_time'],
          values: hours1900.map((_, t) => (t < 1000 ? '0001' : '0005')),
        },
        ...variables,
      },
    });

  it('a zip of two netCDF-4 files, valid_time, expver as texts, NaN as fill', async () => {
    const instant = await make({
      t2m: field(values(T2M), 'K'),
      u10: field(values(U), 'm s**-1'),
      v10: field(values(V), 'm s**-1'),
    });
    const accumulated = await make({ tp: field(values(TP), 'm') });
    const zip = zipSync({
      'data_stream-oper_stepType-instant.nc': instant,
      'data_stream-oper_stepType-accum.nc': accumulated,
      'readme.txt': strToU8('x'),
    });
    const members = await zipMembers(memoryFile('download.zip', zip));
    const reads = await Promise.all(members.filter((m) => m.name.endsWith('.nc')).map((m) => importOf(era5, m)));
    checkFields({ ...(reads[0] as Imported), grids: reads.flatMap((r) => r.grids) }, 1e-4);
    expect(reads[0]?.notes.some((n) => n.includes('ERA5T'))).toBe(true);
  });

  it('sums since 00 UTC (ERA5-Land) are told by never falling; the sum at 00 UTC is the day before', async () => {
    const since = (of: (hour: number) => number) => (t: number) => of(hourOf(t) === 0 ? 24 : hourOf(t));
    const rain = since((h) => 0.0001 * h);
    // Light from 18 to 24 UTC, 100 W m-2 on average over the day.
    const light = since((h) => (Math.max(0, h - 18) / 6) * 8.64e6);
    const read = await importOf(
      era5,
      memoryFile('land.nc', await make({ tp: field(values(rain), 'm'), ssrd: field(values(light), 'J m**-2') })),
    );
    expect(monthMean(gridOf(read, 'precip'), 0)).toBeCloseTo(31 * 2.4, 2);
    expect(monthMean(gridOf(read, 'sw_in'), 1)).toBeCloseTo(100, 3);
    expect(gridOf(read, 'precip').note).toContain('since 00 UTC');
  });

  it('light of the hour before the stamp', async () => {
    const read = await importOf(
      era5,
      memoryFile(
        'h.nc',
        await make({
          ssrd: field(
            values((t) => (hourOf(t) > 18 ? 1.44e6 : 0)),
            'J m**-2',
          ),
        }),
      ),
    );
    expect(monthMean(gridOf(read, 'sw_in'), 0)).toBeCloseTo((1.44e6 * 5) / 24 / 3600, 2);
  });

  it('a dew point becomes vapour pressure hour by hour', async () => {
    const read = await importOf(
      era5,
      memoryFile(
        'd.nc',
        await make({
          d2m: field(
            values((t) => 273.15 + (t % 2 ? 10 : -10)),
            'K',
          ),
        }),
      ),
    );
    expect(vapourPressure(0)).toBeCloseTo(611.21, 2);
    expect(monthMean(gridOf(read, 'vp'), 0)).toBeCloseTo((vapourPressure(10) + vapourPressure(-10)) / 2, -1);
  });

  it('refuses amounts of every sixth hour: nobody knows what they count', async () => {
    const sixth = { ...time, values: Array.from({ length: HOURS }, (_, t) => start / 1000 + 6 * 3600 * t) };
    const read = await importOf(
      era5,
      memoryFile('six.nc', await make({ valid_time: sixth, tp: field(values(TP), 'm') })),
    );
    expect(read.grids).toEqual([]);
    expect(read.rejected[0]?.rule).toContain('unknown time (steps of 6.0 h)');
  });
});
