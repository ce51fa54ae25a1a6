import { UnreadableFile } from '../core/error.ts';
import type { InputFile } from './source.ts';

export type Cell = string | number | boolean | null;

/** One sheet; row 1 of the sheet is `rows[0]`. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
}

const LARGEST = 50e6;

/**
 * Cells of an Excel workbook, old binary or new. The parser is loaded when first needed.
 * @throws UnreadableFile when it is no workbook, or a damaged one
 */
export async function readWorkbook(file: InputFile): Promise<Sheet[]> {
  if (file.size > LARGEST) throw new UnreadableFile({ file: file.name, expected: 'a workbook below 50 MB' });
  const bytes = await file.bytes();
  const { read, utils } = await import('xlsx');
  try {
    const book = read(bytes, { type: 'array', cellFormula: false, cellHTML: false, sheetRows: 20_000 });
    if (book.SheetNames.length === 0) throw new Error('no sheet');
    return book.SheetNames.map((name) => {
      const sheet = book.Sheets[name];
      if (!sheet) return { name, rows: [] };
      const range = utils.decode_range(sheet['!ref'] ?? 'A1');
      range.s = { r: 0, c: 0 }; // so that indices are the sheet's own row and column numbers
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
