import { isoMonth } from '../core/month.ts';
import { formatNumber, QUANTITIES } from '../state/quantity.ts';
import type { SeriesData } from '../state/series.ts';
import { readMonth } from './series-plot.ts';

/** The figure `Series` as numbers, month by month. */
export function SeriesTable({ data, range: [from, to] }: { data: SeriesData; range: readonly [number, number] }) {
  const { digits, unit, label } = QUANTITIES[data.variable];
  const number = (value: number | undefined): string => (value === undefined ? '' : formatNumber(value, digits));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="table-frame" aria-label="Series as a table" tabIndex={0}>
      <table>
        <caption>
          {label}, {unit}
        </caption>
        <thead>
          <tr>
            <th scope="col">Month</th>
            <th scope="col">Process</th>
            <th scope="col">5 %</th>
            <th scope="col">Median</th>
            <th scope="col">95 %</th>
            <th scope="col">{data.pseudo ? 'Pseudo-obs.' : 'Measured'}</th>
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: to - from }, (_, i) => from + i).map((month) => {
            const { process, quantiles, observations } = readMonth(data, month);
            return (
              <tr key={month}>
                <th scope="row">{isoMonth(month)}</th>
                <td>{number(process)}</td>
                <td>{number(quantiles?.[0])}</td>
                <td>{number(quantiles?.[2])}</td>
                <td>{number(quantiles?.[4])}</td>
                <td>{observations.map(({ value }) => formatNumber(value, digits)).join(', ')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
