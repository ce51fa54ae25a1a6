import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as zarr from 'zarrita';
import { monthOf } from '../core/month.ts';
import { projectedCentreOf } from '../grid/ease2.ts';
import { LEVELS, type Level } from '../grid/level.ts';
import { windowOf } from '../grid/window.ts';
import { CHUNK_CODECS } from './codec.ts';
import { folderStorage } from './folder.node.ts';
import { readIndex } from './shard.ts';
import { NUMBER_COLUMNS, TEXT_COLUMNS, tableFromRows } from './table.ts';
import { testMeta } from './test-meta.ts';
import { ROWS, wanted, writeTestStore } from './test-store.ts';
import { createStore } from './writer.ts';

const READER = '../shared/tools/read_zarr3.py';
const PYTHON = '/usr/bin/python3';

function pythonReads(): boolean {
  if (!existsSync(READER) || !existsSync(PYTHON)) return false;
  try {
    execFileSync(PYTHON, ['-c', 'import numcodecs, numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // no numcodecs here: the test below is skipped by name
  }
}

let path: string;
beforeAll(async () => {
  path = mkdtempSync(join(tmpdir(), 'thawcast-zarr-'));
  await writeTestStore(folderStorage(path));
});
afterAll(() => rmSync(path, { recursive: true }));

const POINTS: readonly (readonly [month: number, row: number, col: number])[] = [
  [0, 0, 1],
  [0, 0, 0],
  [23, 119, 383],
  [11, 71, 72],
  [12, 72, 71],
  [5, 60, 300],
];

describe.skipIf(!pythonReads())('an independent Python reader (skipped without it or numcodecs)', () => {
  it('finds every array to specification', () => {
    const out = execFileSync(PYTHON, [READER, path], { encoding: 'utf8' });
    expect(out).toMatch(/M09\/t_air \[24, 120, 384\] \[24, 144, 432\] \[12, 72, 72\] int16 .*'units': 'degC'/);
    expect(out).toMatch(/M36\/crs \[\]/);
  });

  it('reads the same values and the same holes', () => {
    const out = execFileSync(PYTHON, [READER, path, 'M09/t_air', ...POINTS.map((p) => p.join(','))], {
      encoding: 'utf8',
    });
    const got = out
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[2]);
    const want = POINTS.map((p) => wanted(p[0], p[1], p[2]));
    got.forEach((text, i) => {
      if (Number.isNaN(want[i])) expect(text).toBe('missing');
      else expect(Number(text)).toBeCloseTo(want[i]!, 6);
    });
  });

  it('reads every level: across shards and ragged edges, and nothing where nothing was written', async () => {
    const levels = mkdtempSync(join(tmpdir(), 'thawcast-levels-'));
    try {
      const storage = folderStorage(levels);
      const writer = await createStore(storage, testMeta({ firstMonth: 240, months: 14, levels: LEVELS }));
      for (const level of LEVELS) for (const block of cornersOf(level)) await writer.writeBlock(block);
      await writer.finish();
      for (const level of LEVELS) {
        const points = cornersOf(level).flatMap(({ rows, cols }) =>
          [0, 11, 12, 13].flatMap((t) => [
            [t, rows[0], cols[0]],
            [t, rows[1] - 1, cols[1] - 1],
          ]),
        );
        const { rows, cols } = windowOf(level);
        const never = [13, rows >> 1, cols >> 1];
        const out = execFileSync(
          PYTHON,
          [READER, levels, `${level}/t_air`, ...[...points, never].map((p) => p.join(','))],
          {
            encoding: 'utf8',
          },
        );
        const got = out
          .trim()
          .split('\n')
          .map((line) => line.split(' ')[2] as string);
        expect(got.pop()).toBe('missing');
        points.forEach(([t, r, c], i) => {
          const want = wanted(t as number, r as number, c as number);
          expect(got[i] === 'missing' ? Number.NaN : Number(got[i])).toEqual(
            Number.isNaN(want) ? Number.NaN : expect.closeTo(want, 6),
          );
        });
      }
    } finally {
      rmSync(levels, { recursive: true });
    }
  });

  it('reads every column of the observations, numbers and texts', () => {
    const texts = TEXT_COLUMNS.flatMap((name) => [name, `${name}_names`]);
    const columns = [...Object.keys(NUMBER_COLUMNS), ...texts];
    const program = `
import json, math, sys
sys.path.insert(0, sys.argv[1])
from read_zarr3 import Array
out = {}
for name in sys.argv[3:]:
  a = Array(sys.argv[2], 'observations/' + name)
  stored = [a.value((i,))[0] for i in range(a.shape[0])]
  out[name] = [None if isinstance(v, float) and math.isnan(v) else v for v in stored]
print(json.dumps(out))`;
    const args = ['-c', program, dirname(READER), path, ...columns];
    const got: Record<string, (number | null)[]> = JSON.parse(execFileSync(PYTHON, args, { encoding: 'utf8' }));
    for (const name of Object.keys(NUMBER_COLUMNS) as (keyof typeof NUMBER_COLUMNS)[]) {
      const want = Array.from(tableFromRows(ROWS)[name]);
      expect(got[name]).toEqual(want.map((v) => (Number.isNaN(v) ? null : v)));
    }
    for (const name of TEXT_COLUMNS) {
      const names: string[] = JSON.parse(new TextDecoder().decode(Uint8Array.from(got[`${name}_names`] as number[])));
      expect(got[name]?.map((code) => names[code as number])).toEqual(ROWS.map((row) => row[name]));
    }
  });

  it('reads time, coordinates and observations', () => {
    const value = (array: string, at: string) =>
      Number(execFileSync(PYTHON, [READER, path, array, at], { encoding: 'utf8' }).trim().split(' ')[2]);
    // The first month is 240, January 1989: 20 years of which five are leap years.
    expect(value('M09/time', '0')).toBe(20 * 365 + 5);
    expect(value('M09/month', '23')).toBe(monthOf(1990, 12));
    const { row0, col0 } = windowOf('M09');
    expect(value('M09/x', '7')).toBeCloseTo(projectedCentreOf('M09', 0, col0 + 7).x, 3);
    expect(value('M09/y', '9')).toBeCloseTo(projectedCentreOf('M09', row0 + 9, 0).y, 3);
    expect(value('observations/value', '0')).toBeCloseTo(0.35, 6);
  });
});

/** Small blocks of temperature in the north-western and the south-eastern corner of a level, over all 14 months. */
function cornersOf(level: Level) {
  const { rows, cols } = windowOf(level);
  return (
    [
      [0, 0],
      [rows - 5, cols - 7],
    ] as const
  ).map(([row, col]) => {
    const values = new Float32Array(14 * 5 * 7);
    for (let t = 0, i = 0; t < 14; t++)
      for (let r = row; r < row + 5; r++) for (let c = col; c < col + 7; c++, i++) values[i] = wanted(t, r, c);
    return { field: 't_air', level, months: [240, 254], rows: [row, row + 5], cols: [col, col + 7], values } as const;
  });
}

/** zarrita asks for keys with a leading slash, and for the index by its length from the end. */
function zarritaStore() {
  const storage = folderStorage(path);
  return {
    get: (key: string) => storage.get(key.slice(1)),
    getRange: (key: string, range: { offset: number; length: number } | { suffixLength: number }) =>
      'suffixLength' in range
        ? storage.getRange(key.slice(1), -range.suffixLength, range.suffixLength)
        : storage.getRange(key.slice(1), range.offset, range.length),
  };
}

describe('zarrita', () => {
  it('reads the stored numbers through shards, and the attributes that give them meaning', async () => {
    const array = await zarr.open.v3(zarr.root(zarritaStore()).resolve('M09/t_air'), { kind: 'array' });
    const { scale_factor, add_offset, _FillValue } = array.attrs as Record<string, number>;
    const all = await zarr.get(array);
    for (const [t, r, c] of POINTS) {
      const stored = Number((all.data as Int16Array)[(t * 120 + r) * 384 + c]);
      const value = stored === _FillValue ? Number.NaN : stored * scale_factor! + add_offset!;
      if (Number.isNaN(wanted(t, r, c))) expect(value).toBeNaN();
      else expect(value).toBeCloseTo(wanted(t, r, c), 6);
    }
    expect(array.dimensionNames).toEqual(['time', 'y', 'x']);
  });
});

describe('what the metadata say', () => {
  it('is what Blosc wrote into its frames', async () => {
    const shard = (await folderStorage(path).get('M09/t_air/c/0/0/0'))!;
    const index = readIndex(shard.subarray(shard.length - (16 * 24 + 4)), 24, shard.length);
    if (typeof index === 'string') throw new Error(index);
    const frame = shard.subarray(index[0]!.offset);
    const blosc = CHUNK_CODECS.find((c) => c.name === 'blosc')!.configuration!;
    expect(blosc).toMatchObject({ shuffle: 'bitshuffle', cname: 'zstd' });
    expect(frame[2]! & 0b100).toBe(0b100); // bit shuffle
    expect(frame[2]! >> 5).toBe(4); // zstd
    expect(frame[3]).toBe(blosc.typesize);
  });

  it('is CF: units, standard name, grid mapping with its parameters, time since 1969-01', async () => {
    const json = async (key: string) =>
      JSON.parse(new TextDecoder().decode(await folderStorage(path).get(`${key}/zarr.json`)));
    expect((await json('M09/t_air')).attributes).toMatchObject({
      units: 'degC',
      standard_name: 'air_temperature',
      grid_mapping: 'crs',
      _FillValue: -32768,
      cell_methods: 'time: mean',
    });
    expect((await json('M09/crs')).attributes).toMatchObject({
      grid_mapping_name: 'lambert_cylindrical_equal_area',
      standard_parallel: 30,
      crs_wkt: expect.stringContaining('AUTHORITY["EPSG","6933"]'),
    });
    expect((await json('M09/time')).attributes).toMatchObject({
      units: 'days since 1969-01-01 00:00:00',
      calendar: 'proleptic_gregorian',
    });
  });
});
