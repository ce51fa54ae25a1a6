import fc from 'fast-check';
import proj4 from 'proj4';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../core/error.ts';
import { parseIsoMonth } from '../../core/month.ts';
import { centreOf } from '../../grid/ease2.ts';
import { memoryFile } from '../memory-file.ts';
import { meaningName } from '../raster/companion-json.ts';
import type { Imported, InputFile } from '../source.ts';
import { importOf, mean, realDataIsHere, realFile } from '../test-data.node.ts';
import { geotiff, geotiffSource } from './geotiff.ts';
import { makeTiff, projectedKeys, type TiffOrder } from './make-tiff.ts';
import { openGeotiff } from './open-geotiff.ts';

const AIR = { bands: [{ band: 1, variable: 't_air', unit: 'degC', when: '2015-07' }] };
const answer = (file: InputFile, json: unknown = AIR): InputFile =>
  memoryFile(meaningName(file.name), JSON.stringify(json));
const finite = (values: ArrayLike<number>): number[] => Array.from(values).filter((v) => !Number.isNaN(v));
const warp = (name: string) => realFile(`ease2/warp_toolik_2015_07/toolik_tair_2015-07_${name}.tif`);
const format = (name: string) => realFile(`formats/geotiff/image_${name}.tif`);

async function gridIn(file: InputFile, json: unknown = AIR) {
  const { grids, rejected } = await importOf(geotiff, file, [answer(file, json)]);
  const [grid] = grids;
  if (!grid) throw new Error(rejected.map((r) => r.rule).join('; '));
  return grid;
}

