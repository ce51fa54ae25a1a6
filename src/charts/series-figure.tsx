import { type KeyboardEvent, useState } from 'react';
import { yearOf } from '../core/month.ts';
import { formatNumber, monthText, QUANTITIES } from '../state/quantity.ts';
import type { SeriesData } from '../state/series.ts';
import { PLOT, readMonth, seriesPlot } from './series-plot.ts';
import { SeriesTable } from './series-table.tsx';

export interface SeriesFigureProps {
  readonly data: SeriesData;
  /** Months of the whole time axis, half-open. */
  readonly range: readonly [number, number];
  readonly month: number;
  readonly onMonth: (month: number) => void;
}

/** Months on view around the chosen one; 0 is all of them. */
const WINDOWS = [
  { months: 96, label: '8 years' },
  { months: 240, label: '20 years' },
  { months: 0, label: 'All' },
] as const;

/** One place through time: process estimate, forecast fan, measurements. Arrow keys move the month. */
export function SeriesFigure({ data, range, month, onMonth }: SeriesFigureProps) {
  const [width, setWidth] = useState<number>(WINDOWS[0].months);
  const [asTable, setAsTable] = useState(false);
  const shown = windowAround(month, range, width);
  const keys = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: 12, PageDown: -12 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onMonth(Math.max(range[0], Math.min(range[1] - 1, month + step)));
  };
  return (
    <figure className="series" aria-label="Series">
      <div
        role="slider"
        // The plot is a cursor over months: arrow keys move it, the text beside it says what is there.
        tabIndex={0}
        aria-label="Month in series"
        aria-valuemin={range[0]}
        aria-valuemax={range[1] - 1}
        aria-valuenow={month}
        aria-valuetext={sentence(data, month)}
        onKeyDown={keys}
      >
        <Plot data={data} shown={shown} month={month} onMonth={onMonth} />
      </div>
      <figcaption>
        <Key data={data} />
        <p className="series-text number">{sentence(data, month)}</p>
        <div className="button-row">
          {WINDOWS.map(({ months, label }) => (
            <button
              key={label}
              type="button"
              className="button small"
              aria-pressed={width === months}
              onClick={() => setWidth(months)}
            >
              {label}
            </button>
          ))}
          <button type="button" className="button small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            Table
          </button>
        </div>
      </figcaption>
      {asTable && <SeriesTable data={data} range={shown} />}
    </figure>
  );
}

function windowAround(month: number, [first, end]: readonly [number, number], width: number): [number, number] {
  if (width === 0 || width >= end - first) return [first, end];
  const from = Math.max(first, Math.min(end - width, Math.round((month - width / 2) / 12) * 12));
  return [from, from + width];
}

/** The month in words, the same on screen and for a screen reader. */
function sentence(data: SeriesData, month: number): string {
  const { digits, unit } = QUANTITIES[data.variable];
  const { process, quantiles, observations } = readMonth(data, month);
  const parts: string[] = [];
  const number = (value: number): string => formatNumber(value, digits);
  if (quantiles) {
    const [low = Number.NaN, , median = Number.NaN, , high = Number.NaN] = quantiles;
    parts.push(`forecast ${number(median)} ${unit} (90 %: ${number(low)} to ${number(high)})`);
  }
  if (process !== undefined) parts.push(`process model ${number(process)} ${unit}`);
  for (const { value, sd, site } of observations.slice(0, 3)) {
    const error = Number.isFinite(sd) ? ` ± ${number(sd)}` : '';
    parts.push(`${data.pseudo ? 'pseudo-observation' : 'measured'} ${number(value)}${error} ${unit} at ${site}`);
  }
  if (observations.length > 3) parts.push(`and ${observations.length - 3} more`);
  return `${monthText(month)}: ${parts.length > 0 ? parts.join('; ') : 'no data'}.`;
}

function Plot({
  data,
  shown,
  month,
  onMonth,
}: {
  readonly data: SeriesData;
  readonly shown: readonly [number, number];
  readonly month: number;
  readonly onMonth: (month: number) => void;
}) {
  const plot = seriesPlot(data, shown);
  const { width, height, left, right, top, bottom } = PLOT;
  const { unit } = QUANTITIES[data.variable];
  const divide = data.fan?.firstMonth;
  const inside = (m: number | undefined): m is number => m !== undefined && m >= shown[0] && m < shown[1];
  const pick = (event: { clientX: number; currentTarget: Element }): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * width;
    const share = (at - left) / (width - left - right);
    const picked = Math.round(shown[0] + Math.max(0, Math.min(1, share)) * (shown[1] - 1 - shown[0]));
    onMonth(picked);
  };
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true" onPointerDown={pick} style={{ cursor: 'crosshair' }}>
      {data.variable === 'alt' && (
        <rect className="plot-ground" x={left} y={top} width={width - left - right} height={height - top - bottom} />
      )}
      {plot.yTicks.map((tick) => (
        <g key={tick}>
          <line className="plot-grid" x1={left} x2={width - right} y1={plot.y(tick)} y2={plot.y(tick)} />
          <text className="plot-tick" x={left - 5} y={plot.y(tick) + 3.5} textAnchor="end">
            {formatNumber(tick, Math.abs(plot.yTicks.at(-1) ?? 0) >= 5 ? 0 : 1)}
          </text>
        </g>
      ))}
      {plot.yearTicks.map((m) => (
        <text key={m} className="plot-tick" x={plot.x(m)} y={height - 7} textAnchor="middle">
          {yearOf(m)}
        </text>
      ))}
      {inside(divide) && (
        <>
          <line className="plot-divide" x1={plot.x(divide)} x2={plot.x(divide)} y1={top - 6} y2={height - bottom} />
          <text className="plot-tick" x={plot.x(divide) + 3} y={height - bottom - 4}>
            forecast
          </text>
        </>
      )}
      <path className="plot-outer" d={plot.outer} />
      <path className="plot-inner" d={plot.inner} />
      <path className="plot-process" d={plot.process} />
      <path className="plot-median" d={plot.median} />
      {plot.observations.map(({ x, y, low, high }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two observations may share month and value
        <g key={i} className="plot-observation">
          <line x1={x} x2={x} y1={low} y2={high} />
          <circle cx={x} cy={y} r={2.4} />
        </g>
      ))}
      <line className="plot-zero" x1={left} x2={width - right} y1={plot.y(0)} y2={plot.y(0)} />
      {inside(month) && (
        <line className="plot-cursor" x1={plot.x(month)} x2={plot.x(month)} y1={top - 6} y2={height - bottom} />
      )}
      <text className="plot-tick" x={left} y={top - 3}>
        {data.variable === 'alt' ? `ground surface, depth in ${unit}` : unit}
      </text>
    </svg>
  );
}

function Key({ data }: { readonly data: SeriesData }) {
  return (
    <ul className="key">
      {data.process && (
        <li>
          <i className="key-process" /> process model
        </li>
      )}
      {data.fan && (
        <li>
          <i className="key-median" /> median
        </li>
      )}
      {data.fan && (
        <li>
          <i className="key-fan" /> 50 and 90 %
        </li>
      )}
      {data.observations.length > 0 && (
        <li>
          <i className="key-dot" /> {data.pseudo ? 'pseudo-observation' : 'measured'}, ± 1 sd
        </li>
      )}
    </ul>
  );
}
