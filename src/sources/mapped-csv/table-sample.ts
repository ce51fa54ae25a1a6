import type { Candidate } from '../candidate.ts';
import { parseCsv } from '../csv.ts';
import { readNumber } from '../number.ts';
import type { Cell } from '../workbook.ts';
import type { Sample } from './propose-mapping.ts';

/** Rows above the headings that people write prose into. */
const MOST_PROSE = 60;
const LEAST_COLUMNS = 3;
const SAMPLED = 2000;

interface Row {
  readonly row: number;
  readonly cells: readonly Cell[];
}

/**
 * The beginning of a table: the first row whose cells are all different words, above rows of as many cells that hold numbers.
 * @returns undefined when the file is no table
 */
export function tableSample({ file, text, workbook }: Candidate): Sample | undefined {
  if (!workbook) {
    const rows = text === '' ? [] : parseCsv(text).rows.map((r) => ({ row: r.line, cells: r.cells }));
    return sampleOf(rows, file.name);
  }
  for (const sheet of workbook) {
    const found = sampleOf(
      sheet.rows.slice(0, SAMPLED).map((cells, i) => ({ row: i + 1, cells })),
      file.name,
    );
    if (found) return { ...found, sheet: sheet.name };
  }
  return undefined;
}

function sampleOf(rows: readonly Row[], file: string): Sample | undefined {
  for (let i = 0; i < Math.min(rows.length - 1, MOST_PROSE); i++) {
    const { row, cells } = rows[i] as Row;
    const below = rows.slice(i + 1, i + 1 + SAMPLED);
    if (!isHeading(cells) || !below.slice(0, 20).some((r) => r.cells.some(isNumber))) continue;
    const like = below.filter((r) => r.cells.length === cells.length);
    if (like.length * 2 < below.length) continue;
    return { file, heading: row, headings: cells.map((c) => String(c ?? '').trim()), rows: like.map((r) => r.cells) };
  }
  return undefined;
}

function isHeading(cells: readonly Cell[]): boolean {
  const words = cells.map((c) => String(c ?? '').trim()).filter((c) => c !== '');
  return (
    words.length >= LEAST_COLUMNS &&
    words.length * 2 > cells.length &&
    new Set(words).size === words.length &&
    !words.some(isNumber)
  );
}

const isNumber = (cell: Cell): boolean => typeof readNumber(cell) === 'number';
