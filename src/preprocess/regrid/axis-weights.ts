import type { SparseWeights } from './sparse-weights.ts';

/** Below this a kernel widens, as in GDAL's warper. */
const NARROW = 0.95;
/** Cells along one axis that count at most: a target wider than this asks for another method. */
const MOST = 512;

/** Weights of neighbouring cells along one axis of the source; what lies outside the grid has none. Used again for each target. */
export class AxisWeights {
  first = 0;
  count = 0;
  total = 0;
  readonly weight = new Float64Array(MOST + 1);
  /** @param n cells along the axis */
  constructor(readonly n: number) {}

  /**
   * A triangle about a position, as in linear interpolation.
   * @param scale target cells for one of the source: below 0.95 it widens, so that no cell is passed over
   */
  triangle(at: number, scale: number): void {
    const narrow = scale < NARROW ? Math.max(scale, 2 / MOST) : 1;
    const reach = 1 / narrow;
    this.first = Math.max(0, Math.floor(at - reach) + 1);
    const last = Math.min(this.n - 1, Math.ceil(at + reach) - 1);
    this.count = last - this.first + 1;
    let total = 0;
    for (let i = 0; i < this.count; i++) {
      const w = 1 - Math.abs(this.first + i - at) * narrow;
      this.weight[i] = w;
      total += w;
    }
    this.total = total;
  }

  /**
   * What lies between two positions, the outermost cells standing for what is up to a cell beyond the edge, as in GDAL's warper. The
   * total is 0 where nothing does.
   */
  between(a: number, b: number): void {
    const low = Math.min(a, b) + 0.5;
    const high = Math.max(a, b) + 0.5;
    this.first = Math.max(0, Math.floor(low + 1e-10));
    const end = Math.min(this.n, Math.ceil(high - 1e-10));
    const last = end === this.first && end < this.n ? end + 1 : end;
    this.count = Math.min(MOST, Math.max(0, last - this.first));
    let total = 0;
    for (let i = 0; i < this.count; i++) {
      const cell = this.first + i;
      const from = i === 0 ? low : cell;
      const to = i === this.count - 1 ? high : cell + 1;
      const w = this.count === 1 ? 1 : Math.max(0, to - from);
      this.weight[i] = w;
      total += w;
    }
    this.total = total;
  }
}

/**
 * Weights of both axes multiplied, their sum made 1.
 * @param cols of the source @param from first free weight @returns the next free weight
 */
export function putProduct(
  down: AxisWeights,
  across: AxisWeights,
  cols: number,
  into: SparseWeights,
  from: number,
): number {
  into.reserve(from + down.count * across.count);
  const { cell, weight } = into;
  const v = down.weight;
  const u = across.weight;
  const scale = 1 / (down.total * across.total);
  let used = from;
  for (let a = 0; a < down.count; a++) {
    const base = (down.first + a) * cols + across.first;
    const w = (v[a] as number) * scale;
    for (let b = 0; b < across.count; b++) {
      cell[used] = base + b;
      weight[used++] = w * (u[b] as number);
    }
  }
  return used;
}