describe.skipIf(!realDataIsHere)('GeoTIFF, real files (needs ../shared/data)', () => {
  it('the Toolik field in Alaska Albers lies where proj4 puts it and keeps its values', async () => {
    const grid = await gridIn(warp('epsg3338'));
    expect([grid.rows, grid.cols, grid.variable]).toEqual([10, 10, 't_air']);
    expect(grid.time).toEqual({ at: 'months', months: Int32Array.of(parseIsoMonth('2015-07') as number) });
    expect(mean(finite(grid.values))).toBeCloseTo(11.59702, 4);
    const albers = '+proj=aea +lat_0=50 +lon_0=-154 +lat_1=55 +lat_2=65 +x_0=0 +y_0=0 +datum=NAD83 +units=m';
    const [lon, lat] = proj4(albers, 'WGS84', [180_713 + 3500, 2_089_458 - 2500]) as [number, number];
    expect(grid.lon[2 * 10 + 3]).toBeCloseTo(lon, 9);
    expect(grid.lat[2 * 10 + 3]).toBeCloseTo(lat, 9);
    expect(grid.cell).toBeGreaterThan(995);
    expect(grid.cell).toBeLessThan(1005);
  });

  it.each([
    ['ease2m01_near', 93, 11.58966],
    ['ease2m01_bilinear', 93, 11.59535],
    ['ease2m01_average', 152, 11.61835],
    ['ease2m01_near_cog', 93, 11.58966],
  ])('the warp "%s" has %i cells with mean %f, each in the middle of its cell of M01', async (name, count, stated) => {
    const grid = await gridIn(warp(name));
    const values = finite(grid.values);
    expect(values.length).toBe(count);
    expect(mean(values)).toBeCloseTo(stated, 4);
    // the crop keeps a margin, here the whole raster
    expect([grid.rows, grid.cols]).toEqual([8, 26]);
    const { lon, lat } = centreOf('M01', 475 + 3, 2930 + 7);
    expect(grid.lon[3 * 26 + 7]).toBeCloseTo(lon, 8);
    expect(grid.lat[3 * 26 + 7]).toBeCloseTo(lat, 8);
  });

  it('asks what a raster means rather than guess', async () => {
    const { grids, rejected } = await importOf(geotiff, warp('epsg3338'));
    expect(grids).toEqual([]);
    expect(rejected[0]?.rule).toContain('nothing says what this band means');
    expect(rejected[0]?.todo).toContain('.meaning.json');
  });

  it('applies scale and offset of GDAL metadata and leaves out nodata', async () => {
    const { raster, bands } = await openGeotiff(format('with_offsets'));
    expect(bands[0]).toMatchObject({ description: 'Green', scale: 0.0001, offset: 1000 });
    const values = finite(await raster.read(0, { row: 0, col: 0, rows: 256, cols: 256 }));
    expect(values.length).toBeGreaterThan(50_000);
    expect(Math.max(...values.slice(0, 60_000))).toBeLessThanOrEqual(1000 + 1.3413 + 1e-9);
    expect(values.every((v) => v >= 1000 - 0.1)).toBe(true);
  });

  it('knows nodata "nan", int16 nodata in a user-defined Albers, UTM with pixel-is-point, and a mask inside the file', async () => {
    const [nan, without] = [await openGeotiff(format('nan')), await openGeotiff(format('float'))];
    const all = { row: 0, col: 0, rows: 341, cols: 316 };
    const values = finite(await nan.raster.read(0, all));
    expect(values.length).toBeGreaterThan(40_000);
    expect(values).toEqual(finite(await without.raster.read(0, all)));
    const albers = await openGeotiff(format('nodata'));
    const got = await albers.raster.read(0, { row: 0, col: 0, rows: 500, cols: 500 });
    expect(Math.min(...finite(got).slice(0, 1e5))).toBeGreaterThan(-9999);
    const [x, y] = proj4(
      '+proj=aea +lat_1=29.5 +lat_2=45.5 +lat_0=23 +lon_0=-96 +x_0=0 +y_0=0 +a=6378140 +rf=298.257 +towgs84=0,0,0',
      'WGS84',
      [1_634_415, 2_714_805],
    ) as [number, number];
    const [lon, lat] = albers.crs?.toLonLat(1_634_415, 2_714_805) ?? [];
    expect(lon).toBeCloseTo(x, 3);
    expect(lat).toBeCloseTo(y, 3);
    const point = await openGeotiff(format('north'));
    expect(point.crs?.name).toBe('EPSG:32621');
    const [a, , c] = point.raster.transform;
    expect(c).toBeCloseTo(373_235.0056337867 - a / 2, 6);
    const masked = await openGeotiff(format('no_overview'));
    expect(masked.bands.length).toBe(4);
    expect(finite(await masked.raster.read(0, { row: 0, col: 0, rows: 64, cols: 64 })).length).toBe(64 * 64);
  });

  it('reads the full resolution of a COG and says that overviews were left aside', async () => {
    const cog = await openGeotiff(format('rioCOG_gdal3.1'));
    expect([cog.raster.rows, cog.raster.cols, cog.overviews]).toEqual([100, 100, 1]);
  });

  it.each(['COG_gdal3.1', 'float', 'nan', 'nodata', 'with_offsets', 'north'])(
    'says that image_%s lies outside Alaska',
    async (name) => {
      const file = format(name);
      const { grids, rejected } = await importOf(geotiff, file, [answer(file)]);
      expect(grids).toEqual([]);
      expect(rejected.some((r) => r.rule === 'outside the Alaska window' && (r.count ?? 0) > 1000)).toBe(true);
    },
  );
});

const ramp = (n: number) => Float32Array.from({ length: n }, (_, i) => i / 10);
const ALASKA: TiffOrder = {
  rows: 6,
  cols: 5,
  bands: [ramp(30)],
  geoKeys: projectedKeys(3338),
  scale: [1000, 1000, 0],
  tie: [0, 0, 0, 180_000, 2_090_000, 0],
};
const tif = (order: Partial<TiffOrder> = {}): InputFile => memoryFile('a/field.tif', makeTiff({ ...ALASKA, ...order }));

