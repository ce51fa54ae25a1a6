import { zipSync } from 'fflate';
import { UnreadableFile } from '../core/error.ts';
import type { InputFile, Rejection } from './source.ts';
import { cellsOnly } from './xls-cells-only.ts';
import { wholeZip } from './zip-members.ts';

export type Cell = string | number | boolean | null;

/** One sheet; row 1 of the sheet is `rows[0]`. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  /** Rows the sheet has beyond those read; 0 nearly always. */
  readonly beyond: number;
}

/** What is said of rows that were not read. */
export const cutSheet = ({ name, beyond }: Pick<Sheet, 'name' | 'beyond'>, file: string): Rejection => ({
  file,
  where: name,
  count: beyond,
  rule: `a sheet of more than ${MOST_ROWS} rows: the rest was not read`,
  todo: 'save the sheet as CSV, which may be of any length',
});

const LARGEST = 50e6;
const MOST_ROWS = 100_000;
/** No workbook, old or new, is smaller than one sector of the old container, bytes. */
const SECTOR = 512;
/** Unpacked size beyond which a workbook is a mistake or a bomb. */
const LARGEST_UNPACKED = 100e6;
const MOST_COLUMNS = 400;

/** The whole parser: Node finds only some of its parts by name. */
async function parser(): Promise<typeof import('xlsx')> {
  const found: typeof import('xlsx') & { readonly default?: typeof import('xlsx') } = await import('xlsx');
  return { ...found.default, ...found };
}

/**
 * Cells of an Excel workbook, old binary or new. The parser is loaded when first needed.
 * @throws UnreadableFile when it is no workbook, or a damaged one
 */
export async function readWorkbook(file: InputFile): Promise<Sheet[]> {
  if (file.size > LARGEST) throw new UnreadableFile({ file: file.name, expected: 'a workbook below 50 MB' });
  if (file.size < SECTOR)
    throw new UnreadableFile({ file: file.name, expected: 'a whole Excel workbook, not its first bytes' });
  const bytes = repacked(await file.bytes(), file.name);
  const xlsx = await parser();
  const { read, utils, SSF } = xlsx;
  try {
    const book = read(bytes[0] === 0xd0 ? cellsOnly(bytes) : bytes, {
      type: 'array',
      cellFormula: false,
      cellHTML: false,
      cellNF: true,
      sheetRows: MOST_ROWS,
    });
    const from1904 = book.Workbook?.WBProps?.date1904 === true;
    if (book.SheetNames.length === 0) throw new Error('no sheet');
    const sheets = book.SheetNames.map((name) => {
      const sheet = book.Sheets[name];
      if (!sheet) return { name, rows: [], beyond: 0 };
      const cells = Object.keys(sheet).filter((k) => !k.startsWith('!'));
      if (from1904) for (const k of cells) countFrom1900(sheet[k], SSF.is_date);
      return {
        name,
        rows: rowsOf(cells.map((k) => ({ ...utils.decode_cell(k), value: contentOf(sheet[k]) }))),
        beyond: rowsBeyond(sheet['!fullref'] ?? sheet['!ref'], utils.decode_range),
      };
    });
    if (sheets.every((s) => s.rows.length === 0)) throw new Error('no cells');
    return sheets;
  } catch (cause) {
    throw new UnreadableFile(
      { file: file.name, expected: 'a whole Excel workbook; this one is damaged or is another document' },
      cause,
    );
  }
}

/**
 * A new workbook unpacked by a reader that looks at checksums and never gives more than the archive declares, then stored: the
 * parser's own does neither.
 */
function repacked(bytes: Uint8Array, file: string): Uint8Array {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return bytes;
  return zipSync(wholeZip(bytes, file, LARGEST_UNPACKED), { level: 0 });
}

/** Days from the first day of the 1900 system to that of the 1904 system, in which workbooks of old Macintoshes count. */
const DAYS_TO_1904 = 1462;

/** A date of a workbook that counts from 1904, as the serial number that everybody else writes. */
function countFrom1900(cell: { v?: unknown; z?: unknown }, isDate: (format: string) => boolean): void {
  if (typeof cell.v === 'number' && typeof cell.z === 'string' && isDate(cell.z)) cell.v += DAYS_TO_1904;
}

function rowsBeyond(ref: string | undefined, decode: (ref: string) => { readonly e: { readonly r: number } }): number {
  const last = ref === undefined ? 0 : decode(ref).e.r + 1;
  return Number.isFinite(last) ? Math.max(0, last - MOST_ROWS) : 0;
}

interface Placed {
  readonly r: number;
  readonly c: number;
  readonly value: Cell;
}

/** What a cell holds; an error such as #DIV/0! holds nothing. */
function contentOf(cell: { readonly t?: unknown; readonly v?: unknown }): Cell {
  const { t, v } = cell;
  return t !== 'e' && (typeof v === 'string' || typeof v === 'number' || typeof v === 'boolean') ? v : null;
}

/**
 * Rows of equal width from the first cell, so that indices are the sheet's own numbers, to the last one used. Empty rows are one and the
 * same: a single cell of a damaged file may lie thousands of rows and columns away.
 */
function rowsOf(cells: readonly Placed[]): Cell[][] {
  const used = cells.filter(({ r, c }) => c < MOST_COLUMNS && r < MOST_ROWS);
  const width = used.reduce((most, { c }) => Math.max(most, c + 1), 0);
  const height = used.reduce((most, { r }) => Math.max(most, r + 1), 0);
  const blank = (): Cell[] => new Array<Cell>(width).fill(null);
  const empty = blank();
  const rows = new Array<Cell[]>(height).fill(empty);
  for (const { r, c, value } of used) {
    if (rows[r] === empty) rows[r] = blank();
    (rows[r] as Cell[])[c] = value;
  }
  return rows;
}
