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
 * @param strip of corners
 */
export function areaWeights(strip: Strip, rows: number, into: SparseWeights): void {
  const { parts, width } = strip;
  const { rows: high, cols: wide } = strip.lattice.frame;
  const cover = new QuadCover();
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < width; k++) {
      const box = boxOf(strip, i * parts, k * parts);
      const [r0, r1, c0, c1] = box;
      const outside = !(r1 > 0 && r0 < high && c1 > 0 && c0 < wide) || (r1 - r0 + 2) * (c1 - c0 + 2) > MOST_SQUARES;
      into.end(outside ? 0 : targetShares(strip, i * parts, k * parts, box, cover, into));
    }
  }
}

/** Rows and columns that a target reaches over, counted from the outer corner of the first cell; NaN where a corner is nowhere. */
function boxOf({ lattice, parts }: Strip, line: number, point: number): readonly [number, number, number, number] {
  let [r0, r1, c0, c1] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let i = line; i <= line + parts; i++) {
    for (let k = point; k <= point + parts; k++) {
      const [r, c] = [lattice.row[i * lattice.points + k] as number, lattice.col[i * lattice.points + k] as number];
      r0 = Math.min(r0, r);
      r1 = Math.max(r1, r);
      c0 = Math.min(c0, c);
      c1 = Math.max(c1, c);
    }
  }
  return [r0 + 0.5, r1 + 0.5, c0 + 0.5, c1 + 0.5];
}

function targetShares(
  { lattice, parts }: Strip,
  line: number,
  point: number,
  [r0, r1, c0, c1]: readonly [number, number, number, number],
  cover: QuadCover,
  into: SparseWeights,
): number {
  const { rows: high, cols: wide } = lattice.frame;
  cover.open(r0, r1, c0, c1);
  for (let i = line; i < line + parts; i++) {
    for (let k = point; k < point + parts; k++) addQuad(lattice, i * lattice.points + k, 1 / (parts * parts), cover);
  }
  cover.close();
  let sum = 0;
  for (let r = 0; r < cover.rows; r++) {
    const row = cover.row0 + r;
    if (row < 0 || row >= high) continue;
    const base = r * (cover.cols + 1);
    for (let c = Math.max(0, -cover.col0); c < cover.cols && cover.col0 + c < wide; c++) {
      const share = cover.area[base + c] as number;
      if (share < SLIVER) continue;
      into.push(row * wide + cover.col0 + c, share);
      sum += share;
    }
  }
  return Math.min(1, sum);
}

/** One quadrangle, its area counted as `share` whatever it is on the source. */
function addQuad({ row, col, points }: Strip['lattice'], at: number, share: number, cover: QuadCover): void {
  const [ya, yb] = [(row[at] as number) + 0.5, (row[at + 1] as number) + 0.5];
  const [yc, yd] = [(row[at + points + 1] as number) + 0.5, (row[at + points] as number) + 0.5];
  const [xa, xb] = [(col[at] as number) + 0.5, (col[at + 1] as number) + 0.5];
  const [xc, xd] = [(col[at + points + 1] as number) + 0.5, (col[at + points] as number) + 0.5];
  // Half the cross product of the diagonals, positive where the edges below have the inside on their right.
  const area = ((yc - ya) * (xd - xb) - (xc - xa) * (yd - yb)) / 2;
  if (area === 0) return;
  const scale = share / area;
  cover.edge(ya, xa, yb, xb, scale);
  cover.edge(yb, xb, yc, xc, scale);
  cover.edge(yc, xc, yd, xd, scale);
  cover.edge(yd, xd, ya, xa, scale);
}
