import { describe, expect, it } from 'vitest';
import { utils, write } from 'xlsx';
import { UnreadableFile } from '../../core/error.ts';
import { isoMonth } from '../../core/month.ts';
import { Random } from '../../core/random.ts';
import { settleDuplicates } from '../../preprocess/settle-duplicates.ts';
import { survives } from '../fuzz-table.node.ts';
import { memoryFile } from '../memory-file.ts';
import { importOf, mean } from '../test-data.node.ts';
import { calmLong } from './calm-long.ts';
import { calmWorkbook } from './calm-workbook.ts';
import { readSiteSheet, visitDate } from './site-workbook.ts';

type Cells = (string | number | null)[][];

/** Made to the layout of SOURCES.md, 4.1: no workbook of the network is at hand. */
const SHEET: Cells = [
  ['Barrow grid, thaw depth in cm'],
  ['GridNode', 'Latitude', 'Longitude', 'al-070195', 'al-080295', 'al-81409', 'al-081909'],
  [1, 71.31, -156.61, 20, 30, 31, 34],
  [2, 71.311, -156.61, '22', '32*', 'w', 36],
  [3, 71.312, -156.6, '-', 34, '[35]', 38],
  [4, 71.313, -156.6, 24, 'deep', 37, null],
  [5, 'north', -156.6, 24, 33, 37, 40],
  [null, null, null, null, null, null, null],
  ['Average', null, null, 22, 32, 34, 36],
  [null, null, 'Std', 2, 2, 3, 2],
];

const workbook = (name: string, sheet: Cells, type: 'biff8' | 'xlsx' = 'biff8') => {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet(sheet), 'data');
  return memoryFile(name, new Uint8Array(write(book, { type: 'array', bookType: type })));
};

describe('dates in the headings of a CALM workbook', () => {
  it.each([
    ['al-080295', '1995-08-02'],
    ['al-81409', '2009-08-14'],
    ['al-082069', '1969-08-20'],
    ['al-082068', '2068-08-20'],
    ['al-08142009', '2009-08-14'],
    ['AL-090100', '2000-09-01'],
  ])('%s is %s', (heading, day) => expect(visitDate(heading)?.toISOString().slice(0, 10)).toBe(day));
  it.each(['al-133109', 'al-0814', 'al-', 'al-023009', 'al-08-14-09'])('%s is none', (h) =>
    expect(visitDate(h)).toBeUndefined(),
  );
});

