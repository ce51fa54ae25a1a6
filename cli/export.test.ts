import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openNetcdf } from '../src/sources/netcdf.ts';
import { folderStorage } from '../src/store/folder.node.ts';
import { ROWS, writeTestStore } from '../src/store/test-store.ts';
import { exportFile } from './export.ts';
import { storeAt } from './store-at.ts';

let folder: string;
const at = (name: string) => join(folder, name);
const run = (...args: string[]) => exportFile([at('s.zarr'), ...args]);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'thawcast-cli-'));
  await writeTestStore(folderStorage(at('s.zarr')));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('studio export', () => {
  it('makes netCDF, GeoTIFF, CSV and zip, by the ending of the file', async () => {
    expect(
      await run('--out', at('a.nc'), '--field', 't_air', '--months', '1989-03..1989-05', '--extent', '-150,68,-149,69'),
    ).toBe(0);
    const file = await openNetcdf(new Uint8Array(readFileSync(at('a.nc'))), 'a.nc');
    expect(file.variables.find((v) => v.name === 't_air')?.shape[0]).toBe(3);
    expect(await run('--out', at('a.tiff'), '--field', 't_air', '--months', '1989-03', '--type', 'int16')).toBe(0);
    expect([...readFileSync(at('a.tiff')).subarray(0, 4)]).toEqual([0x49, 0x49, 42, 0]);
    expect(await run('--out', at('a.csv'))).toBe(0);
    expect(readFileSync(at('a.csv'), 'utf8').trim().split('\r\n').length).toBe(1 + ROWS.length);
    expect(await run('--out', at('b.csv'), '--at', '-149.6,68.63', '--comments')).toBe(0);
    expect(readFileSync(at('b.csv'), 'utf8')).toMatch(/^# title: Test\r\n/);
    expect(await run('--out', at('a.zip'))).toBe(0);
    expect((await storeAt(at('a.zip'))).meta.title).toBe('Test');
    expect(await exportFile([at('a.zip'), '--out', at('c.nc'), '--observations'])).toBe(0);
  });

  it.each([
    [['--field', 'nope', '--out', 'x.nc'], 'field nope: expected one of t_air, land'],
    [['--level', 'M02', '--out', 'x.nc'], '--level M02: expected M01, M03, M09, M36'],
    [
      ['--months', '2000', '--out', 'x.nc'],
      '--months 2000: expected FIRST..LAST such as 2000-01..2010-12, or one month',
    ],
    [['--months', '1950-01..1951-01', '--out', 'x.nc'], "expected a span within the store's 1989-01..1990-12"],
    [['--quantile', '0.5', '--out', 'x.nc'], 'this store has no quantiles'],
    [['--extent', '1,2,3', '--out', 'x.nc'], '--extent 1,2,3: expected W,S,E,N'],
    [['--extent', '10,10,20,20', '--out', 'x.nc'], 'that meet the map'],
    [['--type', 'double', '--out', 'x.nc'], '--type double: expected int16 or float32'],
    [['--at', '-149', '--out', 'x.csv'], '--at -149: expected LON,LAT'],
    [['--limit', '0.0001', '--out', 'x.nc'], 'expected at most 0.102 MB'],
    [['--out', 'x.pdf'], 'with the ending .nc, .tif, .csv or .zip'],
    [['--out', 'x.zip', '--field', 't_air'], '--field for a .zip: expected only the whole store'],
    [['--out', 'x.nc', '--observations', '--level', 'M09'], '--level for observations'],
    [[], 'no --out'],
  ])('refuses %j with a sentence, and leaves no file', async (args, message) => {
    const before = readdirSync(folder);
    await expect(run(...args.map((a) => (a.startsWith('x.') ? at(a) : a)))).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('refuses what is no store, and keeps the file that was there', async () => {
    writeFileSync(at('kept.nc'), 'kept');
    await expect(exportFile([at('none.zarr'), '--out', at('kept.nc')])).rejects.toThrow(
      /the folder or the zip of a store/,
    );
    await expect(run('--out', at('kept.nc'), '--field', 'nope')).rejects.toThrow('field nope');
    expect(readFileSync(at('kept.nc'), 'utf8')).toBe('kept');
    expect(existsSync(at('kept.nc.unfinished'))).toBe(false);
  });
});