describe('GeoTIFF, files made to specification', () => {
  it('reads strips, deflate, BigTIFF and an overview alike', async () => {
    const plain = await gridIn(tif());
    for (const order of [
      { deflate: true },
      { rowsPerStrip: 2 },
      { big: true },
      { overview: true },
      { deflate: true, rowsPerStrip: 4, big: true },
    ]) {
      const other = await gridIn(tif(order));
      expect(other.values).toEqual(plain.values);
      expect(other.lat).toEqual(plain.lat);
    }
    expect(finite(plain.values).length).toBe(30);
  });

  it('pixel-is-point shifts by half a pixel', async () => {
    const area = await openGeotiff(tif());
    const point = await openGeotiff(tif({ geoKeys: projectedKeys(3338, true) }));
    expect(point.raster.transform[2]).toBe(area.raster.transform[2] - 500);
    expect(point.raster.transform[5]).toBe(area.raster.transform[5] + 500);
  });

  it('honours a rotated transform', async () => {
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    const { scale: _, tie: __, ...rest } = ALASKA;
    const file = memoryFile(
      'r.tif',
      makeTiff({
        ...rest,
        matrix: [1000 * c, 1000 * s, 0, 180_000, 1000 * s, -1000 * c, 0, 2_090_000, 0, 0, 0, 0, 0, 0, 0, 1],
      }),
    );
    const grid = await gridIn(file);
    const albers = '+proj=aea +lat_0=50 +lon_0=-154 +lat_1=55 +lat_2=65 +x_0=0 +y_0=0 +datum=NAD83 +units=m';
    const [lon, lat] = proj4(albers, 'WGS84', [
      180_000 + 1000 * (c * 2.5 + s * 4.5),
      2_090_000 + 1000 * (s * 2.5 - c * 4.5),
    ]) as [number, number];
    expect(grid.lon[4 * 5 + 2]).toBeCloseTo(lon, 9);
    expect(grid.lat[4 * 5 + 2]).toBeCloseTo(lat, 9);
  });

  it('takes variable, unit and month from the metadata of a band, and converts', async () => {
    const metadata =
      '<GDALMetadata><Item name="DESCRIPTION" sample="0" role="description">t_air 2017-07</Item><Item name="UNITTYPE" sample="0" role="unittype">K</Item></GDALMetadata>';
    const { grids } = await importOf(
      geotiff,
      tif({ bands: [Float32Array.from({ length: 30 }, () => 283.15)], metadata }),
    );
    expect(grids[0]?.variable).toBe('t_air');
    expect(grids[0]?.values[7]).toBeCloseTo(10, 4);
    expect(grids[0]?.time).toEqual({ at: 'months', months: Int32Array.of(parseIsoMonth('2017-07') as number) });
  });

  it('asks for a unit, a sign, a month or a reference system that is not there', async () => {
    const say = async (order: Partial<TiffOrder>, json: unknown) => {
      const file = tif(order);
      const { grids, rejected } = await importOf(geotiff, file, json === undefined ? [] : [answer(file, json)]);
      expect(grids).toEqual([]);
      return rejected.map((r) => r.rule).join(' ');
    };
    const described = (text: string) => ({
      metadata: `<GDALMetadata><Item name="DESCRIPTION" sample="0" role="description">${text}</Item></GDALMetadata>`,
    });
    expect(await say(described('t_air 2017-07'), undefined)).toContain('without a unit');
    expect(await say({}, { bands: [{ band: 1, variable: 'uz', unit: 'furlong', when: '2017-07' }] })).toContain(
      'unknown unit',
    );
    expect(await say({}, { bands: [{ band: 1, variable: 'uz', unit: 'cm', when: '2017-07' }] })).toContain(
      'which way is positive',
    );
    expect(await say({}, { bands: [{ band: 1, variable: 'uz', unit: 'cm', when: 'summer' }] })).toContain('"when"');
    expect(await say({}, { bands: [{ band: 9, variable: 't_air', unit: 'K', when: '2017-07' }] })).toContain(
      'not there',
    );
    expect(await say({}, 'nonsense')).toContain('a meaning is an object');
    expect(await say({ geoKeys: [[1024, 1]] }, AIR)).toContain('reference system');
  });

  it('turns a sign round and takes the answers of a recipe', async () => {
    const recipe = geotiffSource(() => ({
      bands: [{ band: 1, variable: 'alt', unit: 'cm', positive: 'up', when: '2017-08' }],
    }));
    const { grids } = await importOf(recipe, tif({ bands: [Float32Array.from({ length: 30 }, () => -45)] }));
    expect(grids[0]?.values[0]).toBeCloseTo(0.45, 6);
  });

  it('nodata, sparse strips and impossible values are missing, the last counted', async () => {
    const values = Float32Array.from(ramp(30));
    values[3] = -9999;
    values[4] = 500;
    const file = tif({ bands: [values], nodata: '-9999', rowsPerStrip: 2, sparse: [1] });
    const { grids, rejected } = await importOf(geotiff, file, [answer(file)]);
    expect(finite(grids[0]?.values ?? []).length).toBe(30 - 2 - 10);
    expect(rejected.find((r) => r.rule.startsWith('outside -65'))?.count).toBe(1);
  });

  it('keeps the good strips of a file with a damaged one', async () => {
    const whole = makeTiff({
      ...ALASKA,
      rows: 2000,
      cols: 600,
      bands: [Float32Array.from({ length: 1.2e6 }, () => 5)],
      scale: [500, 500, 0],
      deflate: true,
      rowsPerStrip: 100,
    });
    whole.fill(0xff, 8, 200); // the first strip's packed bytes
    const file = memoryFile('d.tif', whole);
    const { grids, rejected } = await importOf(geotiff, file, [answer(file)]);
    const lost = rejected.find((r) => r.rule.startsWith('damaged'))?.count ?? 0;
    expect(lost).toBeGreaterThan(0);
    expect(finite(grids[0]?.values ?? []).length).toBe(1.2e6 - lost);
  });

  it('averages fine pixels into cells of M01 while it reads', async () => {
    const [rows, cols] = [300, 300];
    const order = {
      rows,
      cols,
      bands: [Float32Array.from({ length: rows * cols }, (_, i) => 10 + (i % cols) / 100)],
      scale: [30, 30, 0],
    };
    const grid = await gridIn(tif(order));
    const values = finite(grid.values);
    expect(values.length).toBeGreaterThan(50);
    expect(mean(values)).toBeCloseTo(11.5, 0);
    expect(Math.min(...values)).toBeGreaterThan(10);
    expect(Math.max(...values)).toBeLessThan(13);
    // every cell lies in the middle of a cell of M01, and neighbours to the east are warmer
    const row = Array.from(
      { length: grid.cols },
      (_, c) => grid.values[Math.floor(grid.rows / 2) * grid.cols + c] as number,
    ).filter((v) => !Number.isNaN(v));
    expect(row.every((v, i) => i === 0 || v > (row[i - 1] as number))).toBe(true);
  });

  it('asks when a grid called EASE-Grid 2.0 has the cells of the old one, and believes the person who answers', async () => {
    const order = { geoKeys: projectedKeys(6933), tie: [0, 0, 0, -14_434_000, 6_830_000, 0] };
    const old = tif({ ...order, scale: [1000.9, 1000.9, 0] });
    const { grids, rejected } = await importOf(geotiff, old, [answer(old)]);
    expect(grids).toEqual([]);
    expect(rejected[0]?.rule).toContain('EPSG:3410');
    const [now, then] = [
      await gridIn(tif({ ...order, scale: [1000.89502334956, 1000.89502334956, 0] })),
      await gridIn(old, { ...AIR, crs: 'EPSG:3410' }),
    ];
    expect(Math.abs((now.lat[0] as number) - (then.lat[0] as number))).toBeGreaterThan(0.3);
    expect(Math.abs((now.lon[0] as number) - (then.lon[0] as number))).toBeGreaterThan(0.25);
  });

  it('says so when a band holds nothing but nodata, or its scale cannot be read', async () => {
    const empty = tif({ bands: [new Float32Array(30).fill(-1)], nodata: '-1' });
    expect((await importOf(geotiff, empty, [answer(empty)])).rejected[0]?.rule).toContain(
      'no value in the Alaska window',
    );
    const scale = '<GDALMetadata><Item name="SCALE" sample="0" role="scale">one</Item></GDALMetadata>';
    const odd = tif({ metadata: scale });
    expect((await importOf(geotiff, odd, [answer(odd)])).rejected[0]?.rule).toContain('no value in the Alaska window');
  });

  it('refuses declared sizes that no file of its length can hold', async () => {
    for (const [tag, value] of [
      [256, 4e9],
      [257, 4e9],
      [277, 60_000],
    ] as const) {
      const bytes = makeTiff(ALASKA);
      const view = new DataView(bytes.buffer);
      const ifd = view.getUint32(4, true);
      for (let i = 0; i < view.getUint16(ifd, true); i++) {
        const at = ifd + 2 + 12 * i;
        if (view.getUint16(at, true) === tag) view.setUint32(at + 8, value, true);
      }
      const file = memoryFile('huge.tif', bytes);
      const outcome = await importOf(geotiff, file, [answer(file)]).then(
        (got) => got.grids.length === 0 || got.rejected.length > 0,
        (error: unknown) => error instanceof StudioError,
      );
      expect([tag, outcome]).toEqual([tag, true]);
    }
  });

  it('refuses fields that all point at the same hundred megabytes, without reading them', async () => {
    const head = new Uint8Array(200);
    const view = new DataView(head.buffer);
    [0x4949, 42].forEach((v, i) => {
      view.setUint16(2 * i, v, true);
    });
    view.setUint32(4, 8, true);
    view.setUint16(8, 10, true);
    for (let i = 0; i < 10; i++) {
      view.setUint16(10 + 12 * i, 256 + i, true);
      view.setUint16(12 + 12 * i, 2, true);
      view.setUint32(14 + 12 * i, 1e8, true);
    }
    let read = 0;
    const bytes = async (offset = 0, length = 0) => {
      read += length;
      return head.slice(offset, offset + length);
    };
    await expect(openGeotiff({ name: 'bomb.tif', size: 5e8, bytes })).rejects.toThrow('possible length');
    expect(read).toBeLessThan(1000);
  });

  it('stops a deflate bomb at the size of its tile', async () => {
    const bomb = makeTiff({ ...ALASKA, deflate: true, bands: [new Float32Array(3e6)], rows: 3000, cols: 1000 });
    const view = new DataView(bomb.buffer);
    const ifd = view.getUint32(4, true);
    for (let i = 0; i < view.getUint16(ifd, true); i++) {
      const at = ifd + 2 + 12 * i;
      if ([257, 278].includes(view.getUint16(at, true))) view.setUint32(at + 8, 2, true);
    }
    const { raster } = await openGeotiff(memoryFile('bomb.tif', bomb));
    expect(raster.rows).toBe(2);
    expect((await raster.read(0, { row: 0, col: 0, rows: 2, cols: 1000 })).length).toBe(2000);
  });

  it('fuzz: cut, flipped and enlarged files give a clear error or a report, and only possible values', async () => {
    const seeds = [{}, { deflate: true, rowsPerStrip: 2 }, { big: true, nodata: 'nan' }, { overview: true }].map((o) =>
      makeTiff({ ...ALASKA, ...o }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.integer({ min: 1, max: 8 })), {
          maxLength: 6,
        }),
        async (seed, cut, flips) => {
          const bytes = seed.slice(0, cut === undefined ? seed.length : Math.max(4, Math.floor(cut * seed.length)));
          for (const [at, value, n] of flips) bytes.fill(value, 4 + (at % bytes.length), 4 + (at % bytes.length) + n);
          const file = memoryFile('f.tif', bytes);
          const got: Imported | StudioError = await importOf(geotiff, file, [answer(file)]).catch((error: unknown) => {
            if (error instanceof StudioError) return error;
            throw error;
          });
          if (got instanceof StudioError) return;
          expect(got.grids.length + got.rejected.length).toBeGreaterThan(0);
          for (const g of got.grids) expect(finite(g.values).every((v) => v >= -65 && v <= 40)).toBe(true);
        },
      ),
      { seed: 4, numRuns: 400 },
    );
  }, 30_000);
});
