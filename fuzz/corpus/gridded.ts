import type { Group } from 'h5wasm';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { project } from '../../src/grid/ease2.ts';
import { hdf5File } from '../../src/sources/geocryoai/hdf5-file.node.ts';
import { makeTiff, projectedKeys } from '../../src/sources/geotiff/make-tiff.ts';
import { type Made, type MadeVariable, madeClassic, madeHdf5 } from '../../src/sources/made-netcdf.node.ts';
import { makeScene } from '../../src/sources/uavsar/make-scene.ts';
import { made, part, type Specimen } from '../specimen.ts';

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const axis = (name: string, values: readonly number[], attributes: MadeVariable['attributes']): MadeVariable => ({
  type: 'double',
  dimensions: [name],
  values,
  ...(attributes ? { attributes } : {}),
});

/** Hours of a February on four cells, as ERA5 has them. */
const HOURS = 28 * 24;
const era5Like = (clock: 'time' | 'valid_time'): Made => ({
  attributes: { history: 'grib_to_netcdf', Conventions: 'CF-1.6' },
  dimensions: { [clock]: HOURS, latitude: 2, longitude: 2 },
  record: clock,
  variables: {
    [clock]: {
      type: 'int',
      dimensions: [clock],
      values: count(HOURS),
      attributes: { units: 'hours since 2021-02-01 00:00:00', calendar: 'gregorian' },
    },
    latitude: axis('latitude', [69, 68], { units: 'degrees_north' }),
    longitude: axis('longitude', [-150, -149], { units: 'degrees_east' }),
    t2m: {
      type: 'short',
      dimensions: [clock, 'latitude', 'longitude'],
      values: count(HOURS * 4).map((i) => (i * 7) % 500),
      attributes: {
        units: 'K',
        long_name: '2 metre temperature',
        scale_factor: 0.05,
        add_offset: 240,
        _FillValue: -32767,
      },
    },
  },
});

/** First days of the months of a year of 365. */
const FIRST_DAYS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** Two years of months of temperature on nine cells. */
const CLIMATE: Made = {
  attributes: { Conventions: 'CF-1.5' },
  dimensions: { time: 24, lat: 3, lon: 3 },
  variables: {
    time: axis(
      'time',
      count(24).map((m) => 365 * Math.floor(m / 12) + (FIRST_DAYS[m % 12] as number)),
      { units: 'days since 2001-01-01', calendar: '365_day', standard_name: 'time' },
    ),
    lat: axis('lat', [68.62, 68.63, 68.64], { standard_name: 'latitude', units: 'degrees_north' }),
    lon: axis('lon', [-149.62, -149.6, -149.58], { standard_name: 'longitude', units: 'degrees_east' }),
    tair: {
      type: 'float',
      dimensions: ['time', 'lat', 'lon'],
      values: count(24 * 9).map((i) => -20 + (i % 29)),
      attributes: { standard_name: 'air_temperature', units: 'celsius', _FillValue: -9999 },
      chunk: [6, 3, 3],
    },
  },
};
const DAYS = 45;
const CF: Made = {
  attributes: { title: 'made' },
  dimensions: { time: DAYS, y: 3, x: 4 },
  record: 'time',
  variables: {
    time: {
      type: 'int',
      dimensions: ['time'],
      values: count(DAYS),
      attributes: { units: 'days since 2001-07-01', calendar: 'standard' },
    },
    y: { type: 'float', dimensions: ['y'], values: [70, 69, 68], attributes: { units: 'degrees_north' } },
    x: { type: 'float', dimensions: ['x'], values: [200, 201, 202, 203], attributes: { units: 'degrees_east' } },
    tas: {
      type: 'float',
      dimensions: ['time', 'y', 'x'],
      values: count(DAYS * 12).map((i) => 270 + (i % 17)),
      attributes: { standard_name: 'air_temperature', units: 'K' },
    },
  },
};
const HALF_DEGREE: Made = {
  dimensions: { time: 3, lat: 4, lon: 5 },
  variables: {
    time: axis('time', [2014, 2015, 2016], { units: 'Year', axis: 'Z' }),
    lat: axis('lat', [70, 69.5, 69, 68.5], { units: 'degrees_north', standard_name: 'latitude' }),
    lon: axis('lon', [200, 200.5, 201, 201.5, 202], { units: 'degrees_east', standard_name: 'longitude' }),
    data: {
      type: 'float',
      dimensions: ['time', 'lat', 'lon'],
      values: count(60).map((i) => (i % 11 === 0 ? -999.99 : -5 - (i % 7))),
      attributes: { long_name: 'MAAT', units: 'degC', missing_value: '-999.99' },
    },
  },
};

