import { CorrelogramFigure } from '../../charts/correlogram-figure.tsx';
import { DistributionFigure } from '../../charts/distribution-figure.tsx';
import { MonthFigure, MonthPartsFigure } from '../../charts/month-figure.tsx';
import { QqFigure } from '../../charts/qq-figure.tsx';
import { significant } from '../../charts/significant.ts';
import type { TestOutcome, VariableDiagnostics } from '../../preprocess/diagnostics/diagnostics.ts';
import { variableText } from '../../state/quantity-text.ts';

/** Marks that differ in shape and word, not in colour alone. */
const WEIGHTS = {
  fine: { sign: '✓', word: 'fine' },
  note: { sign: '○', word: 'note' },
  concern: { sign: '▲', word: 'concern' },
} as const;

/** One quantity: figures, then every test with what it means. */
export function VariableDiagnosis({ data, isOpen }: { readonly data: VariableDiagnostics; readonly isOpen: boolean }) {
  const { variable, of, unit, before, after, tests, correlogram, uncertainty } = data;
  const concerns = tests.filter((t) => t.weight === 'concern').length;
  return (
    <details className="diagnosis" open={isOpen}>
      <summary>
        <b>{variableText(variable)}</b>
        <span className="note">
          {' '}
          {of === 'observations' ? of : of === variable ? 'on the grid' : `on the grid, ${of}`} · n{' '}
          {after.n.toLocaleString('en')} · {unit}
          {concerns > 0 ? ` · ▲ ${concerns} ${concerns === 1 ? 'concern' : 'concerns'}` : ''}
        </span>
      </summary>
      <div className="figures">
        <DistributionFigure before={before} after={after} unit={unit} />
        <QqFigure before={before} after={after} />
        {correlogram && <CorrelogramFigure data={correlogram} kind="acf" />}
        {correlogram && <CorrelogramFigure data={correlogram} kind="pacf" />}
        <MonthFigure months={uncertainty} unit={unit} />
        <MonthPartsFigure months={uncertainty} />
      </div>
      {tests.length > 0 && <Tests tests={tests} name={variableText(variable)} />}
    </details>
  );
}

function Tests({ tests, name }: { readonly tests: readonly TestOutcome[]; readonly name: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-frame" aria-label={`Tests of ${name}`} tabIndex={0}>
      <table className="tight words tests-table">
        <caption>Tests</caption>
        <thead>
          <tr>
            <th scope="col">Test</th>
            <th scope="col">Statistic</th>
            <th scope="col">p</th>
            <th scope="col">n</th>
            <th scope="col">What it means</th>
          </tr>
        </thead>
        <tbody>
          {tests.map((test) => (
            <tr key={test.test}>
              <th scope="row">{test.test}</th>
              <td data-number>{significant(test.statistic)}</td>
              <td data-number>{pText(test)}</td>
              <td data-number>{test.n.toLocaleString('en')}</td>
              <td>
                <span className="weight" data-weight={test.weight}>
                  <span aria-hidden="true">{WEIGHTS[test.weight].sign} </span>
                  {WEIGHTS[test.weight].word}
                </span>{' '}
                {test.meaning}{' '}
                <span className="note number">
                  {Object.entries(test.detail)
                    .map(([key, value]) => `${key} ${typeof value === 'number' ? significant(value) : value}`)
                    .join(', ')}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** `< 0.001` where it is; the bound where a table ends. */
function pText({ p, bound }: TestOutcome): string {
  if (p === undefined || !Number.isFinite(p)) return '–';
  if (p < 0.001) return '< 0.001';
  return `${bound === 'at most' ? '≤ ' : bound === 'at least' ? '≥ ' : ''}${significant(p, 2)}`;
}
