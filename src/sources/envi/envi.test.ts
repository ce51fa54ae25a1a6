import fc from 'fast-check';
import { zipSync } from 'fflate';
import proj4 from 'proj4';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../core/error.ts';
import { CELL_M01, centreOf } from '../../grid/ease2.ts';
import { windowCell } from '../../grid/window.ts';
import { madeClassic } from '../made-netcdf.node.ts';
import { memoryFile } from '../memory-file.ts';
import { meaningName } from '../raster/companion-json.ts';
import type { InputFile } from '../source.ts';
import { importOf, mean, realDataIsHere, realFile } from '../test-data.node.ts';
import { envi } from './envi.ts';
import { enviEntries, enviList } from './envi-header.ts';
import { enviTransform } from './map-info.ts';

const finite = (values: ArrayLike<number>): number[] => Array.from(values).filter((v) => !Number.isNaN(v));

describe.skipIf(!realDataIsHere)('ENVI, the real warp of the Toolik field (needs ../shared/data)', () => {
  const name = 'ease2/warp_toolik_2015_07/toolik_tair_2015-07_ease2m01_bilinear';

  it('EASE-7: a projection called Behrmann is EASE-Grid 2.0 by its parameters; values and places equal the GeoTIFF', async () => {
    const [header, binary] = [realFile(`${name}.hdr`), realFile(`${name}.img`)];
    const json = JSON.stringify({ bands: [{ band: 'Band 1', variable: 't_air', unit: 'degC', when: '2015-07' }] });
    const { grids, used } = await importOf(envi, header, [binary, memoryFile(meaningName(header.name), json)]);
    const [grid] = grids;
    const values = finite(grid?.values ?? []);
    expect(values.length).toBe(93);
    expect(mean(values)).toBeCloseTo(11.59535, 4);
    const { lon, lat } = centreOf('M01', 475 + 5, 2930 + 11);
    expect(grid?.lon[5 * 26 + 11]).toBeCloseTo(lon, 6);
    expect(grid?.lat[5 * 26 + 11]).toBeCloseTo(lat, 6);
    expect(used).toEqual([binary.name, meaningName(header.name)]);
  });

  it('takes the answer beside the binary as well, where the report asks for it', async () => {
    const [header, binary] = [realFile(`${name}.hdr`), realFile(`${name}.img`)];
    const asked = await importOf(envi, header, [binary]);
    expect(asked.rejected[0]?.todo).toContain('bilinear.img.meaning.json');
    const json = JSON.stringify({ bands: [{ band: 1, variable: 't_air', unit: 'degC', when: '2015-07' }] });
    const { grids } = await importOf(envi, header, [binary, memoryFile(meaningName(binary.name), json)]);
    expect(grids.length).toBe(1);
  });

  it('asks what "Band 1" means', async () => {
    const { grids, rejected } = await importOf(envi, realFile(`${name}.hdr`), [realFile(`${name}.img`)]);
    expect(grids).toEqual([]);
    expect(rejected[0]?.rule).toContain('nothing says what "Band 1" means');
  });
});

describe('ENVI map info', () => {
  it('turns about the reference pixel as ORNL DAAC shows for AVIRIS-NG scene ang20170714t213741 (published figures)', () => {
    const t = enviTransform('UTM, 1, 1, 581226.666764, 7916192.56364, 5.2, 5.2, 4, North,WGS-84, rotation=42');
    const published = [
      3.86435309248245, 3.479479153066063, 581_226.666764, 3.479479153066063, -3.86435309248245, 7_916_192.56364,
    ];
    for (const [i, v] of published.entries()) expect(t?.[i]).toBeCloseTo(v, 9);
  });

  it('keeps the reference pixel where it is, wherever it lies', () => {
    const t = enviTransform('UTM, 101, 51, 500000, 7600000, 3, 3, 6, North, WGS-84, units=Meters, rotation=-17.5');
    if (!t) throw new Error('unusable');
    expect(t[0] * 100 + t[1] * 50 + t[2]).toBeCloseTo(500_000, 6);
    expect(t[3] * 100 + t[4] * 50 + t[5]).toBeCloseTo(7_600_000, 6);
  });

  it('reads braces over lines, commas in brackets and keys with several blanks', () => {
    const header = enviEntries(
      'ENVI\nsamples = 3\nband  names = {\n red (a, b),\n CH4 Absorption (ppm x m) }\nmap info = {UTM,\n 1, 1}\nlines=2',
    );
    expect(enviList(header.get('band names'))).toEqual(['red (a, b)', 'CH4 Absorption (ppm x m)']);
    expect(enviList(header.get('map info'))).toEqual(['UTM', '1', '1']);
    expect(header.get('lines')).toBe('2');
  });
});

