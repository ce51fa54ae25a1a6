import { UnreadableFile } from '../../core/error.ts';
import type { Provenance } from '../../store/schema.ts';
import type { Candidate } from '../candidate.ts';
import { csvBatches } from '../csv-batches.ts';
import type { Imported } from '../source.ts';
import { type Cell, cutSheet } from '../workbook.ts';
import type { ColumnMapping } from './column-mapping.ts';
import { Gatherer, type GatherOptions } from './gather.ts';
import { RowMapper } from './map-row.ts';

interface TableRow {
  readonly row: number;
  readonly where: string;
  readonly cells: readonly Cell[];
}

/**
 * A table through a column mapping: observations in canonical units, one mean per 1-km cell, day, depth and method. Text is read in
 * pieces, so the file may be large.
 * @throws UnreadableFile when a heading that the mapping names is not there
 */
export async function readMapped(
  candidate: Candidate,
  mapping: ColumnMapping,
  about: { readonly source: string; readonly rank: number; readonly provenance: Provenance },
  signal?: AbortSignal,
): Promise<Imported> {
  const file = candidate.file.name;
  const options: GatherOptions = { file, source: about.source, rank: about.rank };
  const gatherer = new Gatherer(options);
  const count = { empty: 0, out: 0, ragged: 0 };
  let mapper: RowMapper | undefined;
  let fields = 0;
  for await (const { row, where, cells } of tableRows(candidate, mapping, signal)) {
    if (row < mapping.heading) continue;
    if (!mapper) {
      const header = headingsOf(cells);
      mapper = new RowMapper(mapping, header, file);
      fields = header.length;
      refuseLacking(mapper, header, file, row);
      continue;
    }
    if (candidate.magic === 'text' && cells.length !== fields) {
      count.ragged++;
      gatherer.rejected.add({
        file,
        where,
        found: cells.length === 0 ? 'a quote' : `${cells.length} fields`,
        rule: cells.length === 0 ? 'a quote opens here and never closes' : `the heading has ${fields} fields`,
        todo: 'mend the row; its values cannot be assigned to columns',
      });
      continue;
    }
    const found = mapper.read(cells, where, (r) => gatherer.rejected.add(r));
    if (found === 'empty') count.empty++;
    else if (found === 'kept out') count.out++;
    else if (found) gatherer.add(found, where);
  }
  if (!mapper) throw new UnreadableFile({ file, expected: `headings in row ${mapping.heading}` });
  for (const sheet of candidate.workbook ?? []) if (sheet.beyond > 0) gatherer.rejected.add(cutSheet(sheet, file));
  const observations = gatherer.observations();
  return {
    observations,
    series: [],
    grids: [],
    rejected: gatherer.rejected.all(),
    notes: notesOf(mapping, gatherer.rows, observations.length, count),
    provenance: { ...about.provenance, file },
  };
}

/** Headings as a mapping names them: trimmed, of whatever kind the cell is. */
export const headingsOf = (cells: readonly Cell[]): string[] => cells.map((c) => String(c ?? '').trim());

function refuseLacking(mapper: RowMapper, header: readonly string[], file: string, line: number): void {
  const lacking = mapper.lacking();
  if (lacking.length === 0) return;
  throw new UnreadableFile({
    file,
    line,
    expected: `the column${lacking.length > 1 ? 's' : ''} ${lacking.join(', ')} that the mapping names; there are ${header.slice(0, 30).join(', ')}`,
  });
}

async function* tableRows(
  candidate: Candidate,
  mapping: ColumnMapping,
  signal?: AbortSignal,
): AsyncGenerator<TableRow> {
  const { workbook, file } = candidate;
  if (workbook) {
    const sheet = mapping.sheet === undefined ? workbook[0] : workbook.find((s) => s.name === mapping.sheet);
    if (!sheet) throw new UnreadableFile({ file: file.name, expected: `a sheet named ${mapping.sheet ?? ''}` });
    for (const [i, cells] of sheet.rows.entries()) yield { row: i + 1, where: `${sheet.name}, row ${i + 1}`, cells };
    return;
  }
  for await (const batch of csvBatches(file, signal))
    for (const { line, cells } of batch) yield { row: line, where: `line ${line}`, cells };
}

function notesOf(
  mapping: ColumnMapping,
  rows: number,
  values: number,
  { empty, out }: { readonly empty: number; readonly out: number },
): string[] {
  const said = mapping.values.map((v) => {
    const sign = v.sign === -1 ? ', sign turned' : '';
    const season = v.seasonEnd ? '; the last visit of a year in August to October counts as alt' : '';
    return `column ${v.column} read as ${v.variable} in ${v.unit}${sign}${season}`;
  });
  return [
    ...said,
    `${rows} rows with values became ${values} means per 1-km cell, time, depth and method`,
    ...(empty > 0 ? [`${empty} rows hold no value (missing codes ${['empty', ...mapping.missing].join(', ')})`] : []),
    ...(out > 0 && mapping.treatment
      ? [
          `${out} rows kept out: ${mapping.treatment.column} is not ${mapping.treatment.keep.join(' or ')} (an experiment)`,
        ]
      : []),
  ];
}
