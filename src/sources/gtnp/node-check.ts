import { medianOf } from '../median.ts';
import type { ProbingGrid } from './probing-grid.ts';

export interface Outlier {
  readonly node: number;
  readonly date: number;
  readonly cm: number;
}

/** Robust sd's beyond which one probing among its node's history and its date's neighbours is no thaw depth. */
const FAR = 8;
/** Least distance from what node and date let expect, cm: below this it may be ground. */
const LEAST = 60;

/**
 * Single values far from what the node's other dates and the date's other nodes let expect (GTNP-7): residual from
 * date median + node offset, against the median absolute deviation of all residuals.
 */
export function outliers({ nodes, dates }: ProbingGrid): Outlier[] {
  const ofDate = dates.map((_, d) => medianOf(nodes.map((n) => n.cm[d] as number)));
  const offset = nodes.map((n) => medianOf([...n.cm].map((v, d) => v - (ofDate[d] as number))));
  const residual = (n: number, d: number) =>
    (nodes[n]?.cm[d] as number) - (ofDate[d] as number) - (offset[n] as number);
  const all = nodes.flatMap((_, n) => dates.map((_, d) => Math.abs(residual(n, d))));
  const spread = 1.4826 * medianOf(all);
  return nodes.flatMap((node, n) =>
    dates.flatMap((_, d) =>
      Math.abs(residual(n, d)) > Math.max(FAR * spread, LEAST) ? [{ node: n, date: d, cm: node.cm[d] as number }] : [],
    ),
  );
}

/** Fewest dates on which a shift can be told from chance. */
const ENOUGH = 12;

/**
 * Nodes whose values fit the season much better when moved by one or two columns (GTNP-3, GTNP-8): a row with the right
 * number of fields may still be shifted, and only this finds it.
 * @returns indices of such nodes and the shift that fits
 */
export function shiftedNodes({ nodes, dates }: ProbingGrid): { readonly node: number; readonly shift: number }[] {
  const ofDate = dates.map((_, d) => medianOf(nodes.map((n) => n.cm[d] as number)));
  return nodes.flatMap((n, node) => {
    const here = misfit(n.cm, ofDate, 0);
    if (!(here > 0)) return [];
    const best = [-2, -1, 1, 2]
      .map((shift) => ({ shift, misfit: misfit(n.cm, ofDate, shift) }))
      .sort((a, b) => a.misfit - b.misfit)[0];
    return best && best.misfit < 0.6 * here ? [{ node, shift: best.shift }] : [];
  });
}

/** Spread of a node's differences from the date medians when its values are moved by `shift` columns; NaN when too few. */
function misfit(cm: Float64Array, ofDate: readonly number[], shift: number): number {
  const d: number[] = [];
  for (let i = 0; i < cm.length; i++) {
    const expected = ofDate[i + shift];
    if (expected !== undefined && !Number.isNaN(cm[i] as number)) d.push((cm[i] as number) - expected);
  }
  if (d.length < ENOUGH) return Number.NaN;
  const m = d.reduce((s, v) => s + v, 0) / d.length;
  return Math.sqrt(d.reduce((s, v) => s + (v - m) ** 2, 0) / d.length);
}
