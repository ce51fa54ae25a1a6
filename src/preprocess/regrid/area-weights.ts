import type { PositionLattice } from './position-lattice.ts';
import { QuadCover } from './quad-cover.ts';
import type { SparseWeights } from './sparse-weights.ts';
import type { Strip } from './strip.ts';

/** A smaller share of a target is rounding. */
const SLIVER = 1e-7;
/** Squares one target may reach over: a fold of the source's coordinates would take more. */
const MOST_SQUARES = 1 << 22;

/**
 * The share of each target's area that each cell of the source covers. A target cell (of M09 and M36: each of its parts) is a
 * quadrangle on the source with straight sides, and all targets have the same area on the ground, so shares are exact up to the
 * curvature of those sides and the change of the source's scale within them: below 1e-3 of a share for cells of M01 up to 72 N.
 * @param strip of corners @param lines rows of it that are filled
 */
export function areaWeights(strip: Strip, lines: number, into: SparseWeights): void {
  const { parts, width, lattice } = strip;
  const { rows, cols } = lattice.frame;
  const cover = new QuadCover();
  const box = new Float64Array(4);
  let [target, used] = [0, 0];
  for (let i = 0; i < lines; i++) {
    for (let k = 0; k < width; k++) {
      const first = i * parts * lattice.points + k * parts;
      boxOf(lattice, first, parts, box);
      const r0 = box[0] as number;
      const r1 = box[1] as number;
      const c0 = box[2] as number;
      const c1 = box[3] as number;
      let sum = 0;
      if (r1 > 0 && r0 < rows && c1 > 0 && c0 < cols && (r1 - r0 + 3) * (c1 - c0 + 3) < MOST_SQUARES) {
        cover.open(r0, r1, c0, c1);
        if (used + cover.rows * cover.cols > into.cell.length) into.reserve(used + cover.rows * cover.cols);
        addParts(lattice, first, parts, cover);
        const from = used;
        used = takeShares(cover, rows, cols, into, used);
        for (let n = from; n < used; n++) sum += into.weight[n] as number;
      }
      into.cover[target++] = Math.min(1, sum);
      into.start[target] = used;
    }
  }
}

/** Rows and columns that a target reaches over, counted from the outer corner of the first cell; NaN where a corner is nowhere. */
function boxOf({ row, col, points }: PositionLattice, first: number, parts: number, into: Float64Array): void {
  let r0 = row[first] as number;
  let c0 = col[first] as number;
  let r1 = r0;
  let c1 = c0;
  for (let i = 0; i <= parts; i++) {
    for (let k = first + i * points; k <= first + i * points + parts; k++) {
      const r = row[k] as number;
      const c = col[k] as number;
      r0 = Math.min(r0, r);
      r1 = Math.max(r1, r);
      c0 = Math.min(c0, c);
      c1 = Math.max(c1, c);
    }
  }
  into[0] = r0 + 0.5;
  into[1] = r1 + 0.5;
  into[2] = c0 + 0.5;
  into[3] = c1 + 0.5;
}

function addParts({ row, col, points }: PositionLattice, first: number, parts: number, cover: QuadCover): void {
  const share = 1 / (parts * parts);
  for (let i = 0; i < parts; i++) {
    for (let k = 0; k < parts; k++) cover.add(row, col, first + i * points + k, points, share);
  }
}

/** Writes what lies on the source as weights, and leaves the box empty. @returns the end of the weights */
function takeShares(box: QuadCover, rows: number, cols: number, into: SparseWeights, from: number): number {
  const { cell, weight } = into;
  const a = box.differences;
  let used = from;
  for (let r = 0; r < box.rows; r++) {
    const row = box.row0 + r;
    const on = row >= 0 && row < rows;
    const base = r * (box.cols + 2);
    let share = 0;
    for (let c = 0; c < box.cols; c++) {
      share += a[base + c] as number;
      a[base + c] = 0;
      const col = box.col0 + c;
      if (!(share > SLIVER && on && col >= 0 && col < cols)) continue;
      cell[used] = row * cols + col;
      weight[used++] = share;
    }
    a[base + box.cols] = 0;
    a[base + box.cols + 1] = 0;
  }
  return used;
}