function tcfm(): Promise<Uint8Array> {
  const middle = project(-149.6, 68.6);
  const n = 6;
  const metres = (d: 'x' | 'y', from: number, step: number): MadeVariable =>
    axis(
      d,
      count(n).map((i) => from + i * step),
      { units: 'm', standard_name: `projection_${d}_coordinate` },
    );
  return madeHdf5({
    dimensions: { time: 40, y: n, x: n, one: 1 },
    variables: {
      time: axis('time', count(40), { units: 'days since 2010-07-01' }),
      y: metres('y', middle.y, -1000.895),
      x: metres('x', middle.x, 1000.895),
      crs: {
        type: 'int',
        dimensions: ['one'],
        values: [0],
        attributes: {
          grid_mapping_name: 'lambert_cylindrical_equal_area',
          standard_parallel: 30,
          longitude_of_central_meridian: 0,
          semi_major_axis: 6378137,
          inverse_flattening: 298.257223563,
        },
      },
      NEE: {
        type: 'float',
        dimensions: ['time', 'y', 'x'],
        values: count(40 * n * n).map((i) => -1 - (i % 13) / 20),
        attributes: { units: 'g C m-2 d-1', _FillValue: -9999, grid_mapping: 'crs' },
        chunk: [10, n, n],
      },
    },
  });
}

const tensor = (): Promise<Uint8Array> =>
  hdf5File((f) => {
    const shape = [6, 5, 4, 3];
    f.create_dataset({
      name: 'ensemble_tensor',
      data: Float32Array.from(count(360), (i) => (i % 3) - 0.5),
      shape,
      dtype: '<f4',
    });
  });

const thawRecord = (): Promise<Uint8Array> =>
  hdf5File((f) => {
    f.create_dataset({ name: 'alt_max', data: new Float64Array(4000).fill(-0.5), shape: [1000, 2, 2] });
    f.create_dataset({ name: 'lat', data: Float64Array.of(60, 61), shape: [2] });
    f.create_dataset({ name: 'lon', data: Float64Array.of(-150, -149), shape: [2] });
    f.create_dataset({ name: 'datetime', data: Float64Array.of(0), shape: [1] });
    const datetime = f.get('datetime');
    if (datetime && 'create_attribute' in datetime) datetime.create_attribute('units', 'months since 1800-01-01');
  });

const TIFF = {
  rows: 9,
  cols: 8,
  bands: [Float32Array.from(count(72), (i) => i / 10)],
  geoKeys: projectedKeys(3338),
  scale: [1000, 1000, 0],
  tie: [0, 0, 0, 180_000, 2_090_000, 0],
  rowsPerStrip: 3,
} as const;
const MEANING = JSON.stringify({ bands: [{ band: 1, variable: 't_air', unit: 'degC', when: '2015-07' }] });

function enviPair(): readonly [header: string, binary: Uint8Array] {
  const [rows, cols] = [60, 50];
  const values = new DataView(new ArrayBuffer(rows * cols * 4));
  for (let i = 0; i < rows * cols; i++) values.setFloat32(4 * i, i % 50 === 7 ? -9999 : 300 + (i % 211), true);
  const header = `ENVI\nsamples = ${cols}\nlines = ${rows}\nbands = 1\nheader offset = 0\nfile type = ENVI Standard\ndata type = 4\ninterleave = bip\nbyte order = 0\ndata ignore value = -9999\nband names = {CH4 Absorption (ppm x m)}\nmap info = {UTM, 1, 1, 400000, 7620000, 30, 30, 6, North, WGS-84, units=Meters, rotation=12}\n`;
  return [header, new Uint8Array(values.buffer)];
}

