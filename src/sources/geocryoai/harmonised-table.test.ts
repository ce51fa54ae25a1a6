import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../core/error.ts';
import { isoMonth } from '../../core/month.ts';
import { importFiles } from '../../preprocess/import-files.ts';
import { openCandidate } from '../candidate.ts';
import { memoryFile } from '../memory-file.ts';
import { recognise } from '../registry.ts';
import type { InputFile, NativeGrid } from '../source.ts';
import { tarArchive } from '../tar-archive.node.ts';
import { importOf } from '../test-data.node.ts';
import { harmonisedTable } from './harmonised-table.ts';

interface Row {
  readonly day: string;
  readonly lat: number;
  readonly lon: number;
  readonly [column: string]: number | string | null;
}

/** A table of the archive's columns, written as pandas writes it (snappy). */
function table(
  rows: readonly Row[],
  columns: readonly string[],
  more: { dates?: 'text'; index?: string; rowGroupSize?: number } = {},
): InputFile {
  const name = more.index ?? 'datetime';
  const columnData: ColumnSource[] = [
    more.dates === 'text'
      ? { name, data: rows.map((r) => r.day), type: 'STRING' }
      : { name, data: rows.map((r) => new Date(`${r.day}T00:00:00Z`)), type: 'TIMESTAMP' },
    ...['lat', 'lon', ...columns].map(
      (c): ColumnSource => ({ name: c, data: rows.map((r) => r[c] ?? null) as number[], type: 'DOUBLE' }),
    ),
  ];
  const bytes = parquetWriteBuffer({
    columnData,
    rowGroupSize: more.rowGroupSize ?? 1000,
    ...(more.index ? { kvMetadata: [{ key: 'pandas', value: JSON.stringify({ index_columns: [more.index] }) }] } : {}),
  });
  return memoryFile('t.parquet', new Uint8Array(bytes));
}

