import { throwIfCancelled, turn } from '../core/turn.ts';
import { TARGETS } from '../core/variable.ts';
import { windowCentre } from '../grid/window.ts';
import { type CellSeries, readCellSeries } from '../learn/cell-series.ts';
import type { Place } from '../learn/covariance.ts';
import { landscape } from '../learn/knowledge.ts';
import { extendSeries } from './extend-series.ts';
import { MapAnalysis } from './map-analysis.ts';
import { thawsIn } from './thaw-mask.ts';
import { type Box, type TileJob, WARM_UP } from './tile-job.ts';

const T = TARGETS.length;
/** Months of the store that process models run up on. */
const HISTORY = 180;
/** Rows of cells between two looks at whether it was cancelled. */
const ROWS_A_TURN = 8;

/** All that is known of a tile before a network runs. */
export interface PreparedTile {
  readonly box: Box;
  /** Some months of the store that warm up, then the months of the forecast. */
  readonly seen: CellSeries;
  readonly warmUp: number;
  /** Mean of the analysis `[month of seen, cell, target]`, latent units; 0 where there is no climate. */
  readonly analysis: Float32Array;
}

/** What is read of a tile: apart from `prepareTile`, so that the next tile is read while this one is prepared. */
export interface ReadTile {
  readonly box: Box;
  /** The store's own months. */
  readonly past: CellSeries;
  /** `[cell]`, 1 where thaw depth is told; undefined: everywhere. */
  readonly thaws: Uint8Array | undefined;
}

export async function readTile({ store, firstMonth }: TileJob, box: Box, signal?: AbortSignal): Promise<ReadTile> {
  const from = Math.max(store.meta.firstMonth, firstMonth - HISTORY);
  const past = await readCellSeries(store, box, signal, [from, firstMonth]);
  return { box, past, thaws: await thawsIn(store, box, signal) };
}

export async function prepareTile(job: TileJob, { box, past }: ReadTile, signal?: AbortSignal): Promise<PreparedTile> {
  await turn(signal);
  const series = extendSeries(past, past.firstMonth, job.firstMonth + job.months, job.scenario);
  const warmUp = Math.min(past.months, WARM_UP);
  const seen = lastMonths(series, warmUp + job.months);
  return { box, seen, warmUp, analysis: await analysisOf(job, seen, signal) };
}

/** Place of a cell of a series, for the analysis. */
export function placeOf(c: CellSeries, row: number, col: number): Place {
  const { lon, lat } = windowCentre(c.level, c.row + row, c.col + col);
  return { lon, lat, features: landscape(c, lat, row * c.cols + col) };
}

/** The end of a series. */
function lastMonths(c: CellSeries, months: number): CellSeries {
  const cells = c.rows * c.cols;
  const from = (c.months - months) * cells;
  // A copy, so that the long history can go.
  const cut = <K extends string>(of: Readonly<Record<K, Float32Array>>) =>
    Object.fromEntries(Object.entries<Float32Array>(of).map(([k, v]) => [k, v.slice(from)])) as Record<K, Float32Array>;
  const firstMonth = c.firstMonth + c.months - months;
  return { ...c, firstMonth, months, drivers: cut(c.drivers), process: cut(c.process) };
}

async function analysisOf(job: TileJob, c: CellSeries, signal?: AbortSignal): Promise<Float32Array> {
  const cells = c.rows * c.cols;
  const out = new Float32Array(c.months * cells * T);
  const maps = job.analyses.map((a) => new MapAnalysis(a, c.firstMonth, c.months));
  for (let row = 0; row < c.rows; row++) {
    if (row % ROWS_A_TURN === 0) await turn(signal);
    for (let col = 0; col < c.cols; col++) {
      const i = row * c.cols + col;
      if (Number.isNaN(c.drivers.t_air[i] as number)) continue;
      const place = placeOf(c, row, col);
      for (const [t, m] of maps.entries()) m.add(place, out, cells * T, i * T + t);
    }
  }
  throwIfCancelled(signal);
  return out;
}