type Interleave = 'bip' | 'bil' | 'bsq';
interface Flight {
  readonly rows: number;
  readonly cols: number;
  readonly bands: readonly string[];
  readonly at: (band: number, row: number, col: number) => number;
  readonly interleave?: Interleave;
  readonly big?: boolean;
  readonly rotation?: number;
  readonly more?: string;
  readonly name?: string;
}

/** An ENVI pair to SOURCES 4.11, UTM zone 6, 30-m pixels so that a small file covers cells of 1 km. */
function makeFlight(f: Flight): { header: InputFile; binary: InputFile } {
  const { rows, cols, bands, interleave = 'bip', big = false } = f;
  const n = bands.length;
  const bytes = new DataView(new ArrayBuffer(rows * cols * n * 4));
  for (let b = 0; b < n; b++)
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < cols; c++) {
        const i =
          interleave === 'bip'
            ? (r * cols + c) * n + b
            : interleave === 'bil'
              ? (r * n + b) * cols + c
              : (b * rows + r) * cols + c;
        bytes.setFloat32(4 * i, f.at(b, r, c), !big);
      }
  const name = f.name ?? 'f/ang20170715t201234_cmf_v1_img';
  const text = `ENVI
description = {
  matched filter,
  of a flight}
samples = ${cols}
lines = ${rows}
bands = ${n}
header offset = 0
file type = ENVI Standard
data type = 4
interleave = ${interleave}
byte order = ${big ? 1 : 0}
data ignore value = -9999
band names = {${bands.join(',\n  ')}}
map info = {UTM, 1, 1, 400000, 7620000, 30, 30, 6, North, WGS-84, units=Meters, rotation=${f.rotation ?? 0}}
${f.more ?? ''}`;
  return { header: memoryFile(`${name}.hdr`, text), binary: memoryFile(name, new Uint8Array(bytes.buffer)) };
}

const BANDS = ['Radiance 650 nm (uW nm-1 cm-2 sr-1)', 'CH4 Absorption (ppm x m)'];
const flight: Flight = {
  rows: 160,
  cols: 120,
  bands: BANDS,
  at: (band, row, col) => (band === 0 ? 3 : row < 10 ? -9999 : 500 + 100 * Math.sin(row * 12.9898 + col * 78.233)),
};

