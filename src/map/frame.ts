import type { Patch } from './frame-mesh.ts';

/** One year (or less) of one field over a patch: what a texture array holds. Never changed once made. */
export interface Frame {
  readonly patch: Patch;
  /** First month, absolute, and how many follow. */
  readonly firstMonth: number;
  readonly months: number;
  /** `[month, row, col]`, canonical unit, NaN where there is no data. */
  readonly values: Float32Array;
}
