import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '../../core/error.ts';
import { isoMonth, yearOf } from '../../core/month.ts';
import { calmLong } from '../calm/calm-long.ts';
import { memoryFile } from '../memory-file.ts';
import type { Imported, InputFile } from '../source.ts';
import { importOf, mean, realDataIsHere, realFile } from '../test-data.node.ts';
import { gtnp } from './gtnp.ts';
import { outliers, shiftedNodes } from './node-check.ts';
import { readProbingGrid } from './probing-grid.ts';

/** The publisher's table: nodes, visits, first, last, spacing m, kept, mean cm, negative, rows rejected. */
const TABLE: Record<string, [number, number, string, string, number, number, number, number, number]> = {
  'U9 B': [121, 36, '1995-07-08', '2017-08-14', 100, 4158, 38.31, 198, 0],
  U1: [121, 34, '1995-07-01', '2017-08-20', 100, 3963, 32.161, 117, 1],
  'U7 A': [121, 34, '1995-07-13', '2017-08-10', 100, 3547, 48.013, 533, 1],
  'U12 A': [121, 34, '1995-07-07', '2017-08-18', 100, 3114, 41.711, 1000, 0],
  U14: [121, 20, '1996-08-31', '2017-08-17', 10, 2398, 52.861, 22, 0],
  U26: [121, 15, '2000-09-22', '2017-08-16', 10, 1724, 52.786, 91, 0],
  U27: [121, 14, '1999-10-03', '2017-08-26', 100, 1451, 62.546, 243, 0],
  U18: [24, 27, '1990-09-06', '2017-09-27', 10, 432, 82.588, 0, 8],
};

const folder = realDataIsHere ? readdirSync('../shared/data/gtnp_alt').map((n) => realFile(`gtnp_alt/${n}`)) : [];
const day = (d: Date | undefined) => d?.toISOString().slice(0, 10);

describe.skipIf(!realDataIsHere)('GTN-P probing grids as published (needs ../shared/data)', async () => {
  const read = new Map<string, { file: InputFile; imported: Imported }>();
  for (const file of folder.filter((f) => f.name.endsWith('.csv'))) {
    const imported = await importOf(gtnp, file, folder);
    read.set(imported.observations[0]?.place ?? '', { file, imported });
  }

  it.each(Object.entries(TABLE))(
    'gives the stated counts and mean at %s (GTNP-2, GTNP-4, GTNP-5, GTNP-9)',
    async (code, row) => {
      const grid = await readProbingGrid(read.get(code)?.file as InputFile);
      const whole = grid.rejected.filter((r) => r.found?.endsWith('fields')).length;
      const spacing = [...new Set(grid.nodes.map((n) => n.y))].sort((a, b) => a - b);
      expect([
        grid.nodes.length + whole,
        grid.dates.length,
        day(grid.dates[0]),
        day(grid.dates.at(-1)),
        (spacing[1] ?? 0) - (spacing[0] ?? 0),
        grid.kept,
      ]).toEqual(row.slice(0, 6));
      expect(mean(grid.nodes.flatMap((n) => [...n.cm].filter((v) => v >= 0)))).toBeCloseTo(row[6], 3);
      expect([grid.negative, whole]).toEqual(row.slice(7));
    },
  );

  it('reports the mean that swallowed a code with its line', () => {
    const odd = [...read.values()].flatMap((r) => r.imported.rejected).filter((r) => r.found === '-480.25');
    expect(odd.length).toBe(1);
    expect(odd[0]?.where).toMatch(/^line \d+$/);
  });

  it('agrees with CALM within 1 cm as often as the publishers themselves do (GTNP-1, GTNP-6, GTNP-11)', async () => {
    const calm = (await importOf(calmLong, realFile('calm/calm_alaska_long.csv'))).observations;
    // The publisher's own means agree once more at U7 A and at U27: those two hold the probings of 332 and 127 cm that we leave out (GTNP-7).
    const within: Record<string, [number, number]> = {
      U1: [23, 23],
      U26: [15, 15],
      'U9 B': [22, 23],
      'U7 A': [21, 23],
      U14: [19, 20],
      'U12 A': [20, 22],
      U27: [11, 13],
    };
    for (const [code, [close, years]] of Object.entries(within)) {
      const pairs = (read.get(code)?.imported.observations ?? [])
        .filter((o) => o.variable === 'alt')
        .flatMap((o) => calm.filter((c) => c.identity === o.identity).map((c) => Math.abs(c.value - o.value)));
      expect([code, pairs.filter((d) => d <= 0.0101).length, pairs.length]).toEqual([code, close, years]);
    }
  });

  it('takes no visit before August for active layer thickness (GTNP-6)', () => {
    const council = read.get('U27')?.imported.observations ?? [];
    expect(council.filter((o) => isoMonth(o.month) === '2000-07').map((o) => o.variable)).toEqual(['thaw_depth']);
    expect(council.some((o) => o.variable === 'alt' && yearOf(o.month) === 2000)).toBe(false);
  });

  it('finds single probings that cannot be thaw, and keeps them out of the mean only (GTNP-7)', async () => {
    const found = async (code: string) =>
      outliers(await readProbingGrid(read.get(code)?.file as InputFile)).map((o) => o.cm);
    expect(await found('U7 A')).toContain(332);
    expect(await found('U9 B')).toContain(134);
  });

  it('finds no node that fits its season better one or two visits away, not even the two under suspicion (GTNP-3, GTNP-8)', async () => {
    for (const { file } of read.values()) expect(shiftedNodes(await readProbingGrid(file))).toEqual([]);
  });

  it('flags Bonanza Creek since thaw stopped freezing back (GTNP-12)', () => {
    const u18 = (read.get('U18')?.imported.observations ?? []).filter((o) => o.flag === 'suspect');
    expect(u18.map((o) => yearOf(o.month))).toEqual([2011, 2012, 2013, 2014, 2015, 2016, 2017]);
    const others = [...read].filter(([code]) => code !== 'U18').flatMap(([, r]) => r.imported.observations);
    expect(others.filter((o) => o.flag !== 'ok' && o.variable === 'alt')).toEqual([]);
  });

  it('carries the spread between nodes and the size of the grid as uncertainty (GTNP-10)', () => {
    const u1 = read.get('U1')?.imported.observations ?? [];
    expect(u1.every((o) => o.uncertainty >= 0.03 && o.uncertainty < 0.05)).toBe(true);
    expect(u1[0]?.locationSd).toBeGreaterThan(400);
  });

  it('takes no contact of a person into anything it gives (GTNP-9)', () => {
    const text = JSON.stringify([...read.values()].map((r) => r.imported));
    expect(text).not.toMatch(/Shiklomanov|Nyland|@|Phone/);
  });
});

