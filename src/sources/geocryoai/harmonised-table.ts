import { UnreadableFile } from '../../core/error.ts';
import type { Candidate } from '../candidate.ts';
import { cellGrids, type GridWords } from '../point-table/cell-grids.ts';
import type { CellMonth } from '../point-table/cell-months.ts';
import { gatherCells, type PointColumn } from '../point-table/gather-cells.ts';
import { type PointTable, pointTable } from '../point-table/point-table.ts';
import { sampleColumns } from '../point-table/sample-columns.ts';
import type { ValueSample } from '../point-table/value-sample.ts';
import { companionJson } from '../raster/companion-json.ts';
import type { Imported, InputFile, NativeGrid, Rejection, Source } from '../source.ts';
import { ARCHIVE } from './archive-provenance.ts';
import { COLUMNS, type ColumnAnswers, type ColumnMeaning, columnMeaning, parseAnswers } from './column-meaning.ts';

/** A mean of a month from daily fluxes needs so many days; a table with one date a month states months already. */
const LEAST_DAYS = 10;

const valueColumns = (table: PointTable): string[] => {
  const known = table.columns.filter((c) => Object.hasOwn(COLUMNS, c));
  return known.includes('alt') ? known.filter((c) => c !== 'alt_mean') : known;
};

/** Whether the table is one of the archive's; its thaw-depth matrices have `ALT` in capitals and their own source. */
const known = (candidate: Candidate): PointTable | undefined => {
  const table = candidate.parquet || candidate.magic === 'text' ? pointTable(candidate) : undefined;
  return table && valueColumns(table).length > 0 ? table : undefined;
};

/**
 * Harmonised tables of the GeoCryoAI archive: `datetime, lat, lon` and any of `alt` (or `alt_mean, alt_max, alt_min`), `fch4`, `fc`,
 * one point and date a row, in Parquet or text. Points become cells of M01 and months; all of it is modelled, never observed.
 */
export const harmonisedTable: Source = {
  id: 'geocryoai-table',
  title: 'GeoCryoAI harmonised table (Parquet, CSV)',
  probe: (candidate) => {
    try {
      return known(candidate) ? 'certain' : 'no';
    } catch {
      return 'no';
    }
  },
  async read(candidate, companions, signal) {
    const { file } = candidate;
    const table = known(candidate);
    if (!table)
      throw new UnreadableFile({ file: file.name, expected: 'columns datetime, lat, lon and alt, fch4 or fc' });
    const rejected: Rejection[] = [];
    const { answers, used } = await answersFor(file, companions, rejected);
    const samples = await sampleColumns(table, valueColumns(table), file.name, rejected, signal);
    const meanings = meaningsOf(samples, answers, file.name, rejected);
    const notes = [...meanings].map(([, m]) => m.note);
    const grids = await gridsOf(table, meanings, file, rejected, notes, signal);
    return {
      observations: [],
      series: [],
      grids,
      rejected,
      notes,
      provenance: { ...ARCHIVE, file: file.name },
      ...(used ? { used: [used] } : {}),
    } satisfies Imported;
  },
};

async function answersFor(
  file: InputFile,
  companions: readonly InputFile[],
  rejected: Rejection[],
): Promise<{ answers: ColumnAnswers; used?: string }> {
  const found = await companionJson(file, companions);
  if (!found) return { answers: {} };
  const answers = parseAnswers(found.json);
  if (typeof answers !== 'string') return { answers, used: found.name };
  rejected.push({ file: found.name, rule: answers, todo: 'correct the file' });
  return { answers: {}, used: found.name };
}

function meaningsOf(
  samples: ReadonlyMap<string, ValueSample>,
  answers: ColumnAnswers,
  file: string,
  rejected: Rejection[],
): Map<string, ColumnMeaning> {
  const meanings = new Map<string, ColumnMeaning>();
  for (const [column, sample] of samples) {
    if (sample.n === 0) {
      rejected.push({ file, column, rule: 'no number in the whole column', todo: 'nothing' });
      continue;
    }
    const meaning = columnMeaning(column, sample, answers[column]);
    if ('factor' in meaning) meanings.set(column, meaning);
    else rejected.push({ file, column, count: sample.n, ...meaning });
  }
  return meanings;
}

async function gridsOf(
  table: PointTable,
  meanings: ReadonlyMap<string, ColumnMeaning>,
  file: InputFile,
  rejected: Rejection[],
  notes: string[],
  signal: AbortSignal | undefined,
): Promise<NativeGrid[]> {
  if (meanings.size === 0) return [];
  const columns = [...meanings].map(([name, { variable, factor }]): PointColumn => ({ name, variable, factor }));
  const got = await gatherCells(table, columns, file.name, signal);
  rejected.push(...got.rejected);
  return columns.flatMap(({ name, variable }): readonly NativeGrid[] => {
    const all = got.cells.get(name)?.sorted() ?? [];
    const cells = variable === 'alt' ? all : covered(all, file.name, name, rejected, notes);
    if (cells.length === 0) return [];
    const words: GridWords = {
      name,
      variable,
      projection: false,
      source: 'geocryoai',
      origin: `${file.name}:${name}`,
      note: 'modelled: gap-filled before publication, no mask is left; mean and sd of the points and days in a cell and month',
    };
    const grids = cellGrids(cells, words);
    notes.push(`${name}: ${got.rows} rows to ${cells.length} cells and months of M01, all modelled`);
    if (grids) return grids;
    rejected.push({
      file: file.name,
      column: name,
      count: cells.length,
      rule: 'cells too scattered over places and months to be held as grids',
      todo: 'give the table in parts: chunk files, or a span of years',
    });
    return [];
  });
}

/** Months of daily fluxes with too few days are left out; a table that never has two dates a month holds monthly values. */
function covered(
  cells: readonly CellMonth[],
  file: string,
  column: string,
  rejected: Rejection[],
  notes: string[],
): readonly CellMonth[] {
  if (cells.every((c) => c.days === 1)) {
    notes.push(`${column}: one date a month everywhere, so taken as monthly values`);
    return cells;
  }
  const kept = cells.filter((c) => c.days >= LEAST_DAYS);
  if (kept.length < cells.length)
    rejected.push({
      file,
      column,
      count: cells.length - kept.length,
      rule: `cells and months with fewer than ${LEAST_DAYS} days`,
      todo: 'nothing',
    });
  return kept;
}
