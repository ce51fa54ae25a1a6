import type { CaseResult } from './run.ts';
import type { Outcome } from './try-case.ts';

const COLUMNS: readonly Outcome[] = ['whole', 'partly', 'rejected', 'unclear', 'crash', 'hang', 'memory', 'wrong'];

/** Outcomes that are faults of the program. */
export const FAULTS: ReadonlySet<Outcome> = new Set(['unclear', 'crash', 'hang', 'memory', 'wrong']);

/** Counts by specimen and over all, as a table of Markdown. */
export function table(results: readonly CaseResult[]): string {
  const ids = [...new Set(results.map((r) => r.id))];
  const row = (name: string, of: readonly CaseResult[]) => {
    const ms = of.map((r) => r.ms).sort((a, b) => a - b);
    const cells = COLUMNS.map((c) => of.filter((r) => r.outcome === c).length);
    return `| ${[name, of.length, ...cells, Math.round(ms.at(-1) ?? 0), Math.round(Math.max(...of.map((r) => r.rss)) / 1e6)].join(' | ')} |`;
  };
  return [
    `| files | cases | read whole | read in part | rejected | ${COLUMNS.slice(3).join(' | ')} | longest, ms | most memory, MB |`,
    `|${'---|'.repeat(COLUMNS.length + 4)}`,
    ...ids.map((id) =>
      row(
        id,
        results.filter((r) => r.id === id),
      ),
    ),
    row('**all**', results),
  ].join('\n');
}

/** Faults in words, each with the number by which it can be seen again. */
export const faults = (results: readonly CaseResult[]): string[] =>
  results
    .filter((r) => FAULTS.has(r.outcome))
    .map((r) => `${r.outcome} in case ${r.i}, ${r.id}, ${r.what}\n    ${(r.why ?? '').trim().slice(0, 1200)}`);
