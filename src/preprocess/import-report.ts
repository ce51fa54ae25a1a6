import { groupBy } from '../sources/group-by.ts';
import type { Rejection } from '../sources/source.ts';
import type { FileOutcome } from './file-outcome.ts';

/** What was read and what was not, for a person and for a program. Plain data. */
export interface ImportReport {
  readonly files: readonly FileOutcome[];
  readonly rejected: readonly Rejection[];
  /** Values in the observation table by variable and flag. */
  readonly observations: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Sentences on climate and grid. */
  readonly notes: readonly string[];
}

const countOf = (of: readonly Rejection[]): number => of.reduce((n, r) => n + (r.count ?? 1), 0);

/** The report as text: what was read, then every rejection, the same rule of a file in one paragraph with its places. */
export function reportText(report: ImportReport): string {
  const read = report.files.filter((f) => f.source !== undefined);
  const lines = [`Read ${read.length} of ${report.files.length} files.`, ''];
  for (const f of read) {
    const gave = [`${f.observations} observations`, `${f.series} series`, `${f.grids} grids`].filter(
      (t) => !t.startsWith('0 '),
    );
    lines.push(
      `${f.file}: ${f.source}${gave.length > 0 ? `; ${gave.join(', ')}` : ''}`,
      ...f.notes.map((n) => `    ${n}`),
    );
  }
  lines.push('', 'In the observation table:');
  for (const [variable, flags] of Object.entries(report.observations)) {
    lines.push(
      `    ${variable}: ${Object.entries(flags)
        .map(([flag, n]) => `${n} ${flag}`)
        .join(', ')}`,
    );
  }
  lines.push(
    '',
    'Climate and grid:',
    ...report.notes.map((n) => `    ${n}`),
    '',
    `Rejected: ${countOf(report.rejected)} values, rows or files.`,
  );
  for (const [file, of] of groupBy(report.rejected, (r) => r.file)) {
    lines.push('', file);
    for (const [rule, same] of groupBy(of, (r) => `${general(r.rule)}\n${r.todo}`))
      lines.push(...paragraph(rule, same));
  }
  return `${lines.join('\n')}\n`;
}

/** Rules that differ only by a number or a place are one rule to a reader. */
const general = (rule: string): string =>
  rule
    .replace(/\([^)]*line \d+\)/g, '')
    .replace(/ in \S+:\S+,/g, ' elsewhere,')
    .replace(/\b(has) [-\d.e]+ /g, '$1 another number of ');

const MOST_PLACES = 12;

function paragraph(key: string, same: readonly Rejection[]): string[] {
  const [rule, todo] = key.split('\n');
  const places = same
    .map((r) => [r.where, r.column, r.found === undefined ? undefined : `"${r.found}"`].filter(Boolean).join(' '))
    .filter(Boolean);
  const shown = places.slice(0, MOST_PLACES).join('; ');
  const more = places.length > MOST_PLACES ? `; and ${places.length - MOST_PLACES} more, all in report.json` : '';
  const n = countOf(same);
  return [`  ${rule}${n > 1 ? ` (${n})` : ''}. To do: ${todo}.`, ...(shown ? [`    ${shown}${more}`] : [])];
}
