import { UnreadableFile } from '../core/error.ts';
import { type Csv, type CsvRow, parseCsv } from './csv.ts';
import { decodeText, type Encoding } from './encoding.ts';
import { RejectionList } from './rejection-list.ts';
import type { InputFile, Rejection } from './source.ts';

/** A delimited text with one header line, read whole. */
export interface TextTable {
  readonly name: string;
  readonly encoding: Encoding;
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
  /** Rows whose number of fields is not the header's, already taken out of `rows`; nobody can say what stands in which column. */
  readonly ragged: readonly Rejection[];
}

/** Text beyond this is no table that our sources publish. */
const LARGEST = 400e6;

/**
 * @param required columns without which nothing can be read
 * @throws UnreadableFile when the file is empty or lacks a required column
 */
export async function readTextTable(file: InputFile, required: readonly string[]): Promise<TextTable> {
  if (file.size > LARGEST) throw new UnreadableFile({ file: file.name, expected: 'a table below 400 MB' });
  const { text, encoding } = decodeText(await file.bytes());
  const csv = parseCsv(text);
  const first = csv.rows[0];
  if (!first) throw new UnreadableFile({ file: file.name, expected: 'a header line and rows; the file is empty' });
  const header = first.cells.map((c) => c.trim());
  const lacking = required.filter((name) => !header.includes(name));
  if (lacking.length > 0) {
    throw new UnreadableFile({
      file: file.name,
      line: first.line,
      expected: `the column${lacking.length > 1 ? 's' : ''} ${lacking.join(', ')}`,
    });
  }
  const good = csv.rows.slice(1).filter((r) => r.cells.length === header.length);
  return { name: file.name, encoding, header, rows: good, ragged: raggedRows(csv, header.length, file.name) };
}

function raggedRows(csv: Csv, fields: number, file: string): Rejection[] {
  const ragged = new RejectionList();
  for (const r of csv.rows.slice(1)) {
    if (r.cells.length === fields) continue;
    ragged.add({
      file,
      where: `line ${r.line}`,
      found: `${r.cells.length} fields`,
      rule: csv.unclosed === r.line ? 'a quote opens here and never closes' : `the header has ${fields} fields`,
      todo: 'mend the row; its values cannot be assigned to columns',
    });
  }
  return ragged.all();
}

/** Reads cells of a table by column name. */
export class Columns {
  readonly #at: ReadonlyMap<string, number>;
  constructor(header: readonly string[]) {
    // The first of two equal names counts; exact spelling, because near-twins exist (`gap_fill_perc CH4`, `gap_fill_perc_ch4`).
    this.#at = new Map([...header].map((name, i) => [name, i] as const).reverse());
  }
  has(name: string): boolean {
    return this.#at.has(name);
  }
  text(row: CsvRow, name: string): string {
    const at = this.#at.get(name);
    return at === undefined ? '' : (row.cells[at] ?? '').trim();
  }
}
