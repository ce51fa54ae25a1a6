import type { Level } from '../grid/level.ts';

/** A rectangle of cells in the store window of a level, half-open. */
export interface Patch {
  readonly level: Level;
  readonly rows: readonly [number, number];
  readonly cols: readonly [number, number];
}

/** One year (or less) of one field over a patch: what a texture array holds. Never changed once made. */
export interface Frame {
  readonly patch: Patch;
  /** First month, absolute, and how many follow. */
  readonly firstMonth: number;
  readonly months: number;
  /** `[month, row, col]`, canonical unit, NaN where there is no data. */
  readonly values: Float32Array;
}
