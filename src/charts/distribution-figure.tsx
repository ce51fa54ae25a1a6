import { scaleLinear } from 'd3-scale';
import type { Distribution } from '../preprocess/diagnostics/diagnostics.ts';
import { Axes, SMALL, SPAN } from './axes.tsx';
import { FigureFrame } from './figure-frame.tsx';
import { barsOf, outlineOf } from './histogram.ts';
import { significant } from './significant.ts';

export interface DistributionFigureProps {
  readonly before: Distribution | undefined;
  readonly after: Distribution;
  readonly unit: string;
}

/** Histogram of the store's values, with that of the files' own values drawn over it. */
export function DistributionFigure({ before, after, unit }: DistributionFigureProps) {
  const [now, then] = [barsOf(after.histogram), before ? barsOf(before.histogram) : []];
  const all = [...now, ...then];
  if (all.length === 0) return null;
  const x = scaleLinear([Math.min(...all.map((b) => b.from)), Math.max(...all.map((b) => b.to))], SPAN.x);
  const y = scaleLinear([0, Math.max(...all.map((b) => b.density)) * 1.05], SPAN.y);
  const outline = outlineOf(then).map(([at, density]) => `${x(at)},${y(density)}`);
  const keys = before
    ? [
        { mark: 'key-after', text: 'in the store' },
        { mark: 'key-before', text: 'in the files' },
      ]
    : [];
  return (
    <FigureFrame
      title="Distribution"
      text={sentence(after, before, unit)}
      keys={keys}
      table={{ headings: ['Statistic', 'In the files', 'In the store'], rows: statistics(before, after) }}
    >
      <svg viewBox={`0 0 ${SMALL.width} ${SMALL.height}`} aria-hidden="true">
        <Axes x={x} y={y} xTitle={unit} yTitle="share per unit" />
        {now.map(({ from, to, density }) => (
          <rect
            key={from}
            className="plot-bar"
            x={x(from)}
            y={y(density)}
            width={Math.max(0.5, x(to) - x(from) - 0.6)}
            height={y(0) - y(density)}
          />
        ))}
        {outline.length > 0 && <polyline className="plot-before" points={outline.join(' ')} />}
        <line className="plot-zero" x1={SPAN.x[0]} x2={SPAN.x[1]} y1={y(0)} y2={y(0)} />
      </svg>
    </FigureFrame>
  );
}

function sentence(after: Distribution, before: Distribution | undefined, unit: string): string {
  const of = (d: Distribution): string =>
    `mean ${significant(d.mean)}, sd ${significant(d.sd)} ${unit}, n ${d.n.toLocaleString('en')}`;
  return before ? `In the files: ${of(before)}. In the store: ${of(after)}.` : `In the store: ${of(after)}.`;
}

const ROWS = [
  ['Mean', 'mean'],
  ['Standard deviation', 'sd'],
  ['Least', 'min'],
  ['5 %', 'q05'],
  ['25 %', 'q25'],
  ['Median', 'median'],
  ['75 %', 'q75'],
  ['95 %', 'q95'],
  ['Greatest', 'max'],
  ['Skewness', 'skewness'],
  ['Excess kurtosis', 'kurtosis'],
] as const;

const statistics = (before: Distribution | undefined, after: Distribution): string[][] => [
  ['Values', before?.n.toLocaleString('en') ?? '', after.n.toLocaleString('en')],
  ['Missing', before?.missing.toLocaleString('en') ?? '', after.missing.toLocaleString('en')],
  ...ROWS.map(([label, key]) => [label, before ? significant(before[key]) : '', significant(after[key])]),
];
