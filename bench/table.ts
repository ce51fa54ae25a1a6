import type { Verdict } from './bars.ts';
import type { Row, Skip } from './row.ts';

/** Four significant digits, without an exponent. */
export const digits = (value: number): string => {
  const magnitude = Math.floor(Math.log10(Math.abs(value) || 1));
  return value.toFixed(Math.max(0, Math.min(4, 3 - magnitude)));
};

/** Rows and skipped rows as text for a person. */
export function table(rows: readonly Row[], skipped: readonly Skip[]): string {
  const head = ['name', 'shape', 'backend', 'ours', 'peer', 'ratio', '±', 'n', 'unit', 'on', 'peer is'];
  const lines = rows.map((r) => [
    r.name,
    r.shape,
    r.backend,
    digits(r.ours),
    digits(r.peer),
    r.ratio.toFixed(3),
    `${(100 * r.spread).toFixed(0)} %`,
    String(r.n),
    r.unit,
    r.device,
    r.peerName,
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => (line[i] as string).length)));
  const numeric = new Set([3, 4, 5, 6, 7]);
  const text = (line: readonly string[]) =>
    line
      .map((cell, i) => (numeric.has(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  const why = skipped.map(({ name, why }) => `skipped  ${name}: ${why}`);
  return [text(head), ...lines.map(text), ...why].join('\n');
}

/** The bars as text. */
export function barLines(verdicts: readonly Verdict[]): string {
  const width = Math.max(...verdicts.map(({ what }) => what.length));
  const word = (holds: boolean | undefined) => (holds === undefined ? 'not measured' : holds ? 'holds' : 'MISSED');
  return verdicts
    .map(({ what, limit, ratios, holds }) =>
      [what.padEnd(width), limit.padEnd(14), word(holds).padEnd(12), ratios.map((r) => r.toFixed(3)).join(' ')]
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
