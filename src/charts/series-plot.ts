import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { MonthlyLine, SeriesData } from '../state/series.ts';

/** Size of the drawing in its own units; the page scales it. */
export const PLOT = { width: 340, height: 210, left: 34, right: 6, top: 12, bottom: 22 } as const;

export interface SeriesPlot {
  readonly x: (month: number) => number;
  readonly y: (value: number) => number;
  readonly yTicks: readonly number[];
  readonly yearTicks: readonly number[];
  /** SVG paths; empty where there is nothing to draw. */
  readonly process: string;
  readonly outer: string;
  readonly inner: string;
  readonly median: string;
  readonly observations: readonly {
    readonly x: number;
    readonly y: number;
    readonly low: number;
    readonly high: number;
  }[];
}

interface Point {
  readonly month: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Geometry of the figure `Series` between two months (half-open). Thaw depth grows downward from the ground line at the
 * top; fluxes grow upward. Gaps stay gaps.
 */
export function seriesPlot(data: SeriesData, [from, to]: readonly [number, number]): SeriesPlot {
  const downward = data.variable === 'alt';
  const values = visibleValues(data, from, to);
  const top = Math.max(0, ...values);
  const bottom = Math.min(0, ...values);
  const reach = top - bottom || 1;
  const domain = downward ? [0, top + 0.06 * reach || 1] : [bottom - 0.06 * reach, top + 0.06 * reach];
  const x = scaleLinear([from, to - 1], [PLOT.left, PLOT.width - PLOT.right]);
  const [upper, lower] = [PLOT.top, PLOT.height - PLOT.bottom];
  const y = scaleLinear(domain, downward ? [upper, lower] : [lower, upper]);
  const clip = (points: Point[]): Point[] => points.filter(({ month }) => month >= from && month < to);
  const stroke = line<Point>()
    .defined(({ high }) => Number.isFinite(high))
    .x(({ month }) => x(month))
    .y(({ high }) => y(high));
  const band = area<Point>()
    .defined(({ low, high }) => Number.isFinite(low) && Number.isFinite(high))
    .x(({ month }) => x(month))
    .y0(({ low }) => y(low))
    .y1(({ high }) => y(high));
  const [q05, q25, q50, q75, q95] = data.fan?.quantiles ?? [];
  const start = data.fan?.firstMonth ?? 0;
  const between = (low?: Float32Array, high?: Float32Array): string =>
    low && high ? (band(clip(pair(start, low, high))) ?? '') : '';
  const single = (values: MonthlyLine | undefined): string =>
    values ? (stroke(clip(pair(values.firstMonth, values.values, values.values))) ?? '') : '';
  return {
    x,
    y,
    yTicks: y.ticks(4),
    yearTicks: yearsIn(from, to),
    process: single(data.process),
    outer: between(q05, q95),
    inner: between(q25, q75),
    median: single(q50 && { firstMonth: start, values: q50 }),
    observations: data.observations
      .filter(({ month }) => month >= from && month < to)
      .map(({ month, value, sd }) => {
        const error = Number.isFinite(sd) ? sd : 0;
        return { x: x(month), y: y(value), low: y(value - error), high: y(value + error) };
      }),
  };
}

const pair = (firstMonth: number, low: Float32Array, high: Float32Array): Point[] =>
  Array.from(low, (value, i) => ({ month: firstMonth + i, low: value, high: high[i] as number }));

function visibleValues(data: SeriesData, from: number, to: number): number[] {
  const values: number[] = [];
  const take = (firstMonth: number, line: Float32Array): void => {
    line.forEach((value, i) => {
      const month = firstMonth + i;
      if (Number.isFinite(value) && month >= from && month < to) values.push(value);
    });
  };
  if (data.process) take(data.process.firstMonth, data.process.values);
  for (const quantile of data.fan?.quantiles ?? []) take(data.fan?.firstMonth ?? 0, quantile);
  for (const { month, value } of data.observations) if (month >= from && month < to) values.push(value);
  return values;
}

/** Januaries to label, at most eight. */
function yearsIn(from: number, to: number): number[] {
  const step = [12, 24, 60, 120, 240].find((s) => (to - from) / s <= 8) ?? 480;
  const marks: number[] = [];
  for (let m = Math.ceil((from - 12) / step) * step + 12; m < to; m += step) marks.push(m);
  return marks;
}

/** What the figure says of one month, for text and screen readers. */
export interface MonthReading {
  readonly process: number | undefined;
  readonly quantiles: readonly number[] | undefined;
  readonly observations: SeriesData['observations'];
}

export function readMonth(data: SeriesData, month: number): MonthReading {
  const processValue = data.process?.values[month - data.process.firstMonth];
  const fan = data.fan;
  const quantiles = fan?.quantiles.map((q) => q[month - fan.firstMonth] ?? Number.NaN);
  return {
    process: processValue !== undefined && Number.isFinite(processValue) ? processValue : undefined,
    quantiles: quantiles?.every((q) => Number.isFinite(q)) && quantiles.length > 0 ? quantiles : undefined,
    observations: data.observations.filter((o) => o.month === month),
  };
}
