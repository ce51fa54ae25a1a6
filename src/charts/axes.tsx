import type { ScaleLinear } from 'd3-scale';

/** Size of a small plot in its own units; the page scales it. */
export const SMALL = { width: 250, height: 168, left: 36, right: 6, top: 20, bottom: 30 } as const;

/** The drawing's inner edges. */
export const SPAN = {
  x: [SMALL.left, SMALL.width - SMALL.right],
  y: [SMALL.height - SMALL.bottom, SMALL.top],
} as const;

export interface AxesProps {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
  /** Under the horizontal axis, with its unit. */
  readonly xTitle: string;
  /** Above the vertical axis, with its unit. */
  readonly yTitle: string;
  readonly xTicks?: readonly { readonly at: number; readonly text: string }[];
}

/** Grid lines, tick labels and titles of a small plot. */
export function Axes({ x, y, xTitle, yTitle, xTicks }: AxesProps) {
  const format = x.tickFormat(4);
  const ticks = xTicks ?? x.ticks(4).map((at) => ({ at, text: minus(format(at)) }));
  const formatY = y.tickFormat(4);
  return (
    <>
      {y.ticks(4).map((tick) => (
        <g key={tick}>
          <line className="plot-grid" x1={SPAN.x[0]} x2={SPAN.x[1]} y1={y(tick)} y2={y(tick)} />
          <text className="plot-tick" x={SPAN.x[0] - 5} y={y(tick) + 3.5} textAnchor="end">
            {minus(formatY(tick))}
          </text>
        </g>
      ))}
      {ticks.map(({ at, text }) => (
        <text key={at} className="plot-tick" x={x(at)} y={SPAN.y[0] + 12} textAnchor="middle">
          {text}
        </text>
      ))}
      <text className="plot-tick" x={SPAN.x[1]} y={SMALL.height - 4} textAnchor="end">
        {xTitle}
      </text>
      <text className="plot-tick" x={2} y={9}>
        {yTitle}
      </text>
    </>
  );
}

const minus = (text: string): string => text.replace('-', '\u2212');
