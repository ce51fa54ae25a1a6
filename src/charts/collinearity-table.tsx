import type { Collinearity } from '../preprocess/diagnostics/diagnostics.ts';
import { significant } from './significant.ts';

/** Above it, a variance is inflated so much that single effects cannot be told apart (Kutner et al., 2004). */
const HIGH_VIF = 10;
const SIGNIFICANT = 0.05;

export interface CollinearityTableProps {
  readonly data: Collinearity;
  /** A field's name for a person. */
  readonly nameOf: (name: string) => string;
}

/** Correlations of the drivers with each other and their variance inflation: a table, shaded by strength. */
export function CollinearityTable({ data, nameOf }: CollinearityTableProps) {
  const { names, vif, correlation, adjusted, n, meaning } = data;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="table-frame" aria-label="Correlation of the drivers" tabIndex={0}>
        <table className="tight matrix">
          <caption>
            Pearson correlation, n {n.toLocaleString('en')}; * differs from zero at 5 % after Holm’s correction
          </caption>
          <thead>
            <tr>
              <th scope="col">Driver</th>
              <th scope="col">VIF</th>
              {names.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name, i) => (
              <tr key={name}>
                <th scope="row">{nameOf(name)}</th>
                <td>
                  {significant(vif[i]!)}
                  {vif[i]! > HIGH_VIF ? ' high' : ''}
                </td>
                {names.map((other, j) => {
                  const r = correlation[i]![j]!;
                  return (
                    <td key={other} style={{ background: shade(i === j ? 0 : r) }}>
                      {i === j ? '1' : significant(r, 2)}
                      {i !== j && adjusted[i]![j]! < SIGNIFICANT ? '*' : ''}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ul className="list">
        {meaning.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  );
}

/** Warm for positive, cool for negative, stronger with its size; the number says the same. */
const shade = (r: number): string =>
  `color-mix(in srgb, var(${r < 0 ? '--accent' : '--warm'}) ${Math.round(32 * Math.min(1, Math.abs(r) || 0))}%, transparent)`;
