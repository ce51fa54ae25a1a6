import { scaleLinear } from 'd3-scale';
import type { Distribution } from '../preprocess/diagnostics/diagnostics.ts';
import { Axes, SMALL, SPAN } from './axes.tsx';
import { FigureFrame } from './figure-frame.tsx';
import { significant } from './significant.ts';

/** Quantiles of the standardised values beside those of a normal distribution: on the line is normal. */
export function QqFigure({
  before,
  after,
}: {
  readonly before: Distribution | undefined;
  readonly after: Distribution;
}) {
  const sets = [
    { className: 'plot-ring', qq: before?.qq },
    { className: 'plot-dot', qq: after.qq },
  ].flatMap(({ className, qq }) => (qq ? [{ className, points: pointsOf(qq) }] : []));
  const all = sets.flatMap(({ points }) => points);
  if (all.length === 0) return null;
  const [low, high] = [Math.min(...all.map((p) => p[0])), Math.max(...all.map((p) => p[0]))];
  const x = scaleLinear([low, high], SPAN.x);
  const y = scaleLinear(
    [Math.min(low, ...all.map((p) => p[1])), Math.max(high, ...all.map((p) => p[1]))],
    SPAN.y,
  ).nice();
  return (
    <FigureFrame
      title="Normal quantiles"
      text={`Skewness ${significant(after.skewness)}, excess kurtosis ${significant(after.kurtosis)}; both 0 for a normal distribution. On the line is normal.`}
      keys={
        before
          ? [
              { mark: 'key-dot-full', text: 'in the store' },
              { mark: 'key-ring', text: 'in the files' },
            ]
          : []
      }
      table={{
        headings: ['Normal', 'In the store'],
        rows: pointsOf(after.qq).map(([t, s]) => [significant(t), significant(s)]),
      }}
    >
      <svg viewBox={`0 0 ${SMALL.width} ${SMALL.height}`} aria-hidden="true">
        <Axes x={x} y={y} xTitle="normal quantile" yTitle="quantile of the values, sd" />
        <line className="plot-divide" x1={x(low)} y1={y(low)} x2={x(high)} y2={y(high)} />
        {sets.map(({ className, points }) =>
          points.map(([t, s]) => <circle key={`${className}${t}`} className={className} cx={x(t)} cy={y(s)} r={2} />),
        )}
      </svg>
    </FigureFrame>
  );
}

const pointsOf = ({ theoretical, sample }: Distribution['qq']): (readonly [number, number])[] =>
  theoretical.flatMap((t, i) => (Number.isFinite(t) && Number.isFinite(sample[i]) ? [[t, sample[i]!] as const] : []));
