import { turn } from '../core/turn.ts';
import { type CsvRow, delimiterOf, parseCsv } from './csv.ts';
import { decodeText } from './encoding.ts';
import type { InputFile } from './source.ts';

/** Bytes read at a time: the cells of so many are gone before the collector of long-lived memory sees them. */
const PIECE = 500_000;
/** A quote open for longer than this many characters is a stray one: cut at the next line end all the same. */
const LONGEST_RECORD = 1_000_000;
/** Text without any line end longer than this is cut where it stands. */
const LONGEST_WAIT = 16_000_000;
const HEAD = 65_536;

/**
 * Records of a delimited text, in batches of half a megabyte, with their line numbers: a file of any size in bounded memory. Encoding
 * and delimiter are those of its beginning, unless the delimiter is given. A record whose quote never closes has no cells.
 * @throws Cancelled
 */
export async function* csvBatches(
  file: InputFile,
  signal?: AbortSignal,
  piece = PIECE,
  given?: string,
): AsyncGenerator<readonly CsvRow[]> {
  const head = decodeText(await file.bytes(0, Math.min(HEAD, file.size)));
  const decoder = new TextDecoder(head.encoding);
  const delimiter = given ?? delimiterOf(head.text);
  let carry = '';
  let line = 1;
  for (let at = 0; at < file.size; at += piece) {
    const last = at + piece >= file.size;
    carry += decoder.decode(await file.bytes(at, Math.min(piece, file.size - at)), { stream: !last });
    const end = last || carry.length > LONGEST_WAIT ? carry.length : recordEnd(carry);
    if (end > 0) {
      const text = carry.slice(0, end);
      carry = carry.slice(end);
      const first = line;
      yield recordsOf(text, delimiter).map((r) => ({ line: r.line + first - 1, cells: r.cells }));
      line += lineEnds(text);
    }
    await turn(signal);
  }
}

/** Stray quotes one piece may hold before the rest of it counts as broken. */
const MOST_STRAY = 20;

/**
 * Records of a piece. One whose quote never closes would swallow all that follows: it alone is given, without cells, and reading goes
 * on at the next line.
 */
function recordsOf(text: string, delimiter: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let rest = text;
  let before = 0;
  for (let stray = 0; ; stray++) {
    const csv = parseCsv(rest, delimiter);
    const broken = csv.unclosed === undefined ? undefined : csv.rows.at(-1);
    for (const r of csv.rows) if (r !== broken) rows.push({ line: r.line + before, cells: r.cells });
    if (!broken) return rows;
    rows.push({ line: broken.line + before, cells: [] });
    const next = afterLine(rest, broken.line);
    if (next >= rest.length || stray >= MOST_STRAY) return rows;
    before += broken.line;
    rest = rest.slice(next);
  }
}

/** Where the line after the given one begins. */
function afterLine(text: string, line: number): number {
  const ends = /\r\n|\n|\r/g;
  for (let i = 0; i < line; i++) if (!ends.exec(text)) return text.length;
  return ends.lastIndex;
}

/** After the last line end that lies outside quotes; 0 when there is none yet. A carriage return at the very end may lack its twin. */
function recordEnd(text: string): number {
  let quotes = false;
  let end = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 34) quotes = !quotes;
    else if (c === 10 && (!quotes || i - end > LONGEST_RECORD)) {
      end = i + 1;
      quotes = false;
    }
  }
  return end;
}

function lineEnds(text: string): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) n++;
  }
  return n;
}