async function radar(): Promise<Specimen> {
  const { annotation, phase, correlation } = makeScene({
    rows: 60,
    cols: 80,
    at: (r, c) => ({ uz: (r + c) / 5000, cor: 0.8 }),
    // Pixels of 60 m: a small file covers cells of a kilometre.
    replace: [[/0\.0000555600000000/g, '0.000555600000000']],
  });
  return made('uavsar', 'uavsar', 'raw', [
    part(annotation.name, await annotation.bytes()),
    part(phase.name, await phase.bytes()),
    part(correlation.name, await correlation.bytes()),
    part(`${annotation.name}.meaning.json`, '{"phasePositive":"away"}'),
  ]);
}

function parquet(columns: Readonly<Record<string, readonly number[]>>): Uint8Array {
  const rows = Object.values(columns)[0]?.length ?? 0;
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        {
          name: 'datetime',
          data: count(rows).map((i) => new Date(Date.UTC(2018, 6, 1 + (i % 31)))),
          type: 'TIMESTAMP',
        },
        ...Object.entries(columns).map(([name, data]) => ({ name, data: [...data], type: 'DOUBLE' as const })),
      ],
    }),
  );
}

const RESALT: Made = {
  attributes: {
    title: 'ReSALT active layer thickness',
    time_coverage_start: '2006-06-01',
    time_coverage_end: '2011-09-30',
  },
  dimensions: { lat: 24, lon: 40 },
  variables: {
    lat: axis(
      'lat',
      count(24).map((i) => 68.6 + i * 0.001),
      { standard_name: 'latitude', units: 'degrees_north' },
    ),
    lon: axis(
      'lon',
      count(40).map((i) => -149.6 + i * 0.001),
      { standard_name: 'longitude', units: 'degrees_east' },
    ),
    alt: {
      type: 'float',
      dimensions: ['lat', 'lon'],
      values: count(960).map((i) => 40 + (i % 23)),
      attributes: { long_name: 'active layer thickness', units: 'cm', _FillValue: -9999 },
    },
    alt_unc: {
      type: 'float',
      dimensions: ['lat', 'lon'],
      values: count(960).map(() => 6),
      attributes: { long_name: 'uncertainty of active layer thickness', units: 'cm', _FillValue: -9999 },
    },
  },
};
const RESALT_TEXT = `WKT;ReSALT_(cm);Sub_(cm)\n${count(1600)
  .map(
    (i) =>
      `POINT (${(-149.6 + (i % 40) * 0.0007).toFixed(5)} ${(68.62 + Math.floor(i / 40) * 0.0003).toFixed(5)});${35 + (i % 20)};${1 + (i % 3)}.5`,
  )
  .join('\n')}\n`;
const SEASON = '{"when": "2006-06-01/2011-09-30"}';

