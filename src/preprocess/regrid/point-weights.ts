import type { SparseWeights } from './sparse-weights.ts';
import type { Strip } from './strip.ts';

/** A position this little beyond an edge between cells is on it: rounding must not decide. */
const HAIR = 1e-9;

/** The cell that holds the centre of each target. @param lines rows of the strip that are filled */
export function nearestWeights({ lattice, width }: Strip, lines: number, into: SparseWeights): void {
  const { row, col, frame, points } = lattice;
  const { rows, cols } = frame;
  into.reserve(lines * width);
  const { start, cell, weight, cover } = into;
  let [target, used] = [0, 0];
  for (let i = 0; i < lines; i++) {
    for (let k = i * points; k < i * points + width; k++) {
      const r = (row[k] as number) + (0.5 + HAIR);
      const c = (col[k] as number) + (0.5 + HAIR);
      const on = r >= 0 && r < rows + 2 * HAIR && c >= 0 && c < cols + 2 * HAIR;
      if (on) {
        cell[used] = Math.min(rows - 1, Math.floor(r)) * cols + Math.min(cols - 1, Math.floor(c));
        weight[used++] = 1;
      }
      cover[target++] = on ? 1 : 0;
      start[target] = used;
    }
  }
}

/** Target cells for one of the source along rows and columns. */
export interface KernelScale {
  readonly row: number;
  readonly col: number;
}

/** Below this the kernel widens, as in GDAL's warper. */
const NARROW = 0.95;
/** Cells to each side that a kernel may reach: a target wider than this is no matter for bilinear. */
const FARTHEST = 256;

/**
 * The four cells around each target's centre by distance; where the target's cells are larger than the source's along an axis, a
 * triangle wide enough that none is passed over. Weights add up to 1 over the cells that exist.
 * @param lines rows of the strip that are filled
 * @param scale of the kernel; from the distance between neighbouring targets when not given
 */
export function bilinearWeights(
  { lattice, width }: Strip,
  lines: number,
  into: SparseWeights,
  scale?: KernelScale,
): void {
  const { row, col, frame, points } = lattice;
  const { rows, cols } = frame;
  const { start, cover } = into;
  const [down, across] = [new Triangle(rows), new Triangle(cols)];
  let [target, used] = [0, 0];
  for (let i = 0; i < lines; i++) {
    for (let k = i * points; k < i * points + width; k++) {
      const r = row[k] as number;
      const c = col[k] as number;
      const on = r >= -0.5 - HAIR && r < rows - 0.5 + HAIR && c >= -0.5 - HAIR && c < cols - 0.5 + HAIR;
      if (on) {
        down.fill(r, scale ? scale.row : 1 / apart(row, k, points));
        across.fill(c, scale ? scale.col : 1 / apart(col, k, points));
        if (used + down.count * across.count > into.cell.length) into.reserve(used + down.count * across.count);
        used = product(down, across, cols, into, used);
      }
      cover[target++] = on ? 1 : 0;
      start[target] = used;
    }
  }
}

/** Weights of both axes multiplied, the sum made 1. */
function product(down: Triangle, across: Triangle, cols: number, into: SparseWeights, from: number): number {
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

/** Weights of a triangle about a position along one axis; what lies outside the grid has none. */
class Triangle {
  first = 0;
  count = 0;
  total = 0;
  readonly weight = new Float64Array(2 * FARTHEST + 1);
  constructor(readonly n: number) {}

  fill(at: number, scale: number): void {
    const narrow = scale < NARROW ? Math.max(scale, 1 / FARTHEST) : 1;
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
}

/** Cells of the source from one target to the next, along the axis of the target where that is more. */
function apart(of: Float64Array, k: number, points: number): number {
  const here = of[k] as number;
  return Math.max(Math.abs((of[k + 1] as number) - here), Math.abs((of[k + points] as number) - here), 1e-9);
}
