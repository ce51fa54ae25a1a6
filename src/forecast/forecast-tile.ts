import { monthOfYear } from '../core/month.ts';
import type { OnProgress } from '../core/progress.ts';
import { TARGETS, type Target } from '../core/variable.ts';
import { FACTOR, type Level } from '../grid/level.ts';
import { windowCentre, windowOf } from '../grid/window.ts';
import type { Analysis } from '../learn/analysis.ts';
import { type CellSeries, DRIVERS, PROCESSES, readCellSeries, STATICS } from '../learn/cell-series.ts';
import type { Place } from '../learn/covariance.ts';
import { combined, type Ensemble } from '../learn/ensemble.ts';
import { landscape } from '../learn/knowledge.ts';
import { valueAt } from '../learn/latent.ts';
import { tempered, usualIn } from '../learn/temper.ts';
import { coarsen } from '../store/pyramid.ts';
import type { Store } from '../store/store.ts';
import { extendSeries } from './extend-series.ts';
import { MapAnalysis } from './map-analysis.ts';
import { MapVariance } from './map-variance.ts';
import { runMembers } from './run-members.ts';
import type { Scenario } from './scenario.ts';
import { QUANTILES, quantileOffsets, stretchAt } from './target-forecast.ts';

/** Whole rows and columns of the store window of a level. */
export interface Box {
  readonly level: Level;
  readonly row: number;
  readonly col: number;
  readonly rows: number;
  readonly cols: number;
}

export interface TileJob {
  readonly ensemble: Ensemble;
  readonly analyses: readonly Analysis[];
  readonly store: Store;
  readonly scenario: Scenario;
  /** First month of the forecast, and how many. */
  readonly firstMonth: number;
  readonly months: number;
}

/** Quantiles of one target `[quantile][month, row, col]`, canonical unit, NaN off land. */
export type TileForecast = Readonly<Record<Target, readonly Float32Array[]>>;

/** Months of the store the networks warm up on, and the process models run up on. */
const WARM_UP = 12;
const HISTORY = 180;
/** Cells around a tile whose weather the convolutions of its edge see. */
const HALO = 2;
const T = TARGETS.length;

