import type { Target } from '../core/variable.ts';

/** Which question was asked of the model: can it forecast (time), can it map where nobody measured (site)? */
export const SPLITS = ['time', 'site'] as const;
export type Split = (typeof SPLITS)[number];

export const METHODS = ['network', 'persistence', 'same-month-last-year', 'climatology', 'stefan'] as const;
export type Method = (typeof METHODS)[number];

/**
 * One row of the skill table: a method scored on the observed cells of one target under one split.
 * All scores are in `unit`. A method that cannot exist under a split (persistence where nobody has measured) has n = 0 and nulls.
 */
export interface SkillRow {
  readonly split: Split;
  readonly target: Target;
  readonly unit: string;
  readonly method: Method;
  readonly n: number;
  readonly rmse: number | null;
  readonly mae: number | null;
  /** Mean of prediction minus observation. */
  readonly bias: number | null;
  /** 1 - SSE/SST with SST about the mean of the scored observations. */
  readonly r2: number | null;
  /** Share of observations inside the 90 % interval; null where the method gives none. */
  readonly coverage90: number | null;
}
