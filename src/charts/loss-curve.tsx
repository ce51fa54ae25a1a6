import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { formatNumber } from '../state/quantity.ts';
import type { LossPoint } from '../state/studio.ts';

const SIZE = { width: 340, height: 130, left: 34, right: 6, top: 8, bottom: 20 } as const;
const TERMS = ['obs', 'validation', 'process', 'reg'] as const;
const NAMES = { obs: 'observations', validation: 'validation', process: 'process', reg: 'regularisation' } as const;

/** The terms of the loss, epoch by epoch, members one after the other. */
export function LossCurve({ points: asTold }: { readonly points: readonly LossPoint[] }) {
  const last = asTold[asTold.length - 1];
  if (!last) return null;
  // Members that are trained side by side tell their epochs mixed.
  const points = [...asTold].sort((a, b) => a.member - b.member || a.epoch - b.epoch);
  const values = points.flatMap(({ loss }) => TERMS.map((term) => loss[term])).filter(Number.isFinite);
  const x = scaleLinear([0, Math.max(1, points.length - 1)], [SIZE.left, SIZE.width - SIZE.right]);
  const y = scaleLinear([Math.min(0, ...values), Math.max(...values)], [SIZE.height - SIZE.bottom, SIZE.top]).nice();
  const path = (term: (typeof TERMS)[number]): string =>
    line<LossPoint>()
      .defined(({ loss }) => Number.isFinite(loss[term]))
      .x((_, i) => x(i))
      .y(({ loss }) => y(loss[term]))([...points]) ?? '';
  const starts = points.flatMap(({ member }, i) => (i > 0 && points[i - 1]?.member !== member ? [i] : []));
  return (
    <figure className="series" aria-label="Loss">
      <svg viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} aria-hidden="true">
        {y.ticks(4).map((tick) => (
          <g key={tick}>
            <line className="plot-grid" x1={SIZE.left} x2={SIZE.width - SIZE.right} y1={y(tick)} y2={y(tick)} />
            <text className="plot-tick" x={SIZE.left - 5} y={y(tick) + 3.5} textAnchor="end">
              {formatNumber(tick, 1)}
            </text>
          </g>
        ))}
        {starts.map((i) => (
          <line key={i} className="plot-divide" x1={x(i)} x2={x(i)} y1={SIZE.top} y2={SIZE.height - SIZE.bottom} />
        ))}
        {TERMS.map((term) => (
          <path key={term} className={`loss-line loss-${term}`} d={path(term)} />
        ))}
        <text className="plot-tick" x={SIZE.width - SIZE.right} y={SIZE.height - 5} textAnchor="end">
          epochs, member after member
        </text>
      </svg>
      <figcaption>
        <ul className="key number">
          {TERMS.map((term) => (
            <li key={term}>
              <i className={`loss-key loss-${term}`} /> {NAMES[term]} {formatNumber(last.loss[term], 3)}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
