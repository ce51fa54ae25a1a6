import { monthOfYear } from '../core/month.ts';
import { FACTOR } from '../grid/level.ts';
import { type CellSeries, DRIVERS, STATICS } from './cell-series.ts';

/**
 * What the network is told about a cell in a month, in this order. Scales are physical constants, not fitted: nothing about the data
 * can leak through them. A value that is missing is 0 and its mask 0.
 */
export const CHANNELS = [
  ...DRIVERS,
  ...DRIVERS.map((d) => `${d} known`),
  't_air anomaly',
  'precip anomaly',
  'swe anomaly',
  ...STATICS,
  'statics known',
  'alt process',
  'co2 process',
  'ch4 process',
  'process known',
  'season sine',
  'season cosine',
  'cell size',
  // Below: told per sample, because they depend on what may be seen.
  'alt analysis',
  'co2 analysis',
  'ch4 analysis',
  'alt lag',
  'co2 lag',
  'ch4 lag',
  'alt lag observed',
  'co2 lag observed',
  'ch4 lag observed',
] as const;

/** Channels that depend on the cell alone; the rest are analysis and lags. */
export const BASE = CHANNELS.indexOf('alt analysis');
export const ANALYSIS_AT = BASE;
export const LAG_AT = BASE + 3;
export const LAG_MASK_AT = BASE + 6;

/** Centre and width of each driver: about the mean and the spread over Alaska's months. */
const DRIVER_SCALE = {
  t_air: [-5, 13],
  precip: [30, 25],
  swe: [0.05, 0.07],
  sw_in: [100, 90],
  vp: [500, 350],
} as const;
const STATIC_SCALE = {
  elevation: [300, 400],
  land: [0.5, 0.5],
  wetness: [0.3, 0.25],
  tree: [0.25, 0.25],
  organic: [0.18, 0.12],
  permafrost: [0.6, 0.35],
} as const;

/** `[month of year][cell]` of a driver over the months given; NaN where there is nothing. */
function climate(values: Float32Array, firstMonth: number, cells: number, months: number): Float32Array[] {
  const sum = Array.from({ length: 12 }, () => new Float32Array(cells));
  const count = Array.from({ length: 12 }, () => new Float32Array(cells));
  for (let m = 0; m < months; m++) {
    const k = monthOfYear(firstMonth + m) - 1;
    const s = sum[k] as Float32Array;
    const n = count[k] as Float32Array;
    for (let i = 0; i < cells; i++) {
      const v = values[m * cells + i] as number;
      if (Number.isNaN(v)) continue;
      s[i] = (s[i] as number) + v;
      n[i] = (n[i] as number) + 1;
    }
  }
  return sum.map((s, k) => s.map((v, i) => v / ((count[k] as Float32Array)[i] as number)));
}

/**
 * The channels that depend on the cell alone.
 *
 * @param climateMonths how many months from the start of the series make the climate that anomalies refer to; a forecast passes the
 *   months of its store, so that a trend ahead shows as an anomaly
 * @param span half-open range of months of the series, counted from its first, that are encoded: all of them by default
 * @returns `[month, row, col, BASE]`, finite everywhere
 */
export function encodeBase(
  c: CellSeries,
  climateMonths = c.months,
  span: readonly [number, number] = [0, c.months],
): Float32Array {
  const cells = c.rows * c.cols;
  const out = new Float32Array((span[1] - span[0]) * cells * BASE);
  const put = (channel: number, at: number, v: number) => {
    out[(at - span[0] * cells) * BASE + channel] = v;
  };
  const anomalous = (['t_air', 'precip', 'swe'] as const).map((d) =>
    climate(c.drivers[d], c.firstMonth, cells, climateMonths),
  );
  const size = Math.log(FACTOR[c.level]) / Math.log(36);
  for (let m = span[0]; m < span[1]; m++) {
    const k = monthOfYear(c.firstMonth + m) - 1;
    const angle = (2 * Math.PI * (k + 0.5)) / 12;
    for (let i = 0; i < cells; i++) {
      const at = m * cells + i;
      DRIVERS.forEach((d, j) => {
        const v = c.drivers[d][at] as number;
        if (Number.isNaN(v)) return;
        const [mid, width] = DRIVER_SCALE[d];
        put(j, at, bounded((v - mid) / width));
        put(5 + j, at, 1);
      });
      const [air, rain, snow] = anomalous.map((a) => (a[k] as Float32Array)[i] as number) as [number, number, number];
      put(10, at, finite(((c.drivers.t_air[at] as number) - air) / 3));
      put(11, at, finite(Math.log(((c.drivers.precip[at] as number) + 5) / (rain + 5))));
      put(12, at, finite(((c.drivers.swe[at] as number) - snow) / 0.05));
      let known = 1;
      STATICS.forEach((s, j) => {
        const v = c.statics[s][i] as number;
        const [mid, width] = STATIC_SCALE[s];
        if (Number.isNaN(v)) known -= 1 / STATICS.length;
        else put(13 + j, at, bounded((v - mid) / width));
      });
      put(19, at, known);
      const alt = c.process.alt[at] as number;
      put(20, at, finite((alt - 0.3) / 0.4));
      put(21, at, finite(c.process.co2[at] as number));
      put(22, at, finite(Math.asinh((c.process.ch4[at] as number) / 3) / 2));
      put(23, at, Number.isNaN(alt) ? 0 : 1);
      put(24, at, Math.sin(angle));
      put(25, at, Math.cos(angle));
      put(26, at, size);
    }
  }
  return out;
}

/** Four widths from the middle is as far as anything is told: beyond, a network only extrapolates. */
const bounded = (v: number): number => Math.min(Math.max(v, -4), 4);
const finite = (v: number): number => (Number.isFinite(v) ? bounded(v) : 0);
