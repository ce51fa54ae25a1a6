import { UnreadableFile } from '../../core/error.ts';
import { parseCsv } from '../csv.ts';
import { decodeText } from '../encoding.ts';
import type { InputFile, Rejection } from '../source.ts';

/** Thaw depth at every node of a grid on every visit, cm. */
export interface ProbingGrid {
  /** UTC days, ascending as in the file. */
  readonly dates: readonly Date[];
  readonly nodes: readonly Node[];
  /** Values kept, and negative ones taken as missing. */
  readonly kept: number;
  readonly negative: number;
  /** Longest side of the grid, m. */
  readonly extent: number;
  readonly rejected: readonly Rejection[];
}

export interface Node {
  readonly line: number;
  readonly x: number;
  readonly y: number;
  /** A value a date, cm; NaN where missing. */
  readonly cm: Float64Array;
}

/** Whole-number codes the network uses for 'not measured'. Any other negative number is a mean into which one of them went. */
const CODES = new Set([-999, -888, -900]);

export const HEADER = /^\ufeff?"?offset_x"?\s*,\s*"?offset_y"?\s*,\s*"?\d{4}-\d\d-\d\d/i;

/**
 * `offset_x, offset_y` (m), then a column a visit; a row a node; cm by comparison with CALM, the file gives no unit.
 * A row whose number of fields differs from the header is rejected whole: nothing says which dates its values belong to.
 * @throws UnreadableFile without a header of dates, or when the numbers cannot be centimetres
 */
export async function readProbingGrid(file: InputFile): Promise<ProbingGrid> {
  const { rows } = parseCsv(decodeText(await file.bytes()).text, ',');
  const [header, ...body] = rows;
  if (!header || !HEADER.test(header.cells.join(','))) {
    throw new UnreadableFile({
      file: file.name,
      line: header?.line ?? 1,
      expected: 'a header offset_x, offset_y and dates',
    });
  }
  const rejected: Rejection[] = [];
  const dates = header.cells.slice(2).map((cell) => parseDate(cell));
  const nodes: Node[] = [];
  let negative = 0;
  dates.forEach((date, i) => {
    if (!date)
      rejected.push({
        file: file.name,
        where: `line ${header.line}`,
        column: `column ${i + 3}`,
        found: header.cells[i + 2] ?? '',
        rule: 'not a date YYYY-MM-DD',
        todo: 'correct the heading; the visit is left out',
      });
  });
  for (const row of body) {
    const where = `line ${row.line}`;
    if (row.cells.length !== header.cells.length) {
      rejected.push({
        file: file.name,
        where,
        found: `${row.cells.length} fields`,
        rule: `the header has ${header.cells.length} fields; nothing says which dates these values belong to`,
        todo: 'complete the row from the publisher',
      });
      continue;
    }
    const cells = row.cells
      .slice(2)
      .map((cell, i) => readCell(cell, file.name, where, header.cells[i + 2] ?? '', rejected));
    negative += cells.filter((c) => c === 'negative').length;
    nodes.push({
      line: row.line,
      x: offset(row.cells[0] ?? '', file.name, where, 'offset_x', rejected),
      y: offset(row.cells[1] ?? '', file.name, where, 'offset_y', rejected),
      cm: Float64Array.from(cells, (c) => (typeof c === 'number' ? c : Number.NaN)),
    });
  }
  return { ...withDates(dates, nodes, file.name), negative, extent: extentOf(nodes), rejected };
}

/** m; no probing grid is larger. */
const LARGEST_GRID = 5000;

/** Where a node lies on its grid, m; NaN where nobody can tell. The site's coordinate is what counts, so its values are kept. */
function offset(cell: string, file: string, where: string, column: string, rejected: Rejection[]): number {
  const text = cell.trim();
  const m = text === '' ? Number.NaN : Number(text);
  if (Math.abs(m) <= LARGEST_GRID) return m;
  rejected.push({
    file,
    where,
    column,
    found: text,
    rule: `not a distance on the grid in m (up to ${LARGEST_GRID})`,
    todo: 'correct the cell; the values of the node are kept',
  });
  return Number.NaN;
}

function readCell(
  cell: string,
  file: string,
  where: string,
  column: string,
  rejected: Rejection[],
): number | 'negative' | 'missing' {
  const text = cell.trim();
  if (text === '') return 'missing';
  const cm = Number(text);
  if (Number.isFinite(cm) && cm < 0) {
    if (!CODES.has(cm))
      rejected.push({
        file,
        where,
        column,
        found: text,
        rule: 'negative and none of the known codes: a mean that swallowed one',
        todo: 'take the value from the two probings of that node',
      });
    return 'negative';
  }
  if (Number.isFinite(cm) && cm <= 500) return cm;
  rejected.push({
    file,
    where,
    column,
    found: text,
    rule: 'not a thaw depth in cm (0-500)',
    todo: 'correct the value',
  });
  return 'missing';
}

/** Drops visits whose heading is no date and checks that the unit can be centimetres. */
function withDates(
  dates: readonly (Date | undefined)[],
  nodes: readonly Node[],
  file: string,
): Pick<ProbingGrid, 'dates' | 'nodes' | 'kept'> {
  const good = dates.flatMap((d, i) => (d ? [i] : []));
  const trimmed =
    good.length === dates.length
      ? nodes
      : nodes.map((n) => ({ ...n, cm: Float64Array.from(good, (i) => n.cm[i] as number) }));
  const all = trimmed.flatMap((n) => [...n.cm].filter((v) => !Number.isNaN(v))).sort((a, b) => a - b);
  if (good.length === 0 || all.length === 0)
    throw new UnreadableFile({ file, expected: 'at least one visit with values' });
  const median = all[all.length >> 1] as number;
  if (median < 3 || median > 300)
    throw new UnreadableFile({
      file,
      expected: `thaw depth in cm; a median of ${median} is another unit. Convert the file to cm`,
    });
  return { dates: good.map((i) => dates[i] as Date), nodes: trimmed, kept: all.length };
}

function parseDate(cell: string): Date | undefined {
  const found = /^"?(\d{4})-(\d\d)-(\d\d)/.exec(cell.trim());
  if (!found) return undefined;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  if (year < 1900 || year > 2200) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : undefined;
}

function extentOf(nodes: readonly Node[]): number {
  const side = (pick: (n: Node) => number) => {
    const at = nodes.map(pick).filter(Number.isFinite);
    return at.length > 0 ? Math.max(...at) - Math.min(...at) : 0;
  };
  return Math.max(
    side((n) => n.x),
    side((n) => n.y),
  );
}
