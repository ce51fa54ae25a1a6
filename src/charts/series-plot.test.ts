import { describe, expect, it } from 'vitest';
import type { SeriesData } from '../state/series.ts';
import { PLOT, readMonth, seriesPlot } from './series-plot.ts';

const f = (...values: number[]) => Float32Array.from(values);
const data: SeriesData = {
  variable: 'alt',
  place: { lon: -150, lat: 68 },
  level: 'M09',
  process: { firstMonth: 600, values: f(0, 0.25, Number.NaN, 0.5) },
  fan: { firstMonth: 604, quantiles: [f(0.25, 0.25), f(0.375, 0.25), f(0.5, 0.5), f(0.75, 0.5), f(1, 0.75)] },
  observations: [{ month: 601, value: 0.5, sd: 0.125, site: 'a', distance: 0 }],
  pseudo: false,
};
const range = [600, 606] as const;

describe('the series figure', () => {
  it('draws thaw depth downward from the ground line, and a flux upward', () => {
    const thaw = seriesPlot(data, range);
    expect(thaw.y(0)).toBe(PLOT.top);
    expect(thaw.y(0.5)).toBeGreaterThan(thaw.y(0.25));
    const flux = seriesPlot({ ...data, variable: 'co2' }, range);
    expect(flux.y(0.5)).toBeLessThan(flux.y(0.25));
  });

  it('leaves a gap where a month is missing', () => {
    expect(seriesPlot(data, range).process.match(/M/g)).toHaveLength(2);
  });

  it('puts the widest band and every error bar inside the frame', () => {
    const { y, observations } = seriesPlot(data, range);
    expect(y(1)).toBeLessThan(PLOT.height - PLOT.bottom);
    expect(observations[0]!.high - observations[0]!.low).toBeCloseTo(y(0.625) - y(0.375), 6);
  });

  it('reads one month as numbers, and none where there is none', () => {
    expect(readMonth(data, 601)).toMatchObject({ process: 0.25, quantiles: undefined });
    expect(readMonth(data, 601).observations).toHaveLength(1);
    expect(readMonth(data, 604)).toMatchObject({ process: undefined, quantiles: [0.25, 0.375, 0.5, 0.75, 1] });
    expect(readMonth(data, 602).process).toBeUndefined();
  });
});
