import type { Verdict } from './bars.ts';
import type { Row, Skip } from './row.ts';
import { digits } from './table.ts';

const line = (cells: readonly string[]): string => `| ${cells.map((c) => c.replaceAll('|', '\\|')).join(' | ')} |`;
const grid = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');

const MARK = /(<!-- bench -->\n)[\s\S]*(\n<!-- \/bench -->)/;

/** Puts the tables between the marks of a page; a page without marks becomes the tables. */
export const intoPage = (page: string, tables: string): string =>
  MARK.test(page) ? page.replace(MARK, (_, start: string, end: string) => `${start}${tables}${end}`) : tables;

/** Bars, rows and what was skipped, as they stand in docs/performance.md. */
export function markdown(rows: readonly Row[], skipped: readonly Skip[], verdicts: readonly Verdict[]): string {
  const bars = grid(
    ['bar', 'ratio asked for', 'measured', ''],
    verdicts.map(({ what, limit, ratios, holds }) => [
      what,
      limit,
      ratios.map((r) => r.toFixed(2)).join(', ') || '—',
      holds === undefined ? 'not measured' : holds ? 'holds' : '**missed**',
    ]),
  );
  const all = grid(
    ['what', 'shape', 'backend', 'ours', 'peer', 'unit', 'ratio', 'spread', 'n', 'on', 'peer is'],
    rows.map((r) => [
      r.name,
      r.shape,
      r.backend,
      digits(r.ours),
      digits(r.peer),
      r.unit,
      r.ratio.toFixed(3),
      `${(100 * r.spread).toFixed(0)} %`,
      String(r.n),
      r.device,
      r.peerName,
    ]),
  );
  const absent = skipped.map(({ name, why }) => `- ${name}: ${why}`).join('\n');
  return `${bars}\n\n${all}\n${absent ? `\nNot measured:\n\n${absent}\n` : ''}`;
}
