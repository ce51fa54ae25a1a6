import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import h5wasm from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../core/error.ts';
import { diskFiles } from './disk-file.node.ts';
import { type Made, madeClassic, madeHdf5 } from './made-netcdf.node.ts';
import { openNetcdf, openNetcdfFile } from './netcdf.ts';
import { decodeSlab, decodeValues, type NetcdfVariable } from './netcdf-model.ts';
import type { InputFile } from './source.ts';
import { realDataIsHere, realFile } from './test-data.node.ts';

const count = (n: number) => Array.from({ length: n }, (_, i) => i);
const MADE: Made = {
  dimensions: { time: 3, y: 4, x: 5 },
  record: 'time',
  attributes: { title: 'made' },
  variables: {
    time: {
      type: 'double',
      dimensions: ['time'],
      values: [10, 20, 30],
      attributes: { units: 'hours since 1900-01-01' },
    },
    y: { type: 'float', dimensions: ['y'], values: [4, 3, 2, 1] },
    odd: {
      type: 'short',
      dimensions: ['time', 'x'],
      values: count(15),
      attributes: { _FillValue: 7, scale_factor: -0.5, add_offset: 1 },
    },
    cube: { type: 'float', dimensions: ['time', 'y', 'x'], values: count(60), chunk: [1, 2, 5] },
  },
};
const named = (variables: readonly NetcdfVariable[], name: string) =>
  variables.find((v) => v.name === name) as NetcdfVariable;

describe.each([
  ['netCDF-3, records interleaved (made to specification)', async () => madeClassic(MADE)],
  ['netCDF-4, chunks and dimension scales (made to specification)', () => madeHdf5(MADE)],
])('%s', (_, make) => {
  it('gives arrays, dimensions and boxes', async () => {
    const file = await openNetcdf(await make(), 'made.nc');
    const cube = named(file.variables, 'cube');
    expect([cube.shape, cube.dimensions]).toEqual([
      [3, 4, 5],
      ['time', 'y', 'x'],
    ]);
    expect([...(cube.read() ?? [])]).toEqual(count(60));
    expect([
      ...(decodeSlab(cube, [
        [1, 3],
        [2, 3],
        [1, 4],
      ]) ?? []),
    ]).toEqual([31, 32, 33, 51, 52, 53]);
    expect([...(decodeSlab(named(file.variables, 'time'), [[1, 3]]) ?? [])]).toEqual([20, 30]);
    expect([...(decodeValues(named(file.variables, 'odd')) ?? [])].slice(5, 9)).toEqual([-1.5, -2, Number.NaN, -3]);
    file.close();
  });

  it('reads from disk by ranges only', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'netcdf-'));
    writeFileSync(join(folder, 'made.nc'), await make());
    const [onDisk] = (await diskFiles([folder])) as [InputFile];
    const file = await openNetcdfFile({
      ...onDisk,
      bytes: () => Promise.reject(new Error('the whole file was asked for')),
    });
    expect([
      ...(named(file.variables, 'cube').slab?.([
        [2, 3],
        [3, 4],
        [0, 5],
      ]) ?? []),
    ]).toEqual([55, 56, 57, 58, 59]);
    file.close();
    rmSync(folder, { recursive: true });
  });

  it('fails in words when cut anywhere', async () => {
    const whole = await make();
    for (let cut = 0; cut < whole.length; cut += 37) {
      try {
        const file = await openNetcdf(whole.slice(0, cut), 'cut.nc');
        for (const v of file.variables) v.read();
        file.close();
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableFile);
      }
    }
  });
});

it('HDF5 whose links lead in circles is listed in bounded time (made to specification)', async () => {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File('/circle.h5', 'w');
  file.create_dataset({ name: 'v', data: Float32Array.of(1) });
  const group = file.create_group('g');
  for (let i = 0; i < 40; i++) group.create_hard_link('/g', `back${i}`);
  file.close();
  const bytes = FS.readFile('/circle.h5') as Uint8Array;
  FS.unlink('/circle.h5');
  const started = performance.now();
  const opened = await openNetcdf(bytes, 'circle.h5');
  expect(opened.variables.map((v) => v.name)).toContain('v');
  expect(opened.lost?.at(-1)).toContain('more than 8000 links');
  expect(performance.now() - started).toBeLessThan(5000);
  opened.close();
});

it('a single record variable of shorts has no padding between records (made to specification)', async () => {
  const variables = { v: { type: 'short', dimensions: ['time', 'x'], values: count(9) } } as const;
  const file = await openNetcdf(madeClassic({ dimensions: { time: 3, x: 3 }, record: 'time', variables }), 'made.nc');
  expect([...(file.variables[0]?.read() ?? [])]).toEqual(count(9));
});

describe.skipIf(!realDataIsHere)('real netCDF (needs ../shared/data)', () => {
  it('packed land mask has as many numbers as cells, 0 to 1 (HD-6)', async () => {
    const file = await openNetcdf(await realFile('climate_halfdegree_alaska/mask.nc').bytes(), 'mask.nc');
    const values = decodeValues(named(file.variables, 'lsm')) ?? new Float64Array();
    expect(values.length).toBe(81 * 281);
    expect([Math.min(...values), Math.max(...values)].map((x) => Math.round(x * 1e4) / 1e4)).toEqual([0, 1]);
  });

  it('negative scale factor and NaN as fill of integers are taken as they stand (FMT-11, FMT-12)', async () => {
    const file = await openNetcdf(await realFile('formats/era_interim_packed/eraint_uvz.nc').bytes(), 'e.nc');
    const u = named(file.variables, 'u');
    const first = decodeSlab(u, [
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
    ])?.[0] as number;
    expect(first).toBeCloseTo(16333 * -0.001572704938045535 + 26.96875, 9);
    const all = decodeValues(u) ?? new Float64Array();
    expect(all.length).toBe(2 * 3 * 241 * 480);
    expect(all.every((x) => Math.abs(x) < 100)).toBe(true); // m s-1: none is fill, none is garbage
  });

  it('the default fill of the library is missing without being declared (FMT-9)', async () => {
    const file = await openNetcdf(
      await realFile('formats/cmip6/ta_Amon_BCC-ESM1_historical_r1i1p1f1_gn_185001-201412.nc').bytes(),
      'bcc.nc',
    );
    const other = await openNetcdf(
      await realFile('formats/cmip6/ta_Amon_CESM2_historical_r1i1p1f1_gn_185001-201412.nc').bytes(),
      'cesm.nc',
    );
    const missing = [file, other].map(
      (f) => (decodeValues(named(f.variables, 'ta')) ?? []).filter((x) => Number.isNaN(x)).length,
    );
    expect(missing.reduce((a, b) => a + b)).toBe(3045);
    file.close();
    other.close();
  });
});