/** A month of half hours of one tower. */
function neonBundle(): Promise<Uint8Array> {
  const halves = count(31 * 48).map((k) => Date.UTC(2020, 6, 1) + k * 1.8e6);
  const times: [string, string[]][] = [
    ['timeBgn', halves.map((t) => new Date(t).toISOString())],
    ['timeEnd', halves.map((t) => new Date(t + 1.799e6).toISOString())],
  ];
  const stamps: [string, string][] = [
    ['timeBgn', 'S24'],
    ['timeEnd', 'S24'],
  ];
  return hdf5File((file) => {
    const site = file.create_group('TOOL');
    for (const [key, value] of Object.entries({
      LatTow: '68.66109',
      LonTow: '-149.37047',
      ElevRefeTow: '827',
      TimeDiffUtcLt: '-9',
    }))
      site.create_attribute(key, value);
    const at = (...path: string[]) => path.reduce((group, name) => group.create_group(name), site);
    const flux = at('dp04', 'data', 'fluxCo2').create_dataset({
      name: 'nsae',
      data: new Map<string, unknown>([
        ...times,
        ['flux', Float64Array.from(halves, (_, i) => -1 + (i % 48) / 24)],
      ]) as never,
      dtype: [...stamps, ['flux', '<d']],
    });
    flux.create_attribute('unit', 'umolCo2 m-2 s-1');
    const quality = (file.get('/TOOL/dp04') as Group).create_group('qfqm').create_group('fluxCo2');
    quality.create_dataset({
      name: 'nsae',
      data: new Map<string, unknown>([...times, ['qfFinl', Int32Array.from(halves, () => 0)]]) as never,
      dtype: [...stamps, ['qfFinl', '<i']],
    });
  });
}

/** Grids and rasters of every source. */
export async function gridded(): Promise<Specimen[]> {
  const [header, binary] = enviPair();
  const ground = { lat: count(80).map((i) => 68.62 + (i % 9) / 1000), lon: count(80).map(() => -149.6) };
  return [
    made('era5-classic', 'era5', 'raw', [part('era5.nc', madeClassic(era5Like('time')))]),
    made('era5-new', 'era5', 'raw', [part('era5_new.nc', await madeHdf5(era5Like('valid_time')))]),
    made('climate', 'climate-netcdf', 'raw', [part('historic-climate.nc', await madeHdf5(CLIMATE))]),
    made('cf-classic', 'cf-netcdf', 'raw', [part('tas.nc', madeClassic(CF))]),
    made('cf-hdf5', 'cf-netcdf', 'raw', [part('tas.nc4', await madeHdf5(CF))]),
    made('half-degree', 'half-degree', 'raw', [part('ta.nc', await madeHdf5(HALF_DEGREE))]),
    made('tcfm', 'tcfm', 'raw', [part('NEE_2010.nc4', await tcfm())]),
    made('tensor', 'geocryoai-tensor', 'raw', [part('e.h5', await tensor())]),
    made('thaw-record', 'geocryoai-thaw-record', 'raw', [part('alt.nc', await thawRecord())]),
    made('geotiff', 'geotiff', 'raw', [part('a/field.tif', makeTiff(TIFF)), part('a/field.tif.meaning.json', MEANING)]),
    made('geotiff-deflate', 'geotiff', 'raw', [
      part('a/field.tif', makeTiff({ ...TIFF, deflate: true, big: true })),
      part('a/field.tif.meaning.json', MEANING),
    ]),
    made('envi', 'envi', 'raw', [
      part('f/ang20170715t201234_cmf_v1_img.hdr', header),
      part('f/ang20170715t201234_cmf_v1_img', binary),
    ]),
    await radar(),
    made('resalt', 'resalt', 'raw', [
      part('resalt_barrow.nc', await madeHdf5(RESALT)),
      part('resalt_barrow.nc.meaning.json', SEASON),
    ]),
    made('resalt-text', 'resalt-text', 'mean', [
      part('resalt_barrow.csv', RESALT_TEXT),
      part('resalt_barrow.csv.meaning.json', SEASON),
    ]),
    made('neon-flux', 'neon-flux', 'raw', [
      part('NEON.D18.TOOL.DP4.00200.001.nsae.2020-07.basic.20210101T000000Z.h5', await neonBundle()),
    ]),
    made('parquet-flux', 'geocryoai-table', 'raw', [
      part('fch4.parquet', parquet({ ...ground, fch4: count(80).map((i) => 10 + (i % 9)) })),
    ]),
    made('parquet-thaw', 'sibbork-tte', 'raw', [
      part('site.parquet', parquet({ ...ground, ALT: count(80).map((i) => -0.3 - i / 500) })),
    ]),
  ];
}
