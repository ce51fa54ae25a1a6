/** One record of a delimited text and the line it starts on, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export interface Csv {
  readonly delimiter: string;
  readonly rows: readonly CsvRow[];
  /** Line on which a quote opens that never closes, or undefined: what follows it is one broken record. */
  readonly unclosed: number | undefined;
}

/**
 * Records of a delimited text (RFC 4180: quoted delimiters, doubled quotes, line breaks inside quotes), empty lines left out.
 * Own code because a rejection must name the line in the person's file, which ready-made parsers do not give.
 */
export function parseCsv(text: string, delimiter = delimiterOf(text)): Csv {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let start = 1;
  let at = 0;
  let unclosed: number | undefined;
  const endRow = () => {
    if (cells.length > 1 || cells[0]?.trim()) rows.push({ line: start, cells });
    cells = [];
  };
  while (at <= text.length) {
    const cell = text[at] === '"' ? quoted(text, at, delimiter) : bare(text, at, delimiter);
    if (cell.unclosed) unclosed = line;
    cells.push(cell.value);
    line += cell.lines;
    at = cell.end;
    if (text[at] === delimiter) {
      at++;
      continue;
    }
    endRow();
    if (at >= text.length) break;
    at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
    line++;
    start = line;
  }
  return { delimiter, rows, unclosed };
}

interface Cell {
  readonly value: string;
  readonly end: number;
  readonly lines: number;
  readonly unclosed: boolean;
}

function bare(text: string, from: number, delimiter: string): Cell {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return { value: text.slice(from, end), end, lines: 0, unclosed: false };
}

function quoted(text: string, from: number, delimiter: string): Cell {
  let value = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0)
      return {
        value: text.slice(from + 1),
        end: text.length,
        lines: newlines(text, from, text.length),
        unclosed: true,
      };
    value += text.slice(at, quote);
    if (text[quote + 1] === '"') {
      value += '"';
      at = quote + 2;
      continue;
    }
    const rest = bare(text, quote + 1, delimiter); // text after a closing quote belongs to the cell
    return { value: value + rest.value, end: rest.end, lines: newlines(text, from, quote), unclosed: false };
  }
}

function newlines(text: string, from: number, to: number): number {
  let n = 0;
  for (let i = text.indexOf('\n', from); i >= 0 && i < to; i = text.indexOf('\n', i + 1)) n++;
  return n;
}

/** Comma, semicolon or tab: whichever the first lines hold most of. */
export function delimiterOf(text: string): string {
  const head = text.slice(0, 4000).replace(/"[^"]*"/g, '');
  const count = (d: string) => head.split(d).length;
  return [',', ';', '\t'].reduce((best, d) => (count(d) > count(best) ? d : best));
}
