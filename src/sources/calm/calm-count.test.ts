import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { read as readBook, utils, write } from 'xlsx';
import { memoryFile } from '../memory-file.ts';
import type { Imported, Observed } from '../source.ts';
import { importOf, mean, realDataIsHere, realFile } from '../test-data.node.ts';
import { calmLong } from './calm-long.ts';
import { calmSummary } from './calm-summary.ts';

const cm = (o: readonly Observed[]) => o.map((x) => Math.round(x.value * 1e5) / 1e3);
const lost = ({ rejected }: Imported) => rejected.reduce((n, r) => n + (r.count ?? 1), 0);
const isMissing = (cell: unknown) => /^[\s\u00a0*-]*$/.test(String(cell ?? ''));

/** Region, codes, sites, values and mean as the publisher's table has them. */
const REGIONS = [
  ['Alaska North Slope', 31, 32, 602, 48.57],
  ['Alaska Interior', 20, 20, 172, 64.31],
  ['Alaska Seward Peninsula', 1, 1, 16, 64.88],
] as const;

describe.skipIf(!realDataIsHere)('the count of CALM (needs ../shared/data)', async () => {
  const xls = realDataIsHere ? realFile('calm/CALM_Summary_table.xls') : undefined;
  const csv = realDataIsHere ? realFile('calm/calm_alaska_long.csv') : undefined;
  const summary = xls ? await importOf(calmSummary, xls) : undefined;
  const long = csv ? await importOf(calmLong, csv) : undefined;
  const table = Papa.parse<{ region: string; code: string; name: string; alt_cm: string; flag: string }>(
    new TextDecoder().decode(await csv?.bytes()),
    { header: true, skipEmptyLines: true },
  ).data;

  it('leaves no row of the long table without an answer', () => {
    const filled = table.filter((r) => !isMissing(r.alt_cm)).length;
    expect((long?.observations.length ?? 0) + lost(long as Imported)).toBe(filled);
    expect([filled, table.filter((r) => r.flag === '*').length]).toEqual([790, 7]);
  });

  it('leaves no cell of the published sheet without an answer: 790 values and 830 that are missing (CALM-6)', async () => {
    const book = readBook(await xls?.bytes(), { type: 'array' });
    const rows = utils.sheet_to_json<unknown[]>(book.Sheets[book.SheetNames[0] as string] as object, {
      header: 1,
      blankrows: true,
    });
    const sites = rows.filter((r) => /^U\d/.test(String(r[0] ?? '').trim()));
    const cells = sites.flatMap((r) => Array.from({ length: 30 }, (_, i) => r[5 + i]));
    expect([sites.length, cells.length, cells.filter(isMissing).length]).toEqual([54, 1620, 830]);
    expect((summary?.observations.length ?? 0) + lost(summary as Imported)).toBe(cells.length - 830);
  });

  it.each(REGIONS)('gives the stated sites, values and mean of %s, from both tables (CALM-2)', (region, ...stated) => {
    const keys = new Set(
      table.filter((r) => r.region === region).map((r) => `calm/${r.code}/${r.name.replace(/\s+/g, ' ')}`),
    );
    for (const of of [summary, long]) {
      const here = (of?.observations ?? []).filter((o) => keys.has(o.site));
      expect(new Set(here.map((o) => o.site.split('/')[1])).size).toBe(stated[0]);
      expect(new Set(here.map((o) => o.site)).size).toBe(stated[1]);
      expect(here.length).toBe(stated[2]);
      expect(mean(cm(here))).toBeCloseTo(stated[3], 2);
    }
  });

  it('knows 54 sites, one of them without a value (CALM-13)', () => {
    expect(new Set((summary?.observations ?? []).map((o) => o.site)).size).toBe(53);
    expect(summary?.notes.filter((n) => n.startsWith('sites without any value'))).toEqual([
      'sites without any value: U39 Ikpikpuk',
    ]);
  });
});

describe('the count of a CALM table made by hand', () => {
  it('is whole for the sheet: values and rejections make up every cell that is filled', async () => {
    const rows = [
      ['Alaska North Slope'],
      ['Site Code', 'Site Name', 'Location', null, 'Method', null, null, null],
      [null, null, 'LAT', 'LONG', null, 1990, 1991, 1992],
      ['U1', 'Somewhere', "71 19' N", "156 36' W", '1000', 30, '31\u00a0', '-'],
      ['U2 A', 'Here', '69.5 N', '150.5 W', '100', 'w', 0, '\u00a0-'],
      ['U3', 'There', "69 10' N,", "150 0' W", null, '98*', 900, '*'],
    ];
    const book = utils.book_new();
    utils.book_append_sheet(book, utils.aoa_to_sheet(rows), 'north');
    const bytes = new Uint8Array(write(book, { type: 'array', bookType: 'biff8' }));
    const read = await importOf(calmSummary, memoryFile('c.xls', bytes));
    expect(read.observations.map((o) => [o.site, o.value, o.flag])).toEqual([
      ['calm/U1/Somewhere', 0.3, 'ok'],
      ['calm/U1/Somewhere', 0.31, 'ok'],
      ['calm/U2 A/Here', 0, 'ok'],
      ['calm/U3/There', 0.98, 'suspect'],
    ]);
    expect(read.rejected.map((r) => [r.where, r.column, r.found, r.at])).toEqual([
      ['north, row 5', '1990', 'w', { lat: 69.5, lon: -150.5 }],
      ['north, row 6', '1991', '900', { lat: 69 + 10 / 60, lon: -150 }],
    ]);
    expect(read.observations.length + lost(read)).toBe(9 - 3);
  });

  it('is whole for the long table, and a rejected row stands at its place', async () => {
    const rows = ['U1,A,71.3,-156.6,1995,35', 'U1,A,71.3,-156.6,1996,-', 'U1,A,71.3,-156.6,1997,x', 'U1,A,x,1,1998,3'];
    const read = await importOf(calmLong, memoryFile('m.csv', ['code,name,lat,lon,year,alt_cm', ...rows].join('\n')));
    expect([read.observations.length, lost(read)]).toEqual([1, 2]);
    expect(read.rejected.map((r) => [r.where, r.column, r.at])).toEqual([
      ['line 4', 'alt_cm', { lat: 71.3, lon: -156.6 }],
      ['line 5', 'lat', undefined],
    ]);
  });

  it('puts a site where most of its rows say, and rejects a row that puts it elsewhere', async () => {
    const rows = ['U1,A,71.3,-156.6,1995,35', 'U1,A,71.3,-15.66,1996,36', 'U1,A,71.3,-156.6,1997,37'];
    for (const order of [rows, [...rows].reverse(), [rows[1], rows[0], rows[2]]]) {
      const text = ['code,name,lat,lon,year,alt_cm', ...order].join('\n');
      const read = await importOf(calmLong, memoryFile('m.csv', text));
      expect(new Set(read.observations.map((o) => o.lon))).toEqual(new Set([-156.6]));
      expect(read.observations.map((o) => o.value).sort()).toEqual([0.35, 0.37]);
      expect(read.rejected).toMatchObject([
        { found: '71.3, -15.66', rule: 'U1 A stands at 71.3, -156.6 in its other rows' },
      ]);
    }
  });
});
