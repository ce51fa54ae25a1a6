import type { Level } from '../grid/level.ts';
import type { ObservationTable, StoreMeta } from './schema.ts';

/** Half-open ranges in the store window of a level (row 0 is the northernmost row of the Alaska window). */
export interface BlockRequest {
  readonly field: string;
  readonly level: Level;
  /** Absolute months since 1969-01, half-open. Ignored for static fields. */
  readonly months?: readonly [number, number];
  readonly rows: readonly [number, number];
  readonly cols: readonly [number, number];
  /** Index on the quantile axis; needed for forecast fields. */
  readonly quantile?: number;
}

/** `[month, row, col]`, canonical unit, NaN where there is no data; months is 1 for a static field. */
export interface FieldBlock {
  readonly months: number;
  readonly rows: number;
  readonly cols: number;
  readonly values: Float32Array;
}

/** A store opened for reading. Months outside the store's time axis read as NaN, cells outside the window are a RangeError. */
export interface Store {
  readonly name: string;
  readonly meta: StoreMeta;
  /**
   * @throws CorruptChunk naming array and chunk when stored bytes do not decode; an absent chunk is NaN
   * @throws BadRequest when the field or level does not exist
   */
  readBlock(request: BlockRequest, signal?: AbortSignal): Promise<FieldBlock>;
  /** The observation table; empty when the store has none. */
  observations(signal?: AbortSignal): Promise<ObservationTable>;
}