describe('a probing grid somebody edited', () => {
  const metadata = memoryFile(
    'm.txt',
    'Name: Place\nPermafrost_Zone: Continuous\nLatitude: 70\nLongitude: -150\nAncillary Code : U99\n',
  );
  const header = 'offset_x,offset_y,2000-07-10 00:00:00,2000-08-20 00:00:00';
  const file = (...rows: string[]) => memoryFile('g.csv', [header, ...rows].join('\n'));

  it('rejects longer and shorter rows whole, and cells that are no depth, and keeps zero', async () => {
    const grid = await readProbingGrid(file('0,0,0,40', '0,10,20', '0,20,20,40,60', '0,30,abc,44', '0,40,-999,900'));
    expect(grid.nodes.map((n) => [...n.cm])).toEqual([
      [0, 40],
      [Number.NaN, 44],
      [Number.NaN, Number.NaN],
    ]);
    expect(grid.rejected.map((r) => r.where)).toEqual(['line 3', 'line 4', 'line 5', 'line 6']);
  });

  it('refuses metres that pose as centimetres, and a table without a position', async () => {
    await expect(readProbingGrid(file('0,0,0.2,0.4', '0,10,0.3,0.5'))).rejects.toThrow(/another unit/);
    await expect(importOf(gtnp, file('0,0,20,40'))).rejects.toThrow(UnreadableFile);
    expect((await importOf(gtnp, file('0,0,20,40'), [metadata])).observations.length).toBe(2);
  });

  it('finds a row that was moved by one column (GTNP-3, GTNP-8)', async () => {
    const season = Array.from({ length: 24 }, (_, i) => 20 + 30 * ((i * 7) % 5));
    const dates = season.map((_, i) => `${1990 + i}-08-10`);
    const row = (node: number, values: number[]) => `0,${node},${values.map((v) => v + node).join(',')}`;
    const moved = [season.at(-1) as number, ...season.slice(0, -1)];
    const text = [
      `offset_x,offset_y,${dates.join(',')}`,
      row(1, season),
      row(2, season),
      row(3, season),
      row(4, moved),
    ].join('\n');
    expect(shiftedNodes(await readProbingGrid(memoryFile('g.csv', text)))).toEqual([{ node: 3, shift: -1 }]);
  });
});
