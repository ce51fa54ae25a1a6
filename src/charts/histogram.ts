import type { Distribution } from '../preprocess/diagnostics/diagnostics.ts';

type Histogram = Distribution['histogram'];

/** One bin: from, to, and share of all values per unit of the quantity, so that bins of any width compare. */
export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly density: number;
}

/** Bars whose areas sum to 1; none for an empty histogram. */
export function barsOf({ edges, counts }: Histogram): readonly Bar[] {
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (total === 0) return [];
  return counts.map((n, i) => {
    const [from, to] = [edges[i]!, edges[i + 1]!];
    // All values equal: a bin without width still is one bar.
    const width = to - from || 1;
    return { from, to: from + width, density: n / total / width };
  });
}

/** The outline of bars as corners of a step line, from the ground and back to it. */
export function outlineOf(bars: readonly Bar[]): readonly (readonly [x: number, density: number])[] {
  const [first] = bars;
  const last = bars.at(-1);
  if (!first || !last) return [];
  return [
    [first.from, 0] as const,
    ...bars.flatMap(({ from, to, density }) => [[from, density] as const, [to, density] as const]),
    [last.to, 0] as const,
  ];
}