describe('AVIRIS-NG column enhancement, files made to specification', () => {
  it('becomes mg m-2 by 0.6785 (15 degC), at its second, with the sd of the mean; radiance is for looking at', async () => {
    const { header, binary } = makeFlight(flight);
    const { grids, rejected, provenance } = await importOf(envi, header, [binary]);
    const [grid] = grids;
    expect(grids.length).toBe(1);
    expect(grid).toMatchObject({
      variable: 'ch4_column',
      time: { at: 'span', from: '2017-07-15T20:12:34.000Z', to: '2017-07-15T20:12:34.000Z' },
    });
    expect(mean(finite(grid?.values ?? []))).toBeCloseTo(500 * 0.6785, 0);
    const sd = finite(grid?.sd ?? []);
    expect(sd.length).toBe(finite(grid?.values ?? []).length);
    // scatter of a sine is its amplitude / sqrt(2); cells hold up to 1100 pixels
    expect(Math.min(...sd)).toBeGreaterThan((70.7 * 0.6785) / Math.sqrt(1200));
    expect(rejected.map((r) => r.rule)).toContain('for display only');
    expect(provenance.doi).toBe('10.3334/ORNLDAAC/2362');
    expect(grid?.note).toContain('no flux and no monthly value');
  });

  it('gives the same field from bip, bil and bsq, little and big endian', async () => {
    const read = async (more: Partial<Flight>) => {
      const { header, binary } = makeFlight({ ...flight, ...more });
      return (await importOf(envi, header, [binary])).grids[0]?.values;
    };
    const plain = await read({});
    for (const interleave of ['bip', 'bil', 'bsq'] as const)
      for (const big of [false, true]) expect(await read({ interleave, big })).toEqual(plain);
  });

  it('a rotated swath lies where its rotation puts it', async () => {
    const [row, col] = [120.5, 80.5];
    const spot = (b: number, r: number, c: number) =>
      b === 1 && Math.hypot(r + 0.5 - row, c + 0.5 - col) < 6 ? 9000 : 0;
    const { header, binary } = makeFlight({ ...flight, rotation: 30, at: spot });
    const [grid] = (await importOf(envi, header, [binary])).grids;
    const [c, s] = [Math.cos(Math.PI / 6) * 30, Math.sin(Math.PI / 6) * 30];
    const [lon, lat] = proj4('+proj=utm +zone=6 +datum=WGS84', 'WGS84', [
      400_000 + c * col + s * row,
      7_620_000 + s * col - c * row,
    ]) as [number, number];
    const values = grid?.values ?? new Float32Array();
    const most = values.reduce(
      (best, v, i) => (Number.isNaN(v) || v <= (values[best] as number) ? best : i),
      values.findIndex((v) => !Number.isNaN(v)),
    );
    expect(windowCell('M01', grid?.lon[most] as number, grid?.lat[most] as number)).toEqual(
      windowCell('M01', lon, lat),
    );
  });

  it('a flux is made only for who asks, from a stated wind or from the hour of ERA5 beside it', async () => {
    const weak: Flight = { ...flight, at: (band, row, col) => (band === 0 ? 3 : 3 + ((row + col) % 3) / 10) };
    const { header, binary } = makeFlight(weak);
    const ask = (flux: unknown) => memoryFile(`${header.name}.meaning.json`, JSON.stringify({ flux }));
    const [column, stated] = (await importOf(envi, header, [binary, ask({ wind: 2, blh: 700 })])).grids;
    expect((await importOf(envi, header, [binary])).grids.length).toBe(1);
    expect(stated).toMatchObject({ variable: 'ch4', source: 'envi-flux-proxy', time: column?.time });
    const [mg, nmol] = [column, stated].map((g) => mean(finite(g?.values ?? []))) as [number, number];
    expect(nmol).toBeCloseTo(((mg * 2) / CELL_M01 / 16.043) * 1e6, 2);
    const silent = await importOf(envi, header, [binary, ask(true)]);
    expect([silent.grids.length, silent.rejected.at(-1)?.rule]).toEqual([
      1,
      'the wind at the overpass is not known: no file of ERA5 lies beside it',
    ]);
    const hours = [18, 19, 20, 21];
    const axis = (values: readonly number[], units: string, dimension: string) =>
      ({ type: 'double', dimensions: [dimension], values, attributes: { units } }) as const;
    const era5 = madeClassic({
      dimensions: { time: 4, latitude: 2, longitude: 2 },
      variables: {
        time: axis(
          hours.map((h) => (Date.UTC(2017, 6, 15, h) - Date.UTC(1900, 0, 1)) / 3.6e6),
          'hours since 1900-01-01',
          'time',
        ),
        latitude: axis([68.75, 68.5], 'degrees_north', 'latitude'),
        longitude: axis([210.5, 210.75], 'degrees_east', 'longitude'),
        si10: {
          type: 'float',
          dimensions: ['time', 'latitude', 'longitude'],
          values: hours.flatMap((h) => new Array(4).fill(h - 18)),
          attributes: { units: 'm s**-1' },
        },
        blh: {
          type: 'float',
          dimensions: ['time', 'latitude', 'longitude'],
          values: new Array(16).fill(640),
          attributes: { units: 'm' },
        },
      },
    });
    const told = await importOf(envi, header, [binary, ask(true), memoryFile('f/era5.nc', era5)]);
    expect(told.grids[1]?.note).toContain('a wind of 2.0 m s-1 (era5.nc, 2017-07-15T20:00:00.000Z)');
    expect(told.grids[1]?.note).toContain('boundary layer of 640 m');
    const zip = memoryFile('f/era5.zip', zipSync({ 'data_stream-oper.nc': era5 }));
    const packed = await importOf(envi, header, [binary, ask(true), zip]);
    expect(packed.grids[1]?.values).toEqual(told.grids[1]?.values);
    const wrong = await importOf(envi, header, [binary, ask({ wind: 'strong' })]);
    expect([wrong.grids.length, wrong.rejected[0]?.rule]).toEqual([1, expect.stringContaining('"flux" is true, or')]);
  });

  it('without the unit in the name, or the time of the flight, it asks', async () => {
    const rules = async (more: Partial<Flight>) => {
      const { header, binary } = makeFlight({ ...flight, ...more });
      const got = await importOf(envi, header, [binary]);
      expect(got.grids).toEqual([]);
      return got.rejected.map((r) => r.rule).join(' ');
    };
    expect(await rules({ bands: ['Radiance', 'CH4 Absorption'] })).toContain('does not give the unit');
    expect(await rules({ name: 'f/scene_img' })).toContain('when it was flown');
  });

  it('a header without binary, with one of another length or without map info gives a reason', async () => {
    const { header, binary } = makeFlight(flight);
    const rule = async (h: InputFile, companions: readonly InputFile[]) =>
      (await importOf(envi, h, companions)).rejected[0]?.rule;
    expect(await rule(header, [])).toContain('binary is not in the import');
    expect(await rule(header, [memoryFile(binary.name, (await binary.bytes()).subarray(4))])).toContain('make 153600');
    const text = new TextDecoder().decode(await header.bytes());
    expect(await rule(memoryFile(header.name, text.replace(/map info.*/, '')), [binary])).toContain(
      'no usable map info',
    );
    expect(
      await rule(memoryFile(header.name, text.replace('samples = 120', 'samples = 4000000000')), [binary]),
    ).toContain('no possible sizes');
    expect(await rule(memoryFile(header.name, text.replace('data type = 4', 'data type = 6')), [binary])).toContain(
      'data type 6',
    );
    expect(await rule(memoryFile(header.name, text.replace('WGS-84', 'North America 1927')), [binary])).toContain(
      'reference system',
    );
  });

  it('fuzz: broken headers and binaries give a clear error or a report', async () => {
    const { header, binary } = makeFlight({ ...flight, rows: 60, cols: 60 });
    const [text, data] = [await header.bytes(), await binary.bytes()];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        fc.option(fc.double({ min: 0.1, max: 1, noNaN: true }), { nil: undefined }),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
        async (flips, cut, dirt) => {
          const h = text.slice(0, cut === undefined ? text.length : Math.floor(cut * text.length));
          for (const [at, value] of flips) h[at % h.length] = value;
          const d = data.slice();
          for (const [at, value] of dirt) d[at % d.length] = value;
          const got = await importOf(envi, memoryFile(header.name, h), [memoryFile(binary.name, d)]).catch(
            (error: unknown) => {
              if (
                error instanceof StudioError ||
                (error instanceof Error && error.message.includes('does not recognise'))
              )
                return undefined;
              throw error;
            },
          );
          if (!got) return;
          expect(got.grids.length + got.rejected.length).toBeGreaterThan(0);
          for (const g of got.grids) expect(finite(g.values).every((v) => Math.abs(v) <= 3e6)).toBe(true);
        },
      ),
      { seed: 4, numRuns: 300 },
    );
  }, 30_000);
});
