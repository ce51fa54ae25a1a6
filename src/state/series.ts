import { createStore } from 'zustand/vanilla';
import type { Target } from '../core/variable.ts';
import type { Level } from '../grid/level.ts';
import { IDLE, type Loading } from './loading.ts';
import type { LonLat } from './view.ts';

/** One value a month from `firstMonth` on; NaN where there is no data. */
export interface MonthlyLine {
  readonly firstMonth: number;
  readonly values: Float32Array;
}

/** A measured value near the place. */
export interface NearObservation {
  readonly month: number;
  readonly value: number;
  /** One standard deviation; NaN where unknown. */
  readonly sd: number;
  readonly site: string;
  /** Metres from the pinned place. */
  readonly distance: number;
}

/** Everything the figure `Series` draws of one place and quantity. */
export interface SeriesData {
  readonly variable: Target;
  readonly place: LonLat;
  /** Level of the cell that answered. */
  readonly level: Level | undefined;
  /** What the process model makes of the past. */
  readonly process: MonthlyLine | undefined;
  /** Forecast quantiles 5, 25, 50, 75, 95 %, in this order. */
  readonly fan: { readonly firstMonth: number; readonly quantiles: readonly Float32Array[] } | undefined;
  readonly observations: readonly NearObservation[];
  /** True when the observations are drawn from a model, as Reference Alaska's are. */
  readonly pseudo: boolean;
}

export const series = createStore<{ readonly data: Loading<SeriesData> }>(() => ({ data: IDLE }));
