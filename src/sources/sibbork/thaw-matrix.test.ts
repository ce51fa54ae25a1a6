import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, it } from 'vitest';
import { isoMonth, monthOf } from '../../core/month.ts';
import { importFiles } from '../../preprocess/import-files.ts';
import { memoryFile } from '../memory-file.ts';
import type { Imported, NativeGrid } from '../source.ts';
import { importOf } from '../test-data.node.ts';
import { thawMatrix } from './thaw-matrix.ts';

/** 20 x 20 cells of 10 m near Toolik; metres, negative downward. */
function matrix(months: readonly [year: number, month: number, depth: number][]): string {
  const rows = months.flatMap(([y, m, depth]) =>
    Array.from({ length: 400 }, (_, i) => {
      const [r, c] = [Math.floor(i / 20), i % 20];
      return `${y}-${String(m).padStart(2, '0')}-01,${(68.62 + r * 9e-5).toFixed(6)},${(-149.6 + c * 2.5e-4).toFixed(6)},${(-depth - (i % 2 ? 0.01 : -0.01)).toFixed(3)}`;
    }),
  );
  return `datetime,lat,lon,ALT\n${rows.join('\n')}\n`;
}

const by = (read: Imported, name: string, projection: boolean): NativeGrid[] =>
  read.grids.filter((g) => g.name === name && g.projection === projection);
const values = (g: NativeGrid | undefined): number[] => [...(g?.values ?? [])].filter((v) => !Number.isNaN(v));
const months = (g: NativeGrid | undefined): string[] =>
  g?.time.at === 'months' ? [...g.time.months].map(isoMonth) : [];

describe('SIBBORK-TTE thaw matrices (made to specification)', () => {
  const years = [1800, 2015, 2099].flatMap((y) =>
    [7, 8, 9, 10].map((m): [number, number, number] => [y, m, 0.2 + m / 100]),
  );
  const text = matrix(years);

  it('become mean and sd within cells of M01, positive downward, future apart from history', async () => {
    const read = await importOf(thawMatrix, memoryFile('site.csv', text));
    expect(read.rejected).toEqual([]);
    expect(read.observations).toEqual([]);
    const [past, future] = [by(read, 'thaw_depth', false), by(read, 'thaw_depth', true)];
    expect(months(past[0]).slice(0, 5)).toEqual(['1800-07', '1800-08', '1800-09', '1800-10', '2015-07']);
    expect(months(future[0])).toEqual(['2099-07', '2099-08', '2099-09', '2099-10']);
    expect(values(past[0])[0]).toBeCloseTo(0.27, 2);
    expect([...(past[0]?.sd ?? [])].find((v) => !Number.isNaN(v))).toBeCloseTo(0.01, 3);
    expect(past[0]?.time.at === 'months' && past[0].time.months[0]).toBe(monthOf(1800, 7));
  });

  it('give the deepest month of each whole year as alt', async () => {
    const read = await importOf(thawMatrix, memoryFile('site.csv', text));
    expect(months(by(read, 'alt', false)[0])).toEqual(['1800-10', '2015-10']);
    expect(values(by(read, 'alt', true)[0])[0]).toBeCloseTo(0.3, 2);
    const half = await importOf(
      thawMatrix,
      memoryFile(
        'half.csv',
        matrix([
          [2015, 6, 0.1],
          [2015, 7, 0.2],
        ]),
      ),
    );
    expect(half.grids.map((g) => g.name)).toEqual(['thaw_depth']);
  });

  it('are read from Parquet alike', async () => {
    const lines = text
      .trim()
      .split('\n')
      .slice(1)
      .map((l) => l.split(','));
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'datetime', data: lines.map((l) => l[0]) as string[], type: 'STRING' },
        ...['lat', 'lon', 'ALT'].map((name, i) => ({
          name,
          data: lines.map((l) => Number(l[i + 1])),
          type: 'DOUBLE' as const,
        })),
      ],
    });
    const csv = await importOf(thawMatrix, memoryFile('site.csv', text));
    const parquet = await importOf(thawMatrix, memoryFile('site.parquet', new Uint8Array(bytes)));
    expect(parquet.grids.map((g) => [...g.values])).toEqual(csv.grids.map((g) => [...g.values]));
  });

  it.each([
    ['both signs', '-0.3\n2018-08-02,68.62,-149.6,0.2', 'both signs'],
    ['positive', '0.3', 'positive'],
    ['centimetres', '-30', 'deeper than 5 m'],
  ])('with %s are asked about', async (_, cell, rule) => {
    const read = await importOf(
      thawMatrix,
      memoryFile('x.csv', `datetime,lat,lon,ALT\n2018-08-01,68.62,-149.6,${cell}\n`),
    );
    expect(read.grids).toEqual([]);
    expect(read.rejected[0]?.rule).toContain(rule);
  });

  it('keep their good rows and count the others', async () => {
    const read = await importOf(
      thawMatrix,
      memoryFile(
        'x.csv',
        'datetime,lat,lon,ALT\n2018-08-01,68.62,-149.6,-0.3\nyesterday,68.62,-149.6,-0.3\n2018-08-01,68.62,-149.6\n2018-08-01,168,-149.6,-0.3\n2018-08-01,68.62,-149.6,deep\n',
      ),
    );
    expect(values(read.grids[0]).map((v) => Number(v.toFixed(3)))).toEqual([0.3]);
    expect(read.rejected.map((r) => [r.where, r.count, r.rule])).toEqual([
      ['line 6', 1, 'not a number'],
      ['line 4 and others', 2, 'no latitude and longitude in degrees'],
      ['line 3', 1, 'no date of the form 2018-11-10'],
    ]);
  });

  it('damaged anywhere give rejections, errors or values that can be (fuzz, seed 3)', async () => {
    const whole = new TextEncoder().encode(matrix([[2015, 8, 0.3]]).slice(0, 3000));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat(), async (flips, cut) => {
        const bytes = whole.slice(0, cut % whole.length);
        for (const [at, value] of flips) if (bytes.length > 0) bytes[at % bytes.length] = value;
        const { grids } = await importFiles([memoryFile('x.csv', bytes)]);
        for (const g of grids) for (const v of values(g)) expect(v >= 0 && v <= 5).toBe(true);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});
