import { UnreadableFile } from '../../core/error.ts';
import { turn } from '../../core/turn.ts';
import type { InputFile } from '../source.ts';
import { parseDecimal } from './decimal.ts';

const CHUNK = 4 << 20;
/** No row of a tower table is as long; a file without line ends must not be gathered in memory. */
const LONGEST_LINE = 1 << 20;
const [NEWLINE, RETURN, BLANK, HASH, QUOTE] = [10, 13, 32, 35, 34];

/** Where the rows of a numeric table begin and which of their cells are wanted. */
export interface RowPlan {
  /** Byte of the first row after the header, and its line number from 1. */
  readonly offset: number;
  readonly line: number;
  /** One ASCII byte. */
  readonly delimiter: number;
  /** Fields that every row must have. */
  readonly fields: number;
  /** Wanted columns, ascending, from 0. */
  readonly columns: readonly number[];
}

export interface RowListener {
  /** Numbers of the wanted columns, NaN where missing, `BAD` where no number. The array is used again for the next row. */
  row(values: Float64Array, line: number): void;
  /** A row of another number of fields: nobody can say what stands in which column. */
  ragged(line: number, fields: number): void;
  /** The last row, when the file ends inside it: its last number may have lost digits. Not given to `row`. */
  cut(line: number): void;
}

/**
 * Rows of a large numeric table, read by ranges of a few megabytes and parsed from the bytes. Empty lines and lines that start
 * with `#` are passed over; a cell may stand in quotes.
 * @throws UnreadableFile when a line is longer than any table's
 * @throws Cancelled
 */
export async function streamRows(
  file: InputFile,
  plan: RowPlan,
  listener: RowListener,
  signal?: AbortSignal,
): Promise<void> {
  const parser = new RowParser(plan, listener);
  let rest = new Uint8Array(0);
  for (let offset = plan.offset; offset < file.size; offset += CHUNK) {
    const read = await file.bytes(offset, Math.min(CHUNK, file.size - offset));
    let bytes = read;
    if (rest.length > 0) {
      bytes = new Uint8Array(rest.length + read.length);
      bytes.set(rest);
      bytes.set(read, rest.length);
    }
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    parser.rows(bytes, end);
    rest = bytes.slice(end);
    if (rest.length > LONGEST_LINE)
      throw new UnreadableFile({ file: file.name, line: parser.line, expected: 'lines shorter than a megabyte' });
    await turn(signal);
  }
  if (rest.some((b) => b > BLANK && b !== plan.delimiter)) listener.cut(parser.line);
}

class RowParser {
  line: number;
  readonly #values: Float64Array;
  constructor(
    readonly plan: RowPlan,
    readonly listener: RowListener,
  ) {
    this.line = plan.line;
    this.#values = new Float64Array(plan.columns.length);
  }

  /** Whole lines in `[0, end)`. */
  rows(bytes: Uint8Array, end: number): void {
    const { delimiter, fields, columns } = this.plan;
    const values = this.#values;
    let start = 0; // of the field
    let first = 0; // of the line
    let field = 0;
    let wanted = 0;
    for (let at = 0; at < end; at++) {
      const b = bytes[at] as number;
      if (b !== delimiter && b !== NEWLINE) continue;
      if (field === columns[wanted]) values[wanted++] = cell(bytes, start, at);
      start = at + 1;
      field++;
      if (b === delimiter) continue;
      if (field === fields) this.#give(bytes, first, at);
      else if (!isPassedOver(bytes, first, at, delimiter)) this.listener.ragged(this.line, field);
      this.line++;
      field = 0;
      wanted = 0;
      first = at + 1;
    }
  }

  #give(bytes: Uint8Array, first: number, end: number): void {
    if (!isPassedOver(bytes, first, end, this.plan.delimiter)) this.listener.row(this.#values, this.line);
  }
}

function cell(bytes: Uint8Array, from: number, to: number): number {
  let [start, end] = [from, to];
  while (end > start && (bytes[end - 1] as number) <= BLANK) end--;
  while (start < end && (bytes[start] as number) <= BLANK) start++;
  if (bytes[start] === QUOTE && end - start >= 2 && bytes[end - 1] === QUOTE) {
    start++;
    end--;
  }
  return parseDecimal(bytes, start, end);
}

/** Comment, or nothing but blanks and delimiters. */
function isPassedOver(bytes: Uint8Array, from: number, to: number, delimiter: number): boolean {
  if (bytes[from] === HASH) return true;
  for (let i = from; i < to; i++) {
    const b = bytes[i] as number;
    if (b !== delimiter && b !== BLANK && b !== RETURN) return false;
  }
  return true;
}
