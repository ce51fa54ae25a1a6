import { UnreadableFile } from '../core/error.ts';
import type { InputFile } from './source.ts';

export type Cell = string | number | boolean | null;

/** One sheet; row 1 of the sheet is `rows[0]`. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
}

const LARGEST = 50e6;
const MOST_ROWS = 20_000;
const MOST_COLUMNS = 400;

/**
 * Cells of an Excel workbook, old binary or new. The parser is loaded when first needed.
 * @throws UnreadableFile when it is no workbook, or a damaged one
 */
export async function readWorkbook(file: InputFile): Promise<Sheet[]> {
  if (file.size > LARGEST) throw new UnreadableFile({ file: file.name, expected: 'a workbook below 50 MB' });
  const bytes = await file.bytes();
  const { read, utils } = await import('xlsx');
  try {
    const book = read(bytes, { type: 'array', cellFormula: false, cellHTML: false, sheetRows: MOST_ROWS });
    if (book.SheetNames.length === 0) throw new Error('no sheet');
    return book.SheetNames.map((name) => {
      const sheet = book.Sheets[name];
      if (!sheet) return { name, rows: [] };
      const cells = Object.keys(sheet).filter((k) => !k.startsWith('!'));
      const range = usedRange(cells.map((k) => utils.decode_cell(k)));
      return {
        name,
        rows: utils.sheet_to_json<Cell[]>(sheet, { header: 1, raw: true, defval: null, blankrows: true, range }),
      };
    });
  } catch (cause) {
    throw new UnreadableFile(
      { file: file.name, expected: 'a whole Excel workbook; this one is damaged or is another document' },
      cause,
    );
  }
}

/** From the first cell, so that indices are the sheet's own numbers, to the last used: what a damaged file states may be billions of cells. */
function usedRange(cells: readonly { readonly r: number; readonly c: number }[]) {
  const e = { r: 0, c: 0 };
  for (const cell of cells) {
    if (cell.c >= MOST_COLUMNS || cell.r >= MOST_ROWS) continue;
    e.r = Math.max(e.r, cell.r);
    e.c = Math.max(e.c, cell.c);
  }
  return { s: { r: 0, c: 0 }, e };
}
