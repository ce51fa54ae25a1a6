import type { SparseWeights } from './sparse-weights.ts';

/** Some targets of a strip, half-open, and where the first of them goes. */
export interface Span {
  readonly first: number;
  readonly end: number;
  readonly to: number;
}

/**
 * Weighted means of one time step. A missing source cell gives no value and takes its weight away: where what is left weighs less than
 * `least` of a whole target, the target stays missing.
 * @param from first value of the time step
 */
export function applyMeans(
  w: SparseWeights,
  values: Float32Array,
  from: number,
  least: number,
  out: Float32Array,
  { first, end: last, to }: Span,
): void {
  const { start, cell, weight } = w;
  for (let k = first; k < last; k++) {
    let sum = 0;
    let total = 0;
    const end = start[k + 1] as number;
    for (let i = start[k] as number; i < end; i++) {
      const v = values[from + (cell[i] as number)] as number;
      if (Number.isNaN(v)) continue;
      sum += v * (weight[i] as number);
      total += weight[i] as number;
    }
    out[to + k - first] = total > 0 && total >= least ? sum / total : Number.NaN;
  }
}

/**
 * One sd of each mean, with s_i the sd of the source cells, w_i their weights (sum 1) and rho the correlation of their errors:
 * rho (sum w s)^2 + (1 - rho) sum w^2 s^2, and the resampling's own part in quadrature (see `Spread`). NaN where a source cell has no sd.
 */
export function applySds(
  w: SparseWeights,
  field: { readonly values: Float32Array; readonly sd: Float32Array },
  from: number,
  rule: {
    readonly correlation: number;
    readonly spread: Spread;
    readonly means: Float32Array;
    readonly out: Float32Array;
  },
  { first, end: last, to }: Span,
): void {
  const { start, cell, weight } = w;
  const { values, sd } = field;
  const { correlation, spread, means, out } = rule;
  for (let k = first; k < last; k++) {
    const target = to + k - first;
    const mean = means[target] as number;
    if (Number.isNaN(mean)) {
      out[target] = Number.NaN;
      continue;
    }
    let [total, squares, common, independent, scatter] = [0, 0, 0, 0, 0];
    for (let i = start[k] as number; i < (start[k + 1] as number); i++) {
      const at = from + (cell[i] as number);
      const v = values[at] as number;
      if (Number.isNaN(v)) continue;
      const g = weight[i] as number;
      const s = sd[at] as number;
      total += g;
      squares += g * g;
      common += g * s;
      independent += g * g * s * s;
      scatter += g * (v - mean) ** 2;
    }
    const own = (correlation * common ** 2 + (1 - correlation) * independent) / (total * total);
    // Cells that are missing would have differed from the mean of the others as these do among each other.
    const missing = Math.max(0, (w.cover[k] as number) > 0 ? 1 - total : 0);
    const part = spread === 'mixed' ? 1 : missing * (squares / (total * total));
    out[target] = Math.sqrt(own + (spread === 'none' ? 0 : (scatter / total) * part));
  }
}

/**
 * What resampling adds. `mixed` (bilinear): the whole scatter of the cells that were mixed, none on a centre and half their difference
 * between two. `missing` (average): that of the cells over their effective number, for the share of the target that is missing; none
 * where all of it is known. `none` (nearest): not known.
 */
export type Spread = 'mixed' | 'missing' | 'none';
