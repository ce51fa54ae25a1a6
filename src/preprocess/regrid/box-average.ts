/** Where to take a value from and how much of it: weights add up to 1 before gaps are considered. */
export interface Weighted {
  readonly cell: Int32Array;
  readonly weight: Float64Array;
}

/**
 * Mean over a box of the source grid by the share of each cell that it covers, as GDAL's warper has it: the outermost cells stand for
 * what lies beyond them, and for boxes up to a cell away.
 * @param from, to opposite corners, fractional; a cell reaches half a step to each side of its centre
 * @returns undefined when the box lies wholly outside
 */
export function boxAverage(
  from: { readonly row: number; readonly col: number },
  to: { readonly row: number; readonly col: number },
  rows: number,
  cols: number,
): Weighted | undefined {
  const [across, down] = [covered(from.col, to.col, cols), covered(from.row, to.row, rows)];
  const total = across.reduce((s, [, u]) => s + u, 0) * down.reduce((s, [, v]) => s + v, 0);
  if (!(total > 0)) return undefined;
  return {
    cell: Int32Array.from(down.flatMap(([r]) => across.map(([c]) => r * cols + c))),
    weight: Float64Array.from(down.flatMap(([, v]) => across.map(([, u]) => (u * v) / total))),
  };
}

/** How much of each cell along one axis lies between two positions. */
function covered(a: number, b: number, n: number): (readonly [index: number, share: number])[] {
  const [low, high] = [Math.min(a, b) + 0.5, Math.max(a, b) + 0.5];
  const first = Math.max(0, Math.floor(low + 1e-10));
  const end = Math.min(n, Math.ceil(high - 1e-10));
  const last = end === first && end < n ? end + 1 : end;
  return Array.from({ length: Math.max(0, last - first) }, (_, k) => first + k)
    .map((i) => {
      const from = i === first ? Math.min(low, i) : i;
      const to = i === last - 1 ? Math.max(high, i + 1) : i + 1;
      return [i, last - first === 1 ? 1 : Math.min(high, to) - Math.max(low, from)] as const;
    })
    .filter(([, share]) => share > 0);
}
