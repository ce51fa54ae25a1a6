import type { Level } from '../grid/level.ts';
import type { Scenario } from './scenario.ts';

/** What is to be forecast. */
export interface ForecastOrder {
  /** Months after the last month of the tiles store, 1 to 1200. */
  readonly months: number;
  readonly scenario: Scenario;
  /** The whole map at M09 with every named place at its own level, or one window of one level. */
  readonly region: 'all' | ForecastWindow;
}

/** Half-open ranges in the store window of a level. */
export interface ForecastWindow {
  readonly level: Level;
  readonly rows: readonly [number, number];
  readonly cols: readonly [number, number];
}

/** Where a forecast is. */
export interface ForecastProgress {
  readonly what: string;
  readonly done: number;
  readonly of: number;
  readonly secondsLeft: number | null;
}
