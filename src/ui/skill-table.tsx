import { TARGETS } from '../core/variable.ts';
import type { SkillRow } from '../learn/skill-row.ts';
import { formatNumber, QUANTITIES } from '../state/quantity.ts';

const METHOD_NAMES: Readonly<Record<SkillRow['method'], string>> = {
  network: 'Thawcast',
  persistence: 'Persistence',
  'same-month-last-year': 'Last year',
  climatology: 'Site climatology',
  stefan: 'Stefan',
};

/** The ensemble beside every baseline on months that nobody trained on; the smallest error of each target is set bold. */
export function SkillTable({ rows }: { readonly rows: readonly SkillRow[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-frame" style={{ maxHeight: 'none' }} aria-label="Skill, scrollable" tabIndex={0}>
      <table aria-label="Skill" className="tight">
        <caption>Errors on the last years, which no member has seen. Lower is better.</caption>
        <thead>
          <tr>
            <th scope="col">Method</th>
            <th scope="col">n</th>
            <th scope="col">RMSE</th>
            <th scope="col">Bias</th>
            <th scope="col">R²</th>
            <th scope="col">In 90 %</th>
          </tr>
        </thead>
        {TARGETS.map((target) => {
          const own = rows.filter((row) => row.target === target);
          if (own.length === 0) return null;
          const best = Math.min(...own.map(({ rmse }) => rmse ?? Number.POSITIVE_INFINITY));
          const { label, unit, digits } = QUANTITIES[target];
          return (
            <tbody key={target}>
              <tr className="group">
                <th colSpan={6} scope="rowgroup">
                  {label}, {unit}
                </th>
              </tr>
              {own.map((row) => (
                <tr key={`${row.split}/${row.method}`} data-best={row.rmse === best || undefined}>
                  <td>{METHOD_NAMES[row.method]}</td>
                  <td>{row.n}</td>
                  <td>{orDash(row.rmse, digits + 1)}</td>
                  <td>{orDash(row.bias, digits + 1)}</td>
                  <td>{orDash(row.r2, 2)}</td>
                  <td>{row.coverage90 === null ? '–' : `${Math.round(100 * row.coverage90)} %`}</td>
                </tr>
              ))}
            </tbody>
          );
        })}
      </table>
    </section>
  );
}

const orDash = (value: number | null, digits: number): string => (value === null ? '–' : formatNumber(value, digits));
