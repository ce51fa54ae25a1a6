import proj4 from 'proj4';
import { describe, expect, it } from 'vitest';
import { importFiles } from '../preprocess/import-files.ts';
import { observationTable } from '../preprocess/observation-table.ts';
import { parseCsv } from './csv.ts';
import { madeHdf5 } from './made-netcdf.node.ts';
import { memoryFile } from './memory-file.ts';
import { openNetcdf } from './netcdf.ts';
import { decodeValues } from './netcdf-model.ts';
import { realDataIsHere, realFile } from './test-data.node.ts';

/** Traps of files that no single importer owns: what a person is told, and that nothing wrong comes in. */

const table = (name: string, ...lines: string[]) => memoryFile(name, lines.join('\n'));
const importOne = async (...files: Parameters<typeof importFiles>[0]) => importFiles(files);

describe('grids that are no kilometre climate', () => {
  const axes = {
    y: { type: 'double', dimensions: ['y'], values: [69, 68], attributes: { standard_name: 'latitude' } },
    x: { type: 'double', dimensions: ['x'], values: [-150, -149], attributes: { standard_name: 'longitude' } },
  } as const;
  const made = (name: string, values: number[], attributes: Record<string, string> = {}) =>
    madeHdf5({
      dimensions: { y: 2, x: 2 },
      variables: { ...axes, [name]: { type: 'float', dimensions: ['y', 'x'], values, attributes } },
    });

  it('take a class or a slope of 121212 for no value, and count it (K1-7)', async () => {
    const slope = await importOne(memoryFile('topo.nc', await made('slope', [1, 121_212, 3, 4])));
    expect([...(slope.grids[0]?.values ?? [])]).toEqual([1, Number.NaN, 3, 4]);
    expect(slope.rejected).toMatchObject([{ where: 'variable slope', rule: 'not a slope' }]);
    const drainage = await importOne(memoryFile('drainage.nc', await made('drainage_class', [0, 121_212, 1, 1])));
    expect([...(drainage.grids[0]?.values ?? [])]).toEqual([0, Number.NaN, 1, 1]);
    expect(drainage.rejected).toMatchObject([{ where: 'variable drainage_class', rule: 'outside 0 to 9' }]);
  });

  it('never take a run mask for land (K1-11)', async () => {
    const got = await importOne(memoryFile('run-mask.nc', await made('run', [0, 0, 0, 1])));
    expect(got.grids).toEqual([]);
    expect(got.rejected).toMatchObject([{ file: 'run-mask.nc', rule: expect.stringContaining('run') }]);
  });

  it.skipIf(!realDataIsHere)('say the same of the files as published (K1-7, K1-11; needs ../shared/data)', async () => {
    const names = ['climate_1km_imnavait/drainage.nc', 'climate_1km_toolik/run-mask.nc'];
    const got = await importFiles(names.map(realFile));
    expect(got.grids.map((g) => g.name)).toEqual(['drainage_class']);
    const classes = new Set([...(got.grids[0]?.values ?? [])].filter((v) => !Number.isNaN(v)));
    expect([...classes].sort()).toEqual([0, 1]);
    expect(got.rejected.map((r) => [r.file, r.count ?? 1])).toEqual(names.map((n) => [n, 1]));
  });
});

describe('latitudes and longitudes of -9999 without a fill value', () => {
  const made = () =>
    madeHdf5({
      dimensions: { dim1: 2, dim2: 2, dim3: 2, dim4: 2 },
      variables: {
        latitude: { type: 'float', dimensions: ['dim1', 'dim2'], values: [69, 69, -9999, 68] },
        longitude: { type: 'float', dimensions: ['dim3', 'dim4'], values: [-150, -149, -9999, -149] },
        tas: {
          type: 'float',
          dimensions: ['dim1', 'dim2'],
          values: [270, 271, 272, 273],
          attributes: { standard_name: 'air_temperature', units: 'K' },
        },
      },
    });

  it('are never a place: nothing comes in at -9999, and the file says why (EASE-4)', async () => {
    const got = await importOne(memoryFile('SMAP.nc4', await made()));
    for (const g of got.grids) expect([...g.lat, ...g.lon].every((d) => Math.abs(d) <= 180)).toBe(true);
    expect(got.grids.flatMap((g) => [...g.values]).includes(272 - 273.15)).toBe(false);
    expect(got.rejected.length).toBeGreaterThan(0);
  });

  it.skipIf(!realDataIsHere)('of the SMAP file are 330 544 of 391 384 (EASE-4; needs ../shared/data)', async () => {
    const bytes = await realFile('ease2/SMAP_L3_36km_latlon.nc4').bytes();
    const file = await openNetcdf(bytes, 'SMAP');
    const lat = file.variables.find((v) => v.name.endsWith('/latitude'));
    const values = [...((lat && decodeValues(lat)) ?? [])];
    expect(values.filter((v) => v >= -90).length).toBe(60_840);
    file.close();
    const got = await importOne(realFile('ease2/SMAP_L3_36km_latlon.nc4'));
    expect([got.grids, got.observations]).toEqual([[], []]);
    expect(got.rejected[0]?.rule).toContain('without a variable we know');
  });
});

