import { monthOfYear } from '../core/month.ts';
import type { Target } from '../core/variable.ts';
import type { CellSeries, PROCESSES } from './cell-series.ts';
import { scaled, unscaled } from './latent.ts';

/**
 * How far the process model is believed before any observation: in its contrast between places, and in its ups and downs from year to
 * year, each 0 to 1. A process model can be right about where thaw is deep and wrong about which summer, or the other way round.
 */
export interface Temper {
  readonly places: number;
  readonly years: number;
  /** Middle of the process estimates by month of the year on the latent scale, January first: what is believed at 0. */
  readonly middle: readonly number[];
}

/** Usual process estimate by month of the year at one cell, canonical unit, January first; NaN where it is always frozen or missing. */
export type Usual = Float32Array;

/**
 * The process estimate as far as it is believed, canonical unit. Frozen stays frozen, missing stays missing.
 * @param usual process estimate usual in that month at that place; NaN when unknown
 */
export function tempered(t: Temper, target: Target, process: number, usual: number, month: number): number {
  if (Number.isNaN(process) || Number.isNaN(usual) || (target === 'alt' && process === 0)) return process;
  const middle = t.middle[monthOfYear(month) - 1] as number;
  const at = scaled(target, usual);
  return unscaled(target, middle + t.places * (at - middle) + t.years * (scaled(target, process) - at));
}

/** What is usual in one cell of a square over `months` from the start of its series. */
export function usualIn(c: CellSeries, cell: number, months = c.months): Readonly<Record<Target, Usual>> {
  const of = (target: (typeof PROCESSES)[number]): Usual => {
    const sum = new Float64Array(12);
    const count = new Float64Array(12);
    const size = c.rows * c.cols;
    for (let m = 0; m < months; m++) {
      const v = c.process[target][m * size + cell] as number;
      if (Number.isNaN(v) || (target === 'alt' && v === 0)) continue;
      const k = monthOfYear(c.firstMonth + m) - 1;
      sum[k] = (sum[k] as number) + scaled(target, v);
      count[k] = (count[k] as number) + 1;
    }
    return Float32Array.from({ length: 12 }, (_, k) =>
      count[k] === 0 ? Number.NaN : unscaled(target, (sum[k] as number) / (count[k] as number)),
    );
  };
  return { alt: of('alt'), co2: of('co2'), ch4: of('ch4') };
}