describe.each(['biff8', 'xlsx'] as const)('a CALM site workbook made to specification, %s', async (type) => {
  const { observations, rejected, notes } = await importOf(
    calmWorkbook,
    workbook('x/U1_alt_1995_2009.xls', SHEET, type),
  );

  it('gives every node of a visit within the season, in metres at the node, and no row of averages (CALM-1, CALM-6)', () => {
    const nodes = observations.filter((o) => o.variable === 'thaw_depth');
    expect(nodes.map((o) => [isoMonth(o.month), o.lat, o.lon, o.value])).toEqual([
      ['1995-07', 71.31, -156.61, 0.2],
      ['1995-07', 71.311, -156.61, 0.22],
      ['1995-07', 71.313, -156.6, 0.24],
      ['2009-08', 71.31, -156.61, 0.31],
      ['2009-08', 71.313, -156.6, 0.37],
    ]);
    expect(notes[0]).toContain('4 nodes x 4 visits');
    expect(notes[0]).toContain('1 cells are water, 2 rows of averages');
  });

  it('gives the mean of a year’s last visit as alt, with spread and number, and counts no probing twice', () => {
    const days = (variable: string) =>
      observations.filter((o) => o.variable === variable).map((o) => o.method.slice(-10));
    expect(days('thaw_depth').filter((d) => days('alt').includes(d))).toEqual([]);
    const alt = observations.filter((o) => o.variable === 'alt');
    expect(alt.map((o) => [isoMonth(o.month), Number(o.value.toFixed(6))])).toEqual([
      ['1995-08', 0.32],
      ['2009-08', 0.36],
    ]);
    expect(alt[0]?.uncertainty).toBeCloseTo(Math.hypot(0.03, 0.02 / Math.sqrt(3)), 9);
    expect(alt[0]?.method).toContain('3 nodes');
    expect(alt[0]?.lat).toBeCloseTo(mean([71.31, 71.311, 71.312]), 9);
  });

  it('names every cell it does not take', () => {
    expect(rejected.map((r) => [r.where, r.column, r.found])).toEqual([
      ['data, row 6', 'al-080295', 'deep'],
      ['data, row 7', 'Latitude', 'north / -156.6'],
    ]);
  });

  it('leaves out a node that stands far from the others, and says how far', () => {
    const rows = [
      ['GridNode', 'Latitude', 'Longitude', 'al-080195'],
      ...[0, 1, 2, 3].map((i) => [`n${i}`, 71.31 + i / 1000, i === 2 ? 0 : -156.6, 30 + i]),
    ];
    const { nodes, rejected: left } = readSiteSheet({ name: 'data', rows }, 'U1.xls');
    expect(nodes.map((n) => n.cm[0])).toEqual([30, 31, 33]);
    expect(left).toMatchObject([
      { where: 'data, row 4', rule: expect.stringMatching(/^a node \d{4} km from the middle/) },
    ]);
  });

  it('counts once what the network’s own summary says of the same year (GTNP-11, CALM-11)', async () => {
    const summary = await importOf(
      calmLong,
      memoryFile(
        's.csv',
        'code,name,lat,lon,method,year,alt_cm\nU1,Barrow,71.3167,-156.6,1000,1995,32\nU1,Barrow,71.3167,-156.6,1000,1996,33\n',
      ),
    );
    const { kept } = settleDuplicates([...summary.observations, ...observations]);
    const alt = kept.filter((o) => o.variable === 'alt');
    expect(alt.map((o) => [o.site, isoMonth(o.month), o.source]).sort()).toEqual([
      ['calm/U1/Barrow', '1995-08', 'calm-workbook'],
      ['calm/U1/Barrow', '1996-08', 'calm'],
      ['calm/U1/Barrow', '2009-08', 'calm-workbook'],
    ]);
  });
});

describe('a CALM site workbook somebody edited', () => {
  it('loses a visit whose heading is no date, and only that', () => {
    const sheet = readSiteSheet(
      { name: 'data', rows: SHEET.map((r, i) => (i === 1 ? r.map((c) => (c === 'al-81409' ? 'al-999909' : c)) : r)) },
      'f',
    );
    expect(sheet.dates.length).toBe(3);
    expect(sheet.rejected[0]).toMatchObject({ column: 'al-999909', where: 'data, row 2' });
  });

  it('is refused in metres, and without any node', async () => {
    const metres = SHEET.map((r, i) => (i < 2 ? r : r.map((c, k) => (typeof c === 'number' && k > 2 ? c / 100 : c))));
    await expect(importOf(calmWorkbook, workbook('U1.xls', metres))).rejects.toThrow(/another unit/);
    await expect(importOf(calmWorkbook, workbook('U1.xls', SHEET.slice(0, 2)))).rejects.toThrow(UnreadableFile);
  });

  it('survives damage to its bytes: 60 seeded cases', async () => {
    const whole = await workbook('U1.xls', SHEET).bytes();
    const random = new Random(3);
    const outcomes = new Set<string>();
    for (let i = 0; i < 60; i++) {
      const bytes = whole.slice(0, i % 3 === 0 ? random.integer(whole.length) : whole.length);
      for (let k = 0; k < (i % 3) * 5; k++) bytes[random.integer(bytes.length)] = random.integer(256);
      outcomes.add(await survives(calmWorkbook, memoryFile('U1.xls', bytes)));
    }
    expect(outcomes).toContain('read');
    expect(outcomes).toContain('refused');
  });
});
