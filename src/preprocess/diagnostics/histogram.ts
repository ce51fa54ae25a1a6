import { quantile } from './quantile.ts';

/** `edges` has one more than `counts`; a bin holds its lower edge, the last one both. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

const FEWEST = 5;
const MOST = 80;

/**
 * Counts in equal bins, width after Freedman and Diaconis (1981), between 5 and 80 bins: a long tail would ask for thousands.
 * @param sorted ascending, finite, at least one. Where all are equal there is one bin of no width
 */
export function histogram(sorted: ArrayLike<number>): Histogram {
  const n = sorted.length;
  const [low, high] = [sorted[0] as number, sorted[n - 1] as number];
  if (!(high > low)) return { edges: [low, high], counts: [n] };
  const width = (2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25))) / Math.cbrt(n);
  const wanted = width > 0 ? Math.ceil((high - low) / width) : Math.ceil(Math.log2(n) + 1);
  const bins = Math.min(MOST, Math.max(FEWEST, wanted));
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + ((high - low) * i) / bins));
  const counts = new Array<number>(bins).fill(0);
  let bin = 0;
  for (let i = 0; i < n; i++) {
    while (bin < bins - 1 && (sorted[i] as number) >= (edges[bin + 1] as number)) bin++;
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { edges, counts };
}
