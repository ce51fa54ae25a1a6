import { scaleLinear } from 'd3-scale';
import type { MonthUncertainty } from '../preprocess/diagnostics/diagnostics.ts';
import { Axes, SMALL, SPAN } from './axes.tsx';
import { FigureFrame } from './figure-frame.tsx';
import { variancePartsOf } from './month-parts.ts';
import { significant } from './significant.ts';

const NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LETTERS = NAMES.map((name, i) => ({ at: i + 1, text: name.charAt(0) }));
const PARTS = ['sampling', 'instrument', 'resampling'] as const;

/** Mean of each calendar month ± one sd of that mean. */
export function MonthFigure({ months, unit }: { readonly months: readonly MonthUncertainty[]; readonly unit: string }) {
  if (months.length === 0) return null;
  const x = scaleLinear([0.4, 12.6], SPAN.x);
  const ends = months.flatMap(({ mean, sd }) => [mean - orNone(sd), mean + orNone(sd)]).filter(Number.isFinite);
  const y = scaleLinear([Math.min(...ends), Math.max(...ends)], SPAN.y).nice();
  const n = months.reduce((sum, m) => sum + m.n, 0);
  return (
    <FigureFrame
      title="Month by month"
      text={`Mean ± one sd of the mean, ${unit}; n ${n.toLocaleString('en')}.`}
      table={{
        headings: ['Month', 'n', 'Mean', '± sd', 'Sampling', 'Instrument', 'Resampling'],
        rows: months.map((m) => [
          NAMES[m.month - 1] ?? '',
          m.n.toLocaleString('en'),
          ...[m.mean, m.sd, m.sampling, m.instrument, m.resampling].map((v) => significant(v)),
        ]),
      }}
    >
      <svg viewBox={`0 0 ${SMALL.width} ${SMALL.height}`} aria-hidden="true">
        <Axes x={x} y={y} xTitle="month" yTitle={unit} xTicks={LETTERS} />
        {months.map(({ month, mean, sd }) => (
          <g key={month} className="plot-observation">
            <line x1={x(month)} x2={x(month)} y1={y(mean - orNone(sd))} y2={y(mean + orNone(sd))} />
            <circle cx={x(month)} cy={y(mean)} r={2.6} />
          </g>
        ))}
      </svg>
    </FigureFrame>
  );
}

/** Which part of the variance of each month's mean comes from where. */
export function MonthPartsFigure({ months }: { readonly months: readonly MonthUncertainty[] }) {
  const shares = months.map((m) => ({ month: m.month, parts: variancePartsOf(m) }));
  if (!shares.some(({ parts }) => parts)) return null;
  const x = scaleLinear([0.4, 12.6], SPAN.x);
  const y = scaleLinear([0, 100], SPAN.y);
  const width = x(2) - x(1) - 3;
  return (
    <FigureFrame
      title="Where the uncertainty comes from"
      text="Share of each month’s variance, per cent: which sites and years were seen, instruments, bringing values to cells."
      keys={PARTS.map((part) => ({ mark: `key-${part}`, text: part }))}
      table={{
        headings: ['Month', 'Sampling, %', 'Instrument, %', 'Resampling, %'],
        rows: shares.map(({ month, parts }) => [
          NAMES[month - 1] ?? '',
          ...PARTS.map((part) => (parts ? significant(100 * parts[part], 2) : '–')),
        ]),
      }}
    >
      <svg viewBox={`0 0 ${SMALL.width} ${SMALL.height}`} aria-hidden="true">
        <Axes x={x} y={y} xTitle="month" yTitle="% of variance" xTicks={LETTERS} />
        {shares.map(({ month, parts }) => {
          if (!parts) return null;
          let below = 0;
          return PARTS.map((part) => {
            const bottom = below;
            below += 100 * parts[part];
            return (
              <rect
                key={`${month}${part}`}
                className={`plot-part-${part}`}
                x={x(month) - width / 2}
                width={width}
                y={y(below)}
                height={y(bottom) - y(below)}
              />
            );
          });
        })}
      </svg>
    </FigureFrame>
  );
}

const orNone = (sd: number): number => (Number.isFinite(sd) ? sd : 0);
