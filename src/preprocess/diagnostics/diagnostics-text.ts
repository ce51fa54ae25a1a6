import type { Collinearity, Diagnostics, Distribution, TestOutcome, VariableDiagnostics } from './diagnostics.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const MARK = { fine: ' ', note: '-', concern: '!' } as const;

/** Diagnostics as text for a terminal; `!` marks a concern, `-` a note. */
export function diagnosticsText(d: Diagnostics): string {
  const parts = [
    `${d.title}\nSeed ${d.seed}. '!' marks a concern, '-' a note.`,
    ...d.variables.map(variableText),
    ...(d.collinearity ? [collinearityText(d.collinearity)] : []),
    `Notes\n${d.notes.map((n) => `  ${n}`).join('\n')}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

const number = (v: number): string => {
  const text = String(Number(v.toPrecision(4)));
  return text.length <= 9 ? text : v.toExponential(2);
};

function variableText(v: VariableDiagnostics): string {
  const title = `${v.variable}, ${v.of === 'observations' ? 'observations' : `field ${v.of}`} (${v.unit})`;
  const rows = [...(v.before ? [['in the files', v.before] as const] : []), ['in the store', v.after] as const];
  return [
    title,
    table([
      ['', 'n', 'missing', 'mean', 'sd', 'min', '5 %', 'median', '95 %', 'max', 'skew', 'kurt'],
      ...rows.map(([name, of]) => [name, ...summary(of)]),
    ]),
    ...v.tests.map(testText),
    ...(v.uncertainty.length > 0 ? [uncertaintyText(v)] : []),
  ].join('\n');
}

const summary = (d: Distribution): string[] => [
  String(d.n),
  String(d.missing),
  ...[d.mean, d.sd, d.min, d.q05, d.median, d.q95, d.max, d.skewness, d.kurtosis].map(number),
];

function testText(t: TestOutcome): string {
  const sign = t.bound === 'at most' ? '<=' : t.bound === 'at least' ? '>=' : '=';
  const p = t.p === undefined ? '' : t.p < 1e-4 && !t.bound ? ', p < 0.0001' : `, p ${sign} ${number(t.p)}`;
  return `${MARK[t.weight]} ${t.test}: ${number(t.statistic)}${p}, n ${t.n}. ${t.meaning}`;
}

const uncertaintyText = (v: VariableDiagnostics): string =>
  table([
    ['', 'n', 'mean', 'sd', 'sampling', 'instrument', 'resampling'],
    ...v.uncertainty.map((u) => [
      MONTHS[u.month - 1] as string,
      String(u.n),
      ...[u.mean, u.sd, u.sampling, u.instrument, u.resampling].map(number),
    ]),
  ]);

function collinearityText(c: Collinearity): string {
  return [
    `Gridded drivers together (n ${c.n}): correlation and variance inflation`,
    table([
      ['', ...c.names, 'VIF'],
      ...c.names.map((name, i) => [
        name,
        ...(c.correlation[i] as readonly number[]).map((r) => r.toFixed(2)),
        number(c.vif[i] as number),
      ]),
    ]),
    ...c.meaning.map((m) => `  ${m}`),
  ].join('\n');
}

/** Columns of equal width, the first to the left. */
function table(rows: readonly (readonly string[])[]): string {
  const width = (rows[0] as readonly string[]).map((_, c) => Math.max(...rows.map((r) => (r[c] as string).length)));
  return rows
    .map(
      (r) =>
        `  ${r.map((t, c) => (c === 0 ? t.padEnd(width[c] as number) : t.padStart(width[c] as number))).join('  ')}`,
    )
    .join('\n');
}
