import type { Target } from '../core/variable.ts';
import type { Level } from '../grid/level.ts';
import type { Analysis } from '../learn/analysis.ts';
import type { Ensemble } from '../learn/ensemble.ts';
import type { Store } from '../store/store.ts';
import type { Scenario } from './scenario.ts';

/** Whole rows and columns of the store window of a level. */
export interface Box {
  readonly level: Level;
  readonly row: number;
  readonly col: number;
  readonly rows: number;
  readonly cols: number;
}

/** What all tiles of a forecast have in common. */
export interface TileJob {
  readonly ensemble: Ensemble;
  readonly analyses: readonly Analysis[];
  readonly store: Store;
  readonly scenario: Scenario;
  /** First month of the forecast, and how many. */
  readonly firstMonth: number;
  readonly months: number;
}

/** Quantiles of some months of a box. */
export interface TileForecast {
  readonly box: Box;
  /** First month, and how many. */
  readonly firstMonth: number;
  readonly months: number;
  /** By target `[quantile][month, row, col]`, canonical unit, NaN off land. */
  readonly quantiles: Readonly<Record<Target, readonly Float32Array[]>>;
}

/** Months of the store the networks warm up on. */
export const WARM_UP = 12;
