import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isoMonth } from '../core/month.ts';
import { Random } from '../core/random.ts';
import { projectedCentreOf } from '../grid/ease2.ts';
import type { Level } from '../grid/level.ts';
import { windowCell, windowCentre, windowOf } from '../grid/window.ts';
import { openStore } from '../store/open.ts';
import { ROWS, testStorage } from '../store/test-store.ts';
import { writeToDisk } from './disk-sink.node.ts';
import { type ExportOrder, exportStore } from './export-store.ts';
import { programRuns, python, pythonHas, run } from './other-programs.node.ts';
import { type SmallStore, smallStore } from './small-store.ts';

const FIRST = 373; // 2000-02, a month of 29 days
const QUANTILES = [0.05, 0.5, 0.95];
const TOOLIK = { lon: -149.6, lat: 68.63 };
const { rows: ROW_COUNT, cols: COL_COUNT } = windowOf('M09');

let folder: string;
let small: SmallStore;
const at = (name: string) => join(folder, name);

async function exported(name: string, order: Partial<ExportOrder> & Pick<ExportOrder, 'as'>): Promise<string> {
  await writeToDisk(at(name), (sink) => exportStore(small.store, { when: '2026-11-22T12:00:00Z', ...order }, sink));
  return at(name);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'thawcast-export-'));
  small = await smallStore({ level: 'M09', firstMonth: FIRST, months: 14, holes: 5, gaps: [4], quantiles: QUANTILES });
  await exported('all.nc', { as: 'netcdf' });
  await exported('part.nc', { as: 'netcdf', fields: ['t_air'], type: 'float32', extent: [-152, 67, -147, 70] });
  await exported('median.nc', { as: 'netcdf', fields: ['alt'], quantiles: [0.5] });
  await exported('part.tif', {
    as: 'geotiff',
    fields: ['t_air', 'land'],
    months: [FIRST, FIRST + 2],
    extent: [-152, 67, -147, 70],
  });
  await exported('all.tif', { as: 'geotiff', fields: ['t_air'], months: [FIRST, FIRST + 1], type: 'int16' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const toolikCell = windowCell('M09', TOOLIK.lon, TOOLIK.lat) as { row: number; col: number };
const toolik = (month: number, field = 't_air', quantile = 0) =>
  small.value(field, toolikCell.row, toolikCell.col, month, quantile);
const toolikMonth = () => [0, 1].find((m) => !Number.isNaN(toolik(m))) as number;

describe.skipIf(!programRuns('ncdump'))('ncdump (skipped without it)', () => {
  it('parses the header and shows dimensions, units and conventions', () => {
    const header = run('ncdump', '-h', at('all.nc'));
    for (const text of [
      'time = 14 ;',
      'quantile = 3 ;',
      'y = 120 ;',
      'x = 384 ;',
      'short alt(quantile, time, y, x) ;',
      't_air:units = "degC" ;',
      't_air:_FillValue = -32768s ;',
      'time:units = "days since 1969-01-01 00:00:00" ;',
      ':Conventions = "CF-1.11" ;',
      'crs:grid_mapping_name = "lambert_cylindrical_equal_area" ;',
    ])
      expect(header).toContain(text);
    expect(run('ncdump', '-k', at('all.nc')).trim()).toBe('64-bit offset');
  });

  it('understands the times', () => {
    const times = /time = ((?:"[^"]+",?\s*)+);/.exec(
      run('ncdump', '-t', '-v', 'time', at('all.nc')).split('data:')[1] as string,
    )?.[1];
    expect(times?.match(/\d{4}-\d{2}-\d{2}/g)).toEqual(
      Array.from({ length: 14 }, (_, i) => `${isoMonth(FIRST + i)}-01`),
    );
  });
});

describe.skipIf(!pythonHas('xarray', 'netCDF4'))('xarray (skipped without it and netCDF4)', () => {
  it('decodes every cell, month and quantile as the store has them', () => {
    const random = new Random(7);
    const points = Array.from({ length: 400 }, () => ({
      q: random.integer(3),
      t: random.integer(14),
      r: random.integer(ROW_COUNT),
      c: random.integer(COL_COUNT),
    }));
    const script = `
import json, sys, numpy as np, xarray as xr
d = xr.open_dataset(sys.argv[1])
n = lambda x: None if np.isnan(x) else float(x)
p = json.loads(sys.argv[2])
print(json.dumps({
  't_air': [n(d.t_air.values[i['t'], i['r'], i['c']]) for i in p],
  'alt': [n(d.alt.values[i['q'], i['t'], i['r'], i['c']]) for i in p],
  'land': [n(d.land.values[i['r'], i['c']]) for i in p],
  'lat': [n(d.lat.values[i['r'], i['c']]) for i in p], 'lon': [n(d.lon.values[i['r'], i['c']]) for i in p],
  'x': [n(d.x.values[i['c']]) for i in p], 'y': [n(d.y.values[i['r']]) for i in p],
  'time': [str(t)[:10] for t in d.time.values], 'bounds': [[str(b)[:10] for b in t] for t in d.time_bnds.values],
  'quantile': list(d['quantile'].values), 'dims': list(d.alt.dims), 'coords': sorted(d.alt.coords),
  'missing': [int(np.isnan(d.t_air.values[t]).sum()) for t in range(14)]}))`;
    const got = python(script, at('all.nc'), JSON.stringify(points)) as Record<string, unknown[]>;
    const { row0, col0 } = windowOf('M09');
    const near = (value: number, digits: number) => (Number.isNaN(value) ? null : expect.closeTo(value, digits));
    points.forEach(({ q, t, r, c }, i) => {
      const centre = windowCentre('M09', r, c);
      const projected = projectedCentreOf('M09', row0 + r, col0 + c);
      const of = (name: string) => got[name]?.[i];
      expect({
        air: of('t_air'),
        alt: of('alt'),
        land: of('land'),
        lat: of('lat'),
        lon: of('lon'),
        x: of('x'),
        y: of('y'),
      }).toEqual({
        air: near(small.value('t_air', r, c, t), 4),
        alt: near(small.value('alt', r, c, t, q), 5),
        land: near(small.value('land', r, c), 5),
        lat: near(centre.lat, 10),
        lon: near(centre.lon, 10),
        x: near(projected.x, 3),
        y: near(projected.y, 3),
      });
    });
    expect(got.time).toEqual(Array.from({ length: 14 }, (_, i) => `${isoMonth(FIRST + i)}-01`));
    expect(got.bounds?.[0]).toEqual(['2000-02-01', '2000-03-01']);
    expect(got.quantile).toEqual(QUANTILES);
    expect(got.dims).toEqual(['quantile', 'time', 'y', 'x']);
    expect(got.coords).toEqual(['lat', 'lon', 'month', 'quantile', 'time', 'x', 'y']);
    expect(got.missing?.[4]).toBe(ROW_COUNT * COL_COUNT);
    expect(got.missing?.[5]).toBe(holesIn(5));
  });

  it('decodes observations as points with their texts and flags', async () => {
    const store = await openStore(await testStorage());
    await writeToDisk(at('obs.nc'), (sink) =>
      exportStore(store, { as: 'netcdf-observations', when: '2026-11-22T12:00:00Z' }, sink),
    );
    const got = python(
      `
import json, sys, numpy as np, xarray as xr
d = xr.open_dataset(sys.argv[1])
print(json.dumps({'site': [str(s) for s in d.site.values], 'origin': [str(s) for s in d.origin.values], 'lat': list(d.lat.values), 'time': [str(t)[:10] for t in d.time.values],
  'alt': d.alt.values.astype(float).tolist()[0], 'co2': d.co2.values.astype(float).tolist()[1], 'flag': d.flag.values.tolist(), 'type': d.attrs['featureType']}))`,
      at('obs.nc'),
    );
    expect(got).toEqual({
      site: ROWS.map((r) => r.site),
      origin: ROWS.map((r) => r.origin),
      lat: ROWS.map((r) => r.lat),
      time: ROWS.map((r) => `${isoMonth(r.month)}-01`),
      alt: expect.closeTo(0.35, 6),
      co2: -1.25,
      flag: [0, 0, 2],
      type: 'point',
    });
  });
});

interface Info {
  readonly size: readonly [number, number];
  readonly coordinateSystem: { readonly wkt: string };
  readonly cornerCoordinates: Readonly<Record<string, readonly [number, number]>>;
  readonly bands: readonly {
    readonly description?: string;
    readonly unit?: string;
    readonly noDataValue: number | string;
    readonly scale?: number;
    readonly minimum: number;
    readonly maximum: number;
    readonly mean: number;
    readonly overviews?: readonly { readonly size: readonly [number, number] }[];
  }[];
}
const info = (file: string, ...args: readonly string[]): Info =>
  JSON.parse(run('gdalinfo', '-json', ...args, file).replace(/\bnan\b/gi, 'null'));

/** Values that lie in the extent of the part, as the program that made them knows them. */
function partValues(month: number): number[] {
  const values: number[] = [];
  const { rows, cols } = partCells();
  for (let r = rows[0]; r < rows[1]; r++)
    for (let c = cols[0]; c < cols[1]; c++) values.push(small.value('t_air', r, c, month));
  return values.filter((v) => !Number.isNaN(v));
}

const partCells = () => {
  const [a, b] = [windowCell('M09', -152, 69.9999), windowCell('M09', -147.0001, 67.0001)];
  if (!a || !b) throw new Error('the extent lies in the window');
  return { rows: [a.row, b.row + 1] as const, cols: [a.col, b.col + 1] as const };
};

/** Outer corners of cells, m: upper left and lower right. */
function cornersOf(level: Level, rows: readonly [number, number], cols: readonly [number, number]) {
  const { row0, col0 } = windowOf(level);
  const [a, b] = [
    projectedCentreOf(level, row0 + rows[0] - 0.5, col0 + cols[0] - 0.5),
    projectedCentreOf(level, row0 + rows[1] - 0.5, col0 + cols[1] - 0.5),
  ];
  return { upperLeft: [a.x, a.y], lowerRight: [b.x, b.y] } as const;
}

const holesIn = (month: number): number => {
  let n = 0;
  for (let r = 0; r < ROW_COUNT; r++)
    for (let c = 0; c < COL_COUNT; c++) if (Number.isNaN(small.value('t_air', r, c, month))) n++;
  return n;
};

describe.skipIf(!programRuns('gdalinfo') || !programRuns('gdallocationinfo'))('GDAL (skipped without gdalinfo)', () => {
  it.each(['part.tif', 'part.nc'])('finds %s where the grid lies, to a centimetre, in EPSG:6933', (name) => {
    const got = info(name.endsWith('.nc') ? `NETCDF:${at(name)}:t_air` : at(name));
    const { rows, cols } = partCells();
    const want = cornersOf('M09', rows, cols);
    expect(got.size).toEqual([cols[1] - cols[0], rows[1] - rows[0]]);
    for (const corner of ['upperLeft', 'lowerRight'] as const)
      for (const axis of [0, 1] as const)
        expect(Math.abs((got.cornerCoordinates[corner]?.[axis] as number) - want[corner][axis])).toBeLessThan(0.01);
    expect(got.coordinateSystem.wkt).toMatch(/ID\["EPSG",6933\]\]$/);
  });

  it('knows bands by name, unit, fill and statistics', () => {
    const { bands } = info(at('part.tif'), '-stats');
    expect(bands.map((b) => b.description)).toEqual([
      `t_air ${isoMonth(FIRST)}`,
      `t_air ${isoMonth(FIRST + 1)}`,
      'land',
    ]);
    expect(bands.map((b) => b.unit)).toEqual(['degC', 'degC', '1']);
    for (const month of [0, 1]) {
      const values = partValues(month);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      expect(bands[month]).toMatchObject({
        minimum: expect.closeTo(Math.min(...values), 2),
        maximum: expect.closeTo(Math.max(...values), 2),
        mean: expect.closeTo(mean, 2),
      });
    }
    const packed = info(at('all.tif')).bands[0];
    expect(packed).toMatchObject({ noDataValue: -32768, scale: 0.01, unit: 'degC', overviews: [{ size: [192, 60] }] });
  });

  it('has the value of the cell at Toolik, by longitude and latitude, in GeoTIFF and netCDF', () => {
    const month = toolikMonth();
    const valueAt = (file: string, band: number) =>
      Number(
        run('gdallocationinfo', '-wgs84', '-valonly', '-b', String(band), file, String(TOOLIK.lon), String(TOOLIK.lat)),
      );
    expect(valueAt(at('part.tif'), month + 1)).toBeCloseTo(toolik(month), 4);
    expect(valueAt(`NETCDF:${at('part.nc')}:t_air`, month + 1)).toBeCloseTo(toolik(month), 4);
    // This program tells the stored number.
    expect(valueAt(`NETCDF:${at('all.nc')}:t_air`, month + 1)).toBe(Math.round(toolik(month) / 0.01));
    expect(valueAt(`NETCDF:${at('median.nc')}:alt`, 1)).toBe(
      Number.isNaN(toolik(0, 'alt', 1)) ? -32768 : Math.round(toolik(0, 'alt', 1) / 0.0005),
    );
  });
});
