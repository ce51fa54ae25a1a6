import { monthOfYear } from '../core/month.ts';
import { latitudeOfRow } from '../grid/ease2.ts';
import { windowOf } from '../grid/window.ts';
import { type CellSeries, DRIVERS, PROCESSES } from '../learn/cell-series.ts';
import { Estimator } from '../process/estimator.ts';
import { saturationPressure } from '../process/vapour.ts';
import type { Scenario } from './scenario.ts';

/** Years of the store whose climate is carried on. */
const REFERENCE_YEARS = 15;
/** Months of the store the process models run up on before they go beyond it: their soil carbon needs ten years. */
const RUN_UP = 120;
/** Snow that a degree of warming costs: a plain assumption, between the gain of wetter and the loss of shorter winters. */
const SNOW_PER_KELVIN = 0.06;

/**
 * A series with months before and after the store's own. Drivers there are the mean climate of the store's nearest fifteen years by
 * month, with the scenario's trend counted from the middle of those years onwards; before the store there is no trend. The
 * process models are run over them, and joined to the store's own estimates without a step in the mean.
 *
 * @param from,to half-open range of months wanted; the result covers it and the store
 */
export function extendSeries(c: CellSeries, from: number, to: number, scenario: Scenario): CellSeries {
  const end = c.firstMonth + c.months;
  const first = Math.min(from, c.firstMonth);
  const last = Math.max(to, end);
  if (first === c.firstMonth && last === end) return c;
  const cells = c.rows * c.cols;
  const months = last - first;
  const offset = c.firstMonth - first;
  const widen = (values: Float32Array) => {
    const out = new Float32Array(months * cells).fill(Number.NaN);
    out.set(values, offset * cells);
    return out;
  };
  const drivers = Object.fromEntries(DRIVERS.map((d) => [d, widen(c.drivers[d])])) as CellSeries['drivers'];
  const process = Object.fromEntries(PROCESSES.map((t) => [t, widen(c.process[t])])) as CellSeries['process'];
  const wide: CellSeries = { ...c, firstMonth: first, months, drivers, process };
  const reference = Math.min(12 * REFERENCE_YEARS, c.months);
  if (last > end) carryOn(wide, end - first, months, end - reference - first, end - first, scenario);
  if (offset > 0) carryOn(wide, 0, offset, offset, offset + reference, { ...scenario, warming: 0, wetting: 0 });
  if (last > end) estimate(wide, end - first, months, Math.max(end - first - RUN_UP, offset));
  if (offset > 0) estimate(wide, 0, offset, 0, Math.min(offset + RUN_UP, months));
  return wide;
}

/** Fills drivers of months [from, to) (indices) from the climate of months [refFrom, refTo). */
function carryOn(c: CellSeries, from: number, to: number, refFrom: number, refTo: number, s: Scenario): void {
  const cells = c.rows * c.cols;
  const middle = (refFrom + refTo) / 2;
  for (let cell = 0; cell < cells; cell++) {
    for (const d of DRIVERS) {
      const values = c.drivers[d];
      const sum = new Float64Array(12);
      const count = new Float64Array(12);
      for (let m = refFrom; m < refTo; m++) {
        const v = values[m * cells + cell] as number;
        if (Number.isNaN(v)) continue;
        const k = monthOfYear(c.firstMonth + m) - 1;
        sum[k] = (sum[k] as number) + v;
        count[k] = (count[k] as number) + 1;
      }
      for (let m = from; m < to; m++) {
        const k = monthOfYear(c.firstMonth + m) - 1;
        values[m * cells + cell] = (sum[k] as number) / (count[k] as number);
      }
    }
    for (let m = from; m < to; m++) shift(c, m * cells + cell, (m - middle) / 120, s);
  }
}

/** Applies the trend after `decades` to the drivers at one index; air temperature last, because vapour needs it as it was. */
function shift({ drivers: d }: CellSeries, i: number, decades: number, s: Scenario): void {
  const warmer = s.warming * decades;
  const wetter = Math.max(0.1, 1 + (s.wetting / 100) * decades);
  const air = d.t_air[i] as number;
  d.precip[i] = (d.precip[i] as number) * wetter;
  d.swe[i] = (d.swe[i] as number) * wetter * Math.max(0, 1 - SNOW_PER_KELVIN * warmer);
  // Relative humidity stays, vapour follows temperature.
  d.vp[i] = ((d.vp[i] as number) * saturationPressure(air + warmer)) / saturationPressure(air);
  d.t_air[i] = air + warmer;
}

/** Process estimates of months [from, to) from a run that starts at `start` (indices) and ends at `until`. */
function estimate(c: CellSeries, from: number, to: number, start: number, until = to): void {
  const cells = c.rows * c.cols;
  const n = until - start;
  const run = new Estimator(c.firstMonth + start, n);
  const { row0 } = windowOf(c.level);
  for (let cell = 0; cell < cells; cell++) {
    if (Number.isNaN(c.drivers.t_air[from * cells + cell] as number)) continue;
    for (let m = 0; m < n; m++) {
      const i = (start + m) * cells + cell;
      run.air[m] = c.drivers.t_air[i] as number;
      run.precip[m] = c.drivers.precip[i] as number;
      run.swe[m] = c.drivers.swe[i] as number;
      run.shortWave[m] = c.drivers.sw_in[i] as number;
      run.vapour[m] = c.drivers.vp[i] as number;
    }
    const lat = latitudeOfRow(c.level, row0 + c.row + Math.floor(cell / c.cols) + 0.5);
    run.run(lat, c.statics.wetness[cell], c.statics.tree[cell], c.statics.organic[cell]);
    for (const t of PROCESSES) join(c.process[t], run[t], { cell, cells, from, to, start, until }, t === 'alt');
  }
}

interface Span {
  readonly cell: number;
  readonly cells: number;
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly until: number;
}

/** Copies a run into the span, shifted by its mean difference from the store's estimate where both exist; thaw has no memory to shift. */
function join(into: Float32Array, run: Float64Array, s: Span, plain: boolean): void {
  let gap = 0;
  let n = 0;
  for (let m = s.start; m < s.until && !plain; m++) {
    if (m >= s.from && m < s.to) continue;
    const d = (into[m * s.cells + s.cell] as number) - (run[m - s.start] as number);
    if (Number.isNaN(d)) continue;
    gap += d;
    n++;
  }
  const by = n > 0 ? gap / n : 0;
  for (let m = s.from; m < s.to; m++) into[m * s.cells + s.cell] = (run[m - s.start] as number) + by;
}