const values = (g: NativeGrid | undefined): number[] => [...(g?.values ?? [])].filter((v) => !Number.isNaN(v));
const days = (month: string, n: number) =>
  Array.from({ length: n }, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`);
const HERE = { lat: 68.62, lon: -149.6 };

describe('alt_df (made to specification)', () => {
  const rows = [
    { day: '2018-08-10', ...HERE, alt_mean: -0.649518, alt_max: -0.7, alt_min: -0.6 },
    { day: '2018-08-10', lat: 68.6201, lon: -149.6001, alt_mean: -0.549518, alt_max: -0.6, alt_min: -0.5 },
    { day: '2018-08-11', lat: 64.86, lon: -147.86, alt_mean: -0.4, alt_max: -0.4, alt_min: -0.4 },
    { day: '2018-08-11', lat: 40, lon: -100, alt_mean: -0.4, alt_max: -0.4, alt_min: -0.4 },
    { day: '2018-08-11', ...HERE, alt_mean: null, alt_max: null, alt_min: null },
  ];

  it('is turned positive downward, binned into cells of M01 with their spread, and never an observation', async () => {
    const read = await importOf(harmonisedTable, table(rows, ['alt_mean', 'alt_max', 'alt_min']));
    expect(read.observations).toEqual([]);
    const toolik = read.grids.find((g) => Math.abs((g.lat[0] as number) - 68.62) < 0.1);
    expect(values(toolik)[0]).toBeCloseTo(0.599518, 6);
    expect([...(toolik?.sd ?? [])].find((v) => !Number.isNaN(v))).toBeCloseTo(0.1 / Math.SQRT2, 6);
    expect(toolik).toMatchObject({ variable: 'alt', projection: false, note: expect.stringContaining('modelled') });
    expect(toolik?.time.at === 'months' && [...toolik.time.months].map(isoMonth)).toEqual(['2018-08']);
    const at = [...(toolik?.values ?? [])].findIndex((v) => !Number.isNaN(v));
    expect(Math.abs((toolik?.lat[at] as number) - 68.62)).toBeLessThan(0.02);
    expect(Math.abs((toolik?.lon[at] as number) + 149.6)).toBeLessThan(0.006);
    expect(read.rejected.map((r) => [r.rule.slice(0, 25), r.where, r.count])).toEqual([
      ['outside the Alaska window', 'row 4', 1],
    ]);
    expect(read.provenance).toMatchObject({ doi: '10.3334/ORNLDAAC/2371' });
  });

  it.each([
    ['with both signs', [-0.5, 0.5], 'both signs'],
    ['positive everywhere', [0.5, 1.5], 'positive everywhere'],
    ['scaled to 0-1 (nonan_norm)', [0, 1], 'scaled by minimum and maximum'],
    ['in another unit', [-50, -60], 'deeper than 5 m'],
  ])('%s is asked about, never turned by itself', async (_, two, rule) => {
    const read = await importOf(
      harmonisedTable,
      table(
        two.map((alt, i) => ({ day: `2018-08-1${i}`, ...HERE, alt })),
        ['alt'],
      ),
    );
    expect(read.grids).toEqual([]);
    expect(read.rejected).toEqual([
      expect.objectContaining({
        column: 'alt',
        count: 2,
        rule: expect.stringContaining(rule),
        found: expect.stringContaining('n 2'),
      }),
    ]);
  });

  it('takes the answer that lies beside it', async () => {
    const file = table([{ day: '2018-08-10', ...HERE, alt: 50 }], ['alt']);
    const answer = memoryFile('t.parquet.meaning.json', '{"columns": {"alt": {"unit": "cm", "positive": "down"}}}');
    const read = await importOf(harmonisedTable, file, [answer]);
    expect(values(read.grids[0])).toEqual([0.5]);
    expect(read.used).toEqual(['t.parquet.meaning.json']);
    const broken = await importOf(harmonisedTable, file, [memoryFile('t.parquet.meaning.json', '{"columns": 1}')]);
    expect(broken.grids).toEqual([]);
    expect(broken.rejected.map((r) => r.file)).toEqual(['t.parquet.meaning.json', 't.parquet']);
  });
});

describe('flux tables (made to specification)', () => {
  it('fch4_df: mg C m-2 d-1 as stated and plausible, with the date as pandas index, ten days a month at least', async () => {
    const rows = [
      ...days('2018-07', 12).map((day, i) => ({ day, ...HERE, fch4: 12 + (i % 2) })),
      ...days('2018-08', 9).map((day) => ({ day, ...HERE, fch4: 3 })),
    ];
    const read = await importOf(harmonisedTable, table(rows, ['fch4'], { index: '__index_level_0__', dates: 'text' }));
    expect(read.grids.map((g) => [g.variable, values(g).length])).toEqual([['ch4', 1]]);
    expect(values(read.grids[0])[0]).toBeCloseTo(12.5 / 1.0377504, 4);
    expect(read.rejected).toEqual([
      expect.objectContaining({ column: 'fch4', count: 1, rule: expect.stringContaining('fewer than 10 days') }),
    ]);
  });

  it('fc_df: the unit is a question with its histogram, and an answer settles it', async () => {
    const rows = [1e-6, 8e-4, 2e-4].map((fc, i) => ({ day: `2018-0${i + 1}-10`, ...HERE, fc }));
    const file = table(rows, ['fc']);
    const asked = await importOf(harmonisedTable, file);
    expect(asked.grids).toEqual([]);
    expect(asked.rejected[0]).toMatchObject({
      column: 'fc',
      found: expect.stringContaining('50 % 0.0002'),
      todo: expect.stringContaining('kg C m-2 d-1'),
    });
    const told = await importOf(harmonisedTable, file, [
      memoryFile('t.parquet.meaning.json', '{"columns": {"fc": {"unit": "kg C m-2 d-1"}}}'),
    ]);
    expect(values(told.grids[0]).map((v) => Number(v.toFixed(4)))).toEqual([0.001, 0.7709, 0.1927]);
  });

  it('merged table: each column is decided by itself, in text too', async () => {
    const text = `datetime,lat,lon,alt,fch4,fc\n${days('2018-07', 12)
      .map((d) => `${d},68.62,-149.6,-0.3,12,-1e-3`)
      .join('\n')}\n2018-07-13,68.62,-149.6,,oops,\n`;
    const read = await importOf(harmonisedTable, memoryFile('merged.csv', text));
    expect(read.grids.map((g) => g.variable)).toEqual(['alt', 'ch4']);
    expect(read.rejected.map((r) => [r.column, r.where])).toEqual([
      ['fch4', 'line 14'],
      ['fc', undefined],
    ]);
  });

  it('a table is known by its columns, and a matrix of SIBBORK or a station list is none', async () => {
    const candidate = await openCandidate(memoryFile('x.csv', 'datetime,lat,lon,temperature\n2018-01-01,1,1,1\n'));
    expect(harmonisedTable.probe(candidate)).toBe('no');
    const known = await openCandidate(table([{ day: '2018-08-10', ...HERE, fc: 1 }], ['fc']));
    expect(recognise(known)?.source.id).toBe('geocryoai-table');
  });
});

describe('the archive as it is shipped (made to specification)', () => {
  it('preprocessing_data.tar.gz gives the tables inside, and lists what is not read', async () => {
    const alt = await table([{ day: '2018-08-10', ...HERE, alt: -0.4 }], ['alt']).bytes();
    const tar = tarArchive([
      { name: 'preprocessing_data/ds/by_covariate/', type: '5' },
      { name: 'preprocessing_data/ds/by_covariate/alt_df.parquet', content: alt },
      { name: 'preprocessing_data/figure.png', content: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3) },
      { name: '../outside.parquet', content: alt },
    ]);
    const { grids, observations, rejected, provenance } = await importFiles([
      memoryFile('preprocessing_data.tar.gz', new Uint8Array(gzipSync(tar))),
    ]);
    expect(observations).toEqual([]);
    expect(grids.map((g) => g.origin)).toEqual([
      'preprocessing_data.tar.gz/preprocessing_data/ds/by_covariate/alt_df.parquet:alt',
    ]);
    expect(rejected.map((r) => r.rule)).toEqual(['a name that leads out of the archive', 'a picture']);
    expect(provenance[0]?.doi).toBe('10.3334/ORNLDAAC/2371');
  });
});

describe('a large or damaged table', () => {
  it('of many row groups is read one after the other, every cell and month binned', { timeout: 30_000 }, async () => {
    const n = 300_000;
    const rows = Array.from({ length: n }, (_, i) => ({
      day: `20${10 + (i % 5)}-08-10`,
      lat: 65 + (i % 500) * 0.01,
      lon: -150 + ((i * 7) % 400) * 0.01,
      alt: -0.3 - (i % 10) / 100,
    }));
    const read = await importOf(harmonisedTable, table(rows, ['alt'], { rowGroupSize: 50_000 }));
    expect(read.grids.reduce((s, g) => s + values(g).length, 0)).toBeGreaterThan(1000);
    expect(read.rejected).toEqual([]);
  });

  it('keeps the row groups that are whole', async () => {
    const file = table(
      [...days('2018-07', 12), ...days('2018-09', 12)].map((day) => ({ day, ...HERE, fch4: 12 })),
      ['fch4'],
      { rowGroupSize: 12 },
    );
    const bytes = (await file.bytes()).slice();
    bytes.fill(0xff, 4, 40); // the first page header of the first group
    const read = await importOf(harmonisedTable, memoryFile('t.parquet', bytes));
    expect(read.grids.length).toBe(1);
    expect(read.rejected[0]).toMatchObject({
      where: 'rows 1-12',
      count: 12,
      todo: expect.stringContaining('other rows are kept'),
    });
  });

  it('gives values inside the limits, rejections or a clear error, whatever is flipped (fuzz, seed 2)', async () => {
    const file = table(
      [...days('2018-07', 12), ...days('2018-09', 12)].map((day) => ({ day, ...HERE, fch4: 12, alt: -0.4 })),
      ['fch4', 'alt'],
      { rowGroupSize: 12 },
    );
    const whole = await file.bytes();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        fc.option(fc.nat(), { freq: 5 }),
        async (flips, cut) => {
          let bytes = whole.slice();
          for (const [at, value] of flips) bytes[4 + (at % (bytes.length - 4))] = value;
          if (cut !== null) bytes = bytes.subarray(0, cut % bytes.length);
          const began = performance.now();
          const { grids, observations } = await importFiles([memoryFile('t.parquet', bytes)]);
          expect(observations).toEqual([]);
          for (const g of grids) for (const v of values(g)) expect(Math.abs(v)).toBeLessThanOrEqual(1000);
          expect(performance.now() - began).toBeLessThan(3000);
        },
      ),
      { seed: 2, numRuns: 250 },
    );
  }, 20_000);

  it('that is no table throws only what says so', async () => {
    const candidate = await openCandidate(memoryFile('x.csv', 'a,b\n1,2\n'));
    await expect(harmonisedTable.read(candidate, [])).rejects.toThrow(UnreadableFile);
  });
});
