/** Where to take a value from and how much of it: weights add up to 1 before gaps are considered. */
export interface Weighted {
  readonly cell: Int32Array;
  readonly weight: Float64Array;
}

/** The nearest cell. @param row, col fractional, 0 is a centre */
export function nearest(row: number, col: number, rows: number, cols: number): Weighted {
  const r = Math.min(rows - 1, Math.max(0, Math.round(row)));
  const c = Math.min(cols - 1, Math.max(0, Math.round(col)));
  return { cell: Int32Array.of(r * cols + c), weight: Float64Array.of(1) };
}

/** The four cells around, by distance; at the edge of a grid the outermost value counts on. */
export function bilinear(row: number, col: number, rows: number, cols: number): Weighted {
  const [r0, c0] = [Math.floor(row), Math.floor(col)];
  const [u, v] = [row - r0, col - c0];
  const at = (r: number, c: number) => Math.min(rows - 1, Math.max(0, r)) * cols + Math.min(cols - 1, Math.max(0, c));
  return {
    cell: Int32Array.of(at(r0, c0), at(r0, c0 + 1), at(r0 + 1, c0), at(r0 + 1, c0 + 1)),
    weight: Float64Array.of((1 - u) * (1 - v), (1 - u) * v, u * (1 - v), u * v),
  };
}

/** Mean over points inside a target cell: how much each source cell covers of it, by the points that fall into it. */
export function cellAverage(
  points: readonly { readonly row: number; readonly col: number }[],
  rows: number,
  cols: number,
): Weighted {
  const count = new Map<number, number>();
  for (const p of points) {
    const cell = nearest(p.row, p.col, rows, cols).cell[0] as number;
    count.set(cell, (count.get(cell) ?? 0) + 1);
  }
  return { cell: Int32Array.from(count.keys()), weight: Float64Array.from(count.values(), (n) => n / points.length) };
}

/** Weighted mean of one time step; missing cells give their weight to the others, and NaN remains when all are missing. */
export function sample(values: ArrayLike<number>, offset: number, { cell, weight }: Weighted): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < cell.length; i++) {
    const v = values[offset + (cell[i] as number)] as number;
    if (Number.isNaN(v) || (weight[i] as number) === 0) continue;
    sum += v * (weight[i] as number);
    total += weight[i] as number;
  }
  return total > 0 ? sum / total : Number.NaN;
}
