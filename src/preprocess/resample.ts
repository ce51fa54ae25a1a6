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

/**
 * As `bilinear`, its kernel widened where target cells are larger than the source's, so that no source cell is passed over. What
 * lies outside the grid has no weight.
 * @param rowScale, colScale target cells per source cell along each axis; below 0.95 the kernel widens, as in GDAL's warper
 */
export function widened(
  row: number,
  col: number,
  rows: number,
  cols: number,
  rowScale: number,
  colScale: number,
): Weighted {
  const [across, down] = [triangle(col, cols, colScale), triangle(row, rows, rowScale)];
  const cell = down.flatMap(([r]) => across.map(([c]) => r * cols + c));
  const weight = down.flatMap(([, v]) => across.map(([, u]) => u * v));
  const total = weight.reduce((sum, w) => sum + w, 0);
  return { cell: Int32Array.from(cell), weight: Float64Array.from(weight, (w) => w / total) };
}

/** Weights of a triangle about a position along one axis. */
function triangle(at: number, n: number, scale: number): (readonly [index: number, weight: number])[] {
  const narrow = scale < 0.95 ? scale : 1;
  const reach = Math.ceil(1 / narrow);
  const first = Math.floor(at);
  return Array.from({ length: 2 * reach }, (_, k) => first - reach + 1 + k)
    .filter((i) => i >= 0 && i < n)
    .map((i) => [i, Math.max(0, 1 - Math.abs((i - at) * narrow))] as const);
}

/**
 * Mean over a box of the source grid by the share of each cell that it covers.
 * @param from, to opposite corners, fractional; a cell reaches half a step to each side of its centre
 * @param edge `cut`: what lies outside the grid has no weight; `repeat`: the outermost cells stand for what lies beyond them, and
 * for boxes up to a cell away, as in GDAL's warper
 * @returns undefined when the box lies wholly outside
 */
export function boxAverage(
  from: { readonly row: number; readonly col: number },
  to: { readonly row: number; readonly col: number },
  rows: number,
  cols: number,
  edge: 'cut' | 'repeat' = 'cut',
): Weighted | undefined {
  const [across, down] = [covered(from.col, to.col, cols, edge), covered(from.row, to.row, rows, edge)];
  const total = across.reduce((s, [, u]) => s + u, 0) * down.reduce((s, [, v]) => s + v, 0);
  if (!(total > 0)) return undefined;
  return {
    cell: Int32Array.from(down.flatMap(([r]) => across.map(([c]) => r * cols + c))),
    weight: Float64Array.from(down.flatMap(([, v]) => across.map(([, u]) => (u * v) / total))),
  };
}

/** How much of each cell along one axis lies between two positions. */
function covered(a: number, b: number, n: number, edge: 'cut' | 'repeat'): (readonly [index: number, share: number])[] {
  const [low, high] = [Math.min(a, b) + 0.5, Math.max(a, b) + 0.5];
  const first = Math.max(0, Math.floor(low + 1e-10));
  const end = Math.min(n, Math.ceil(high - 1e-10));
  const last = edge === 'repeat' && end === first && end < n ? end + 1 : end;
  const reach = (i: number): readonly [number, number] =>
    edge === 'cut' ? [i, i + 1] : [i === first ? Math.min(low, i) : i, i === last - 1 ? Math.max(high, i + 1) : i + 1];
  return Array.from({ length: Math.max(0, last - first) }, (_, k) => first + k)
    .map((i) => {
      const [from, to] = reach(i);
      return [i, last - first === 1 ? 1 : Math.min(high, to) - Math.max(low, from)] as const;
    })
    .filter(([, share]) => share > 0);
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