/** Forecast of a tile; undefined where it has no land with climate. */
export async function forecastTile(
  job: TileJob,
  box: Box,
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<TileForecast | undefined> {
  const halo = box.level === 'M01' ? 0 : HALO;
  const { store, firstMonth, months } = job;
  const square = {
    ...box,
    row: box.row - halo,
    col: box.col - halo,
    rows: box.rows + 2 * halo,
    cols: box.cols + 2 * halo,
  };
  const from = Math.max(store.meta.firstMonth, firstMonth - HISTORY);
  const past = await readCellSeries(store, square, signal, [from, firstMonth]);
  const land = landOf(past, box, halo);
  if (land.length === 0) return undefined;
  const series = extendSeries(past, from, firstMonth + months, job.scenario);
  const seen = lastMonths(series, WARM_UP + months);
  const analysis = analysisOf(job, seen);
  // Convolutions at 1 km would cost nine times as much and see the same weather: the residual there is told on 3-km cells.
  const coarse = box.level === 'M01' ? 3 : 1;
  const residual = await runMembers(
    job.ensemble,
    coarse === 1 ? seen : coarseSeries(seen, coarse),
    coarse === 1 ? analysis : coarseAnalysis(analysis, seen, coarse),
    WARM_UP,
    WARM_UP,
    onProgress,
    signal,
  );
  return quantilesOf(job, box, { past, seen, analysis, residual, land, halo, coarse });
}

/** Indices in the tile of cells with land and climate. */
function landOf(past: CellSeries, box: Box, halo: number): number[] {
  const out: number[] = [];
  const size = past.rows * past.cols;
  const last = (past.months - 1) * size;
  for (let r = 0; r < box.rows; r++) {
    for (let c = 0; c < box.cols; c++) {
      const i = (r + halo) * past.cols + c + halo;
      const share = past.statics.land[i] as number;
      if (share > 0 && !Number.isNaN(past.drivers.t_air[last + i] as number)) out.push(r * box.cols + c);
    }
  }
  return out;
}

/** The end of a series. */
function lastMonths(c: CellSeries, months: number): CellSeries {
  const cells = c.rows * c.cols;
  const from = (c.months - months) * cells;
  const cut = <K extends string>(of: Readonly<Record<K, Float32Array>>) =>
    Object.fromEntries(Object.entries<Float32Array>(of).map(([k, v]) => [k, v.subarray(from)])) as Record<
      K,
      Float32Array
    >;
  return {
    ...c,
    firstMonth: c.firstMonth + c.months - months,
    months,
    drivers: cut(c.drivers),
    process: cut(c.process),
  };
}

const placeOf = (c: CellSeries, row: number, col: number): Place => {
  const { rows, cols } = windowOf(c.level);
  const { lon, lat } = windowCentre(
    c.level,
    Math.min(Math.max(c.row + row, 0), rows - 1),
    Math.min(Math.max(c.col + col, 0), cols - 1),
  );
  return { lon, lat, features: landscape(c, lat, row * c.cols + col) };
};

/** Mean of the analysis `[month, cell, target]`; 0 where there is no climate. */
function analysisOf(job: TileJob, c: CellSeries): Float32Array {
  const cells = c.rows * c.cols;
  const out = new Float32Array(c.months * cells * T);
  const maps = job.analyses.map((a) => new MapAnalysis(a, c.firstMonth, c.months));
  for (let i = 0; i < cells; i++) {
    if (Number.isNaN(c.drivers.t_air[i] as number)) continue;
    const place = placeOf(c, Math.floor(i / c.cols), i % c.cols);
    maps.forEach((m, t) => {
      m.add(place, out, cells * T, i * T + t);
    });
  }
  return out;
}

function coarseSeries(c: CellSeries, ratio: number): CellSeries {
  const shape = { months: c.months, rows: c.rows, cols: c.cols };
  const mean = (v: Float32Array, months = c.months) => coarsen(v, { ...shape, months }, ratio);
  const level: Level = FACTOR[c.level] * ratio === FACTOR.M03 ? 'M03' : 'M09';
  return {
    level,
    row: c.row / ratio,
    col: c.col / ratio,
    rows: c.rows / ratio,
    cols: c.cols / ratio,
    firstMonth: c.firstMonth,
    months: c.months,
    drivers: Object.fromEntries(DRIVERS.map((d) => [d, mean(c.drivers[d])])) as CellSeries['drivers'],
    statics: Object.fromEntries(STATICS.map((s) => [s, mean(c.statics[s], 1)])) as CellSeries['statics'],
    process: Object.fromEntries(PROCESSES.map((t) => [t, mean(c.process[t])])) as CellSeries['process'],
  };
}

function coarseAnalysis(analysis: Float32Array, c: CellSeries, ratio: number): Float32Array {
  const cells = c.rows * c.cols;
  const coarse = cells / (ratio * ratio);
  const out = new Float32Array(c.months * coarse * T);
  const one = new Float32Array(c.months * cells);
  for (let t = 0; t < T; t++) {
    for (let i = 0; i < one.length; i++) one[i] = analysis[i * T + t] as number;
    const mean = coarsen(one, { months: c.months, rows: c.rows, cols: c.cols }, ratio);
    for (let i = 0; i < mean.length; i++) out[i * T + t] = mean[i] as number;
  }
  return out;
}

interface Parts {
  readonly past: CellSeries;
  readonly seen: CellSeries;
  readonly analysis: Float32Array;
  readonly residual: Awaited<ReturnType<typeof runMembers>>;
  readonly land: readonly number[];
  readonly halo: number;
  readonly coarse: number;
}

function quantilesOf(job: TileJob, box: Box, p: Parts): TileForecast {
  const { firstMonth, months, ensemble } = job;
  const size = box.rows * box.cols;
  const out = Object.fromEntries(
    TARGETS.map((t) => [t, QUANTILES.map(() => new Float32Array(months * size).fill(Number.NaN))]),
  ) as Record<Target, Float32Array[]>;
  const step = box.level === 'M01' ? 24 : 18;
  const variances = job.analyses.map(
    (a) => new MapVariance(a, firstMonth, months, box, step, (r, c) => placeOf(p.seen, r + p.halo, c + p.halo)),
  );
  const wide = p.seen.cols;
  const cells = p.seen.rows * wide;
  const coarseCols = wide / p.coarse;
  const coarseCells = cells / (p.coarse * p.coarse);
  const variance = new Float64Array(months);
  for (const at of p.land) {
    const row = Math.floor(at / box.cols) + p.halo;
    const col = (at % box.cols) + p.halo;
    const cell = row * wide + col;
    const coarse = Math.floor(row / p.coarse) * coarseCols + Math.floor(col / p.coarse);
    const usual = usualIn(p.past, cell);
    const place = placeOf(p.seen, row, col);
    TARGETS.forEach((target, t) => {
      const model = ensemble.models[target];
      (variances[t] as MapVariance).fill(row - p.halo, col - p.halo, variance);
      const offsets = quantileOffsets(stretchAt(ensemble, target, nearestTo(place, job.analyses[t] as Analysis)));
      for (let m = 0; m < months; m++) {
        const now = WARM_UP + m;
        const r = (m * coarseCells + coarse) * T + t;
        const g = combined(
          { stacking: [1], residualShare: ensemble.residualShare },
          t,
          {
            mean: p.analysis[(now * cells + cell) * T + t] as number,
            variance: (variance[m] as number) + model.ordinaryError,
          },
          [p.residual],
          r,
        );
        const share = ensemble.residualShare[target];
        const sd = Math.sqrt(g.variance + share * share * (p.residual.disagreement[r] as number));
        const month = firstMonth + m;
        const raw = p.seen.process[target][now * cells + cell] as number;
        const base = tempered(model.temper, target, raw, usual[target][monthOfYear(month) - 1] as number, month);
        for (let q = 0; q < offsets.length; q++) {
          const v = valueAt(model.latent, g.mean + (offsets[q] as number) * sd, base, month);
          (out[target][q] as Float32Array)[m * size + at] = v;
        }
      }
    });
  }
  return out;
}

/** Metres to the nearest measured place, roughly: it only blends two calibrations. */
function nearestTo(place: Place, analysis: Analysis): number {
  let best = Number.POSITIVE_INFINITY;
  const squeeze = Math.cos((place.lat * Math.PI) / 180);
  for (const i of analysis.measured) {
    const p = analysis.places[i] as Place;
    best = Math.min(best, Math.hypot((p.lon - place.lon) * squeeze, p.lat - place.lat));
  }
  return best * 111_200;
}
