import { type Target, VARIABLES } from '../core/variable.ts';
import type { Method, SkillRow, Split } from './skill-row.ts';

/** One scored cell under one method. */
export interface Scored {
  readonly observed: number;
  readonly predicted: number;
  /** Whether the observation lies in the 90 % interval; undefined where the method gives none. */
  readonly inside90?: boolean;
}

/** Skill of a method in the units of the target; nulls when nothing was scored. */
export function skillOf(split: Split, target: Target, method: Method, cells: readonly Scored[]): SkillRow {
  const n = cells.length;
  const unit = VARIABLES[target].unit;
  if (n === 0) return { split, target, unit, method, n, rmse: null, mae: null, bias: null, r2: null, coverage90: null };
  const mean = cells.reduce((s, c) => s + c.observed, 0) / n;
  let sse = 0;
  let sae = 0;
  let sum = 0;
  let sst = 0;
  for (const c of cells) {
    const e = c.predicted - c.observed;
    sse += e * e;
    sae += Math.abs(e);
    sum += e;
    sst += (c.observed - mean) ** 2;
  }
  const told = cells.filter((c) => c.inside90 !== undefined);
  return {
    split,
    target,
    unit,
    method,
    n,
    rmse: Math.sqrt(sse / n),
    mae: sae / n,
    bias: sum / n,
    r2: sst > 0 ? 1 - sse / sst : null,
    coverage90: told.length === 0 ? null : told.filter((c) => c.inside90).length / told.length,
  };
}
