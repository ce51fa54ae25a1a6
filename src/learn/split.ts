import { monthOf, yearOf } from '../core/month.ts';
import type { Datum } from './knowledge.ts';

/** Share of the scored measurements in the final test block, and in the validation block before it. */
const TEST_SHARE = 0.2;
const VALIDATION_SHARE = 0.15;
/** Site-blocked folds; every group is tested once. */
export const FOLDS = 3;

/** First months of the blocks in time. Everything before `validation` is for training. */
export interface TimeBlocks {
  readonly validation: number;
  readonly test: number;
}

/**
 * The last whole years that hold at least a fifth of the scored measurements are the test block, the years before it that hold 15 %
 * the validation block.
 * @param data in order of month
 */
export function timeBlocks(data: readonly Datum[]): TimeBlocks {
  const scored = data.filter((d) => d.scored);
  const test = januaryFrom(scored, TEST_SHARE, scored.length);
  const earlier = scored.filter((d) => d.month < test);
  return { test, validation: januaryFrom(earlier, VALIDATION_SHARE, scored.length) };
}

/** January of the latest year from which on at least `share` of `total` measurements lie. */
export function januaryFrom(data: readonly Datum[], share: number, total: number): number {
  const last = data[data.length - 1];
  if (!last) return Number.POSITIVE_INFINITY;
  for (let year = yearOf(last.month); ; year--) {
    const from = monthOf(year, 1);
    if (data.filter((d) => d.month >= from).length >= share * total || from <= (data[0] as Datum).month) return from;
  }
}

/** Group of every site by number: sites whose measurements share a group name belong together. */
export function groupsOf(sites: number, data: readonly Datum[]): number[] {
  const number = new Map<string, number>();
  const names = [...new Set(data.map((d) => d.group))].sort();
  names.forEach((name, i) => {
    number.set(name, i);
  });
  const out = Array.from({ length: sites }, (_, i) => names.length + i);
  for (const d of data) out[d.at] = number.get(d.group) as number;
  return out;
}

/**
 * Deals groups into folds so that every fold has about as many measurements: the largest group first, each to the emptiest fold.
 * @returns fold of each group
 */
export function dealFolds(groupOf: readonly number[], data: readonly Datum[], folds = FOLDS): Map<number, number> {
  const size = new Map<number, number>();
  for (const d of data) {
    const g = groupOf[d.at] as number;
    size.set(g, (size.get(g) ?? 0) + 1);
  }
  const load = new Array<number>(folds).fill(0);
  const fold = new Map<number, number>();
  for (const [g, n] of [...size].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const to = load.indexOf(Math.min(...load));
    fold.set(g, to);
    load[to] = (load[to] as number) + n;
  }
  return fold;
}