describe.skipIf(!realDataIsHere)('a raster whose origin is cut to whole metres (needs ../shared/data)', () => {
  it('lies where it says, within a metre of where it was cut from (EASE-6)', async () => {
    const name = 'ease2/warp_toolik_2015_07/toolik_tair_2015-07_epsg3338.tif';
    const meaning = { bands: [{ band: 1, variable: 't_air', unit: 'degC', when: '2015-07' }] };
    const [tif] = (await importOne(realFile(name), memoryFile(`${name}.meaning.json`, JSON.stringify(meaning)))).grids;
    const albers = proj4(
      '+proj=aea +lat_0=50 +lon_0=-154 +lat_1=55 +lat_2=65 +x_0=0 +y_0=0 +datum=NAD83 +units=m +no_defs',
    );
    const [x, y] = albers.forward([tif?.lon[0] ?? 0, tif?.lat[0] ?? 0]) as [number, number];
    // Centre of the first pixel: whole metres and half a kilometre.
    expect([Math.abs((x % 1000) % 1), Math.abs((y % 1000) % 1)].every((f) => f < 0.01 || f > 0.99)).toBe(true);
    const climate = await importOne(realFile('climate_1km_toolik/historic-climate.nc'));
    const tair = climate.grids.find((g) => g.variable === 't_air');
    const north = Math.max(...(tair?.lat ?? []));
    expect(Math.abs((Math.max(...(tif?.lat ?? [])) - north) * 111_195)).toBeLessThan(1.5);
  });
});

describe('input of a soil model, columns without headings', () => {
  const FILES = [
    table('bound.txt', '365', '1  2.861', '2\t2.633', '3\t4.417'),
    table('initial.txt', '    1   13', ' DEPTH  TEMP', '-1.5\t2.861', '0.001\t3.992'),
    table('sites.txt', ' 1', ' ', '          246   1\t1\t1\t1\t0.00'),
  ];

  it('is answered file by file, and nothing is guessed from tabs and blanks, counts and leading zeros (GIPL-1)', async () => {
    const got = await importFiles(FILES);
    expect([got.observations, got.series, got.grids]).toEqual([[], [], []]);
    expect(got.rejected.map((r) => r.file)).toEqual(['bound.txt', 'initial.txt', 'sites.txt']);
    expect(got.rejected.every((r) => r.todo !== '')).toBe(true);
  });

  it.skipIf(!realDataIsHere)('is answered as published, too (GIPL-1; needs ../shared/data)', async () => {
    const names = ['bound', 'geo', 'grid', 'initial', 'rsnow', 'sites', 'snow', 'vegetation', 'result.txt'];
    const got = await importFiles(names.map((n) => realFile(`gipl_heat_example/${n}.txt`)));
    expect([got.observations, got.series, got.grids]).toEqual([[], [], []]);
    expect(got.rejected.length).toBe(names.length);
  });

  it('has nodes above the ground, and air and snow are no soil (GIPL-2)', async () => {
    const rows = [-1.5, -0.05, 0, 0.08].map((d) => `A,68.6,-149.6,2012-08-14,${d},3.5`);
    const days = Array.from({ length: 12 }, (_, i) =>
      rows.map((r) => r.replace('08-14', `08-${String(i + 1).padStart(2, '0')}`)),
    );
    const headings = 'site,latitude,longitude,date,depth_m,soil_temperature_degC';
    const got = await importOne(table('nodes.csv', headings, ...days.flat()));
    expect(got.observations.map((o) => [o.variable, o.depth])).toEqual([
      ['t_soil', [0, 0]],
      ['t_soil', [0.08, 0.08]],
    ]);
    const above = got.rejected.filter((r) => r.rule === 'not a depth below the surface');
    expect(above.map((r) => r.found)).toEqual(Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? '-1.5' : '-0.05')));
  });
});

