import { scaleLinear } from 'd3-scale';
import type { Correlogram } from '../preprocess/diagnostics/diagnostics.ts';
import { Axes, SMALL, SPAN } from './axes.tsx';
import { FigureFrame } from './figure-frame.tsx';
import { significant } from './significant.ts';

const KINDS = {
  acf: { title: 'Autocorrelation', of: 'autocorrelation' },
  pacf: { title: 'Partial autocorrelation', of: 'partial autocorrelation' },
} as const;

/** Correlation of months with those before them, season removed; inside the band is what white noise would show. */
export function CorrelogramFigure({ data, kind }: { readonly data: Correlogram; readonly kind: keyof typeof KINDS }) {
  const { lags, band, n } = data;
  const values = data[kind];
  const last = lags.at(-1);
  if (last === undefined) return null;
  const { title, of } = KINDS[kind];
  const x = scaleLinear([Math.min(0, lags[0]!), last + 0.5], SPAN.x);
  const finite = values.filter(Number.isFinite);
  const y = scaleLinear([Math.min(-band, ...finite), Math.max(1, ...finite)], SPAN.y).nice();
  const beyond = lags.filter((lag, i) => lag > 0 && Math.abs(values[i]!) > band);
  return (
    <FigureFrame
      title={title}
      text={`${n.toLocaleString('en')} months, season removed. ${
        beyond.length === 0
          ? `No ${of} leaves the band of white noise.`
          : `Beyond the band of ±${significant(band, 2)} at ${beyond.length === 1 ? 'lag' : 'lags'} ${beyond.slice(0, 8).join(', ')}${beyond.length > 8 ? ' …' : ''} months.`
      }`}
      table={{
        headings: ['Lag, months', title],
        rows: lags.map((lag, i) => [String(lag), significant(values[i]!)]),
      }}
    >
      <svg viewBox={`0 0 ${SMALL.width} ${SMALL.height}`} aria-hidden="true">
        <rect
          className="plot-band"
          x={SPAN.x[0]}
          width={SPAN.x[1] - SPAN.x[0]}
          y={y(band)}
          height={y(-band) - y(band)}
        />
        <Axes x={x} y={y} xTitle="lag, months" yTitle="" />
        {lags.map((lag, i) => (
          <line key={lag} className="plot-stem" x1={x(lag)} x2={x(lag)} y1={y(0)} y2={y(values[i]!)} />
        ))}
        <line className="plot-zero" x1={SPAN.x[0]} x2={SPAN.x[1]} y1={y(0)} y2={y(0)} />
      </svg>
    </FigureFrame>
  );
}
