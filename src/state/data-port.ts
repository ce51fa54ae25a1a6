import type { Companion } from '../../workers/data.protocol.ts';
import type { Target } from '../core/variable.ts';
import type { Cell } from '../grid/ease2.ts';
import type { Level } from '../grid/level.ts';
import type { StoreRef } from '../store/ref.ts';
import type { RowPage, RowsWanted } from '../store/row-page.ts';
import type { FrameRequest, OpenStore } from './question.ts';
import type { NearObservation } from './series.ts';
import type { Site } from './studio.ts';
import type { LonLat } from './view.ts';

/** A value of one cell and month: the finest level that holds data there. */
export interface CellValue {
  readonly level: Level;
  readonly cell: Cell;
  /** Median of a forecast, or the one number there is. */
  readonly value: number;
  /** One number a quantile of the store. */
  readonly quantiles?: readonly number[];
}

/** One cell through all months of a store. */
export interface CellSeries {
  readonly level: Level | undefined;
  readonly firstMonth: number;
  /** One line, or one a quantile. */
  readonly lines: readonly Float32Array[];
  readonly observations: readonly NearObservation[];
}

/** What the page wants of the data worker. All calls reject with StudioErrors. */
export interface DataPort {
  open(ref: StoreRef, signal?: AbortSignal): Promise<OpenStore>;
  frame(request: FrameRequest, quantile: number | undefined, signal?: AbortSignal): Promise<Float32Array>;
  /** Undefined outside the grid's window. */
  value(
    store: OpenStore,
    field: Target,
    place: LonLat,
    month: number,
    signal?: AbortSignal,
  ): Promise<CellValue | undefined>;
  series(store: OpenStore, field: Target, place: LonLat, signal?: AbortSignal): Promise<CellSeries>;
  sites(store: OpenStore, signal?: AbortSignal): Promise<readonly Site[]>;
  /** A text that a build left in the store; undefined when there is none. */
  companion(store: OpenStore, name: Companion, signal?: AbortSignal): Promise<string | undefined>;
  /** A page of the store's observations. */
  rows(store: OpenStore, wanted: RowsWanted, signal?: AbortSignal): Promise<RowPage>;
}
