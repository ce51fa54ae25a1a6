import { describe, expect, it, vi } from 'vitest';
import { type BookType, utils, type WorkBook, write } from 'xlsx';
import { UnreadableFile } from '../core/error.ts';
import { isoMonth } from '../core/month.ts';
import { parseWrittenDate } from './date-text.ts';
import { mappedCsv } from './mapped-csv/mapped-csv.ts';
import { memoryFile } from './memory-file.ts';
import { importOf } from './test-data.node.ts';
import { readWorkbook } from './workbook.ts';

/** 14 August 2004 in days since the end of 1899, and in days since the beginning of 1904. */
const SERIAL = { 1900: 38213, 1904: 38213 - 1462 } as const;

/** A table of thaw with dates as numbers of date format, as every spreadsheet keeps them. */
function madeBook(type: BookType, system: keyof typeof SERIAL, last: object = {}): Uint8Array {
  const day = (plus: number) => ({ t: 'n', v: SERIAL[system] + plus, z: 'yyyy-mm-dd' });
  const sheet = utils.aoa_to_sheet([
    ['site', 'latitude', 'longitude', 'date', 'alt_cm'],
    ['A', 68.6, -149.6, day(0), 45],
    ['A', 68.6, -149.6, day(0.75), 47],
    ['B', 68.7, -149.6, { ...day(7), ...last }, 50],
  ]);
  const book: WorkBook = utils.book_new();
  utils.book_append_sheet(book, sheet, 's');
  book.Workbook = { WBProps: { date1904: system === 1904 } };
  return new Uint8Array(write(book, { type: 'array', bookType: type }));
}

describe.each(['biff8', 'xlsx'] as const)('dates of a workbook, %s', (type) => {
  it.each([1900, 1904] as const)('counted from %i are the days that were meant', async (system) => {
    const [sheet] = await readWorkbook(memoryFile(`t.${type}`, madeBook(type, system)));
    const days = sheet?.rows.slice(1).map((r) => parseWrittenDate(r[3])?.date.toISOString().slice(0, 10));
    expect(days).toEqual(['2004-08-14', '2004-08-14', '2004-08-21']);
    // A number that is no date keeps its value in either system.
    expect(sheet?.rows.slice(1).map((r) => r[4])).toEqual([45, 47, 50]);
  });

  it.each([1900, 1904] as const)('counted from %i come through an import in the right month', async (system) => {
    const read = await importOf(mappedCsv, memoryFile(`t.${type}`, madeBook(type, system)));
    expect(read.observations.map((o) => [o.site, isoMonth(o.month), Number(o.value.toFixed(3))])).toEqual([
      ['mapped/A', '2004-08', 0.46],
      ['mapped/B', '2004-08', 0.5],
    ]);
  });

  it('that no year of measurement has are asked about, whatever they count from', async () => {
    const file = memoryFile('t.xls', madeBook(type, 1900, { v: 2_000_000 }));
    await expect(importOf(mappedCsv, file)).rejects.toThrow(/2000000 is no date we can read/);
  });
});

describe('a new workbook whose bytes are damaged', () => {
  it('gives nothing rather than another number: a digit changed inside a stored member', async () => {
    const { unzipSync, zipSync } = await import('fflate');
    const stored = zipSync(unzipSync(madeBook('xlsx', 1900)), { level: 0 });
    const at = new TextDecoder('latin1').decode(stored).indexOf('<v>45</v>') + 3;
    expect(at).toBeGreaterThan(3);
    expect((await readWorkbook(memoryFile('t.xlsx', stored)))[0]?.rows[1]?.[4]).toBe(45);
    stored[at] = 0x39;
    await expect(readWorkbook(memoryFile('t.xlsx', stored))).rejects.toThrow(/checksum/);
  });
});

describe('a sheet with one cell far away from the others', () => {
  it('is read at once, every row as wide as the sheet', async () => {
    const sheet = utils.aoa_to_sheet([
      ['a', 1],
      [null, true],
    ]);
    sheet.IV900 = { t: 'n', v: 7 };
    sheet['!ref'] = 'A1:IV900';
    const book = utils.book_new();
    utils.book_append_sheet(book, sheet, 's');
    const bytes = new Uint8Array(write(book, { type: 'array', bookType: 'biff8' }));
    const [read] = await readWorkbook(memoryFile('far.xls', bytes));
    expect([read?.rows.length, read?.rows[0]?.slice(0, 3), read?.rows[1]?.slice(0, 2)]).toEqual([
      900,
      ['a', 1, null],
      [null, true],
    ]);
    expect(read?.rows.every((r) => r.length === 256)).toBe(true);
    expect(read?.rows[899]?.[255]).toBe(7);
    expect(new Set(read?.rows).size).toBe(4);
  });
});

describe('a formula of an old workbook', () => {
  const sheet = utils.aoa_to_sheet([[1], [2], [3]]);
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, 's');
  const bytes = new Uint8Array(write(book, { type: 'array', bookType: 'biff8' }));
  /** Number records of 14 bytes that call themselves formulas, whose tokens then lie beyond their end. */
  const renamed = bytes.slice();
  bytes.forEach((b, i) => {
    if (b === 3 && bytes[i + 1] === 2 && bytes[i + 2] === 14 && bytes[i + 3] === 0) renamed[i + 1] = renamed[i] = 0;
    if (renamed[i] === 0 && b === 3 && bytes[i + 2] === 14) renamed[i] = 6;
  });

  it('that is cut short is passed over: the parser would walk over its tokens without end', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined); // the parser's own remarks
    expect(renamed).not.toEqual(bytes);
    const read = await readWorkbook(memoryFile('f.xls', renamed)).catch((e: unknown) => e);
    expect(read instanceof UnreadableFile || Array.isArray(read)).toBe(true);
    vi.restoreAllMocks();
  });
});