describe('outlines and communities', () => {
  const shape = (name: string) => memoryFile(name, Uint8Array.of(0, 0, 0x27, 0x0a, 0, 0, 0, 0));

  it('of a shapefile are not read, whatever parts, holes and empty names they have, and that is said of each part (VEC-3, VEC-4)', async () => {
    const dbf = memoryFile('a/coast.dbf', Uint8Array.of(3, 118, 1, 1, 0, 0, 0, 0, 65, 0));
    const got = await importFiles([
      shape('a/coast.shp'),
      shape('a/coast.shx'),
      dbf,
      table('a/coast.prj', 'PROJCS["x"]'),
    ]);
    expect([got.observations, got.series, got.grids]).toEqual([[], [], []]);
    expect(got.rejected.map((r) => [r.file, r.rule])).toEqual(
      ['shp', 'shx', 'dbf', 'prj'].map((e) => [`a/coast.${e}`, expect.stringContaining('outlines are not read')]),
    );
  });

  const HEADINGS = 'id,name,alt_name,latitude,longitude,tags,year,alt_cm';
  const PLACES = [
    'AK1,Afognak,Agw’aneq,58.0078,-152.768,"ardac,awe",2010,40',
    'AK2,Attu,"Atan, ""Atux""",52.9,173.24,"ardac",2010,41',
    'AK3,Utqiagvik,Utqiaġvik,71.29,-156.79,"ardac,awe,eds",2010,42',
  ];

  it('beyond the antimeridian are asked about, and when answered lie outside the window, not inside it (VEC-1)', async () => {
    const asked = await importOne(table('places.csv', HEADINGS, ...PLACES));
    expect(asked.rejected[0]?.rule).toMatch(/1 positive values; west of Greenwich is negative/);
    const mapping = {
      kind: 'thawcast column mapping',
      version: 1,
      file: 'places.csv',
      heading: 1,
      site: { column: 'name' },
      position: { lat: { column: 'latitude' }, lon: { column: 'longitude' } },
      time: { year: { column: 'year' } },
      values: [{ column: 'alt_cm', variable: 'alt', unit: 'cm', sign: 1, per: 'visit', method: { value: 'probe' } }],
      missing: [],
      citation: 'made by hand',
    };
    const answered = await importFiles([
      table('places.csv', HEADINGS, ...PLACES),
      memoryFile('places.json', JSON.stringify(mapping)),
    ]);
    expect(answered.observations.length).toBe(3);
    const { table: kept, rejected } = observationTable(answered.observations);
    expect([...kept.site]).toEqual(['mapped/Afognak', 'mapped/Utqiagvik']);
    expect(rejected.map((r) => [r.where, r.found])).toEqual([['mapped/Attu', '52.900 N, 173.240 E']]);
  });

  it('keep their native names, apostrophes and quoted commas (VEC-2)', () => {
    const { rows } = parseCsv([HEADINGS, ...PLACES].join('\n'));
    expect(new Set(rows.map((r) => r.cells.length))).toEqual(new Set([8]));
    expect(rows.slice(1).map((r) => r.cells[2])).toEqual(['Agw’aneq', 'Atan, "Atux"', 'Utqiaġvik']);
  });

  it.skipIf(!realDataIsHere)(
    'as published: 566 rows of 12 cells, 3 beyond 173 E (VEC-1, VEC-2; needs ../shared/data)',
    async () => {
      const file = realFile('vectors/alaska_point_locations.csv');
      const { rows } = parseCsv(new TextDecoder().decode(await file.bytes()));
      expect([rows.length - 1, new Set(rows.map((r) => r.cells.length)).size, rows[0]?.cells.length]).toEqual([
        566, 1, 12,
      ]);
      expect(rows.some((r) => r.cells[2] === 'Agw’aneq')).toBe(true);
      const got = await importOne(file);
      expect(got.observations).toEqual([]);
      expect(got.rejected[0]?.rule).toMatch(/3 positive values/);
    },
  );
});
