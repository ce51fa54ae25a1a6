import type { IndexFrame } from './index-frame.ts';

/** Largest error of a position, cells of the source, at which a fitted surface stands for the exact search. */
const TOLERANCE = 5e-4;
/** Lines of a block; one surface is fitted to each. */
const BLOCK = 64;
/** Blocks with fewer lines than this are searched point by point. */
const SMALLEST = 5;

/**
 * Rows and columns on the source of a lattice of places: parallels times evenly spaced meridians. Places are found exactly at nine
 * points of a block of the lattice, a quadratic surface in latitude and longitude lies through them, and where it misses four other
 * points by more than 5e-4 cells the block is divided. NaN where the source has no such place; beyond its edge positions go on.
 */
export class PositionLattice {
  /** `[line, point]`. */
  readonly row: Float64Array;
  readonly col: Float64Array;
  /** @param lines most lines, points points of each line */
  constructor(
    readonly frame: IndexFrame,
    readonly lines: number,
    readonly points: number,
  ) {
    this.row = new Float64Array(lines * points);
    this.col = new Float64Array(lines * points);
  }

  #lats: Float64Array = new Float64Array(0);
  #lons: Float64Array = new Float64Array(0);
  /** Rows, then columns, of the nine points. */
  readonly #nodes = new Float64Array(18);

  /** @param lats of the lines, at most `lines` @param lons of the points, evenly spaced */
  fill(lats: Float64Array, lons: Float64Array): void {
    this.#lats = lats;
    this.#lons = lons;
    for (let i = 0; i < lats.length; i += BLOCK) {
      const last = Math.min(lats.length, i + BLOCK) - 1;
      for (let j = 0; j < lons.length; j += BLOCK) this.#block(i, last, j, Math.min(lons.length, j + BLOCK) - 1);
    }
  }

  /** Lines and points from first to last, both counted. */
  #block(i0: number, i1: number, j0: number, j1: number): void {
    if (i1 - i0 < SMALLEST - 1 || j1 - j0 < SMALLEST - 1) {
      this.#exact(i0, i1, j0, j1);
      return;
    }
    const [im, jm] = [(i0 + i1) >> 1, (j0 + j1) >> 1];
    if (this.#fits(i0, im, i1, j0, jm, j1)) {
      this.#surface(i0, im, i1, j0, jm, j1);
      return;
    }
    this.#block(i0, im, j0, jm);
    this.#block(i0, im, jm + 1, j1);
    this.#block(im + 1, i1, j0, jm);
    this.#block(im + 1, i1, jm + 1, j1);
  }

  #exact(i0: number, i1: number, j0: number, j1: number): void {
    const { frame, points } = this;
    for (let i = i0; i <= i1; i++) {
      for (let j = j0; j <= j1; j++) {
        const found = frame.locate(this.#lons[j] as number, this.#lats[i] as number);
        this.row[i * points + j] = found ? frame.row : Number.NaN;
        this.col[i * points + j] = found ? frame.col : Number.NaN;
      }
    }
  }

  /** Finds the nine points, and whether their surface is near enough to the truth in the middle of each quarter. */
  #fits(i0: number, im: number, i1: number, j0: number, jm: number, j1: number): boolean {
    const { frame } = this;
    const nodes = this.#nodes;
    let k = 0;
    for (const i of [i0, im, i1]) {
      for (const j of [j0, jm, j1]) {
        if (!frame.locate(this.#lons[j] as number, this.#lats[i] as number)) return false;
        nodes[k] = frame.row;
        nodes[9 + k++] = frame.col;
      }
    }
    for (const i of [(i0 + im) >> 1, (im + i1) >> 1]) {
      const u = this.#basis(i, i0, im, i1);
      for (const j of [(j0 + jm) >> 1, (jm + j1) >> 1]) {
        const v = lagrange(j, j0, jm, j1);
        if (!frame.locate(this.#lons[j] as number, this.#lats[i] as number)) return false;
        const off = Math.abs(mix(nodes, 0, u, v) - frame.row) + Math.abs(mix(nodes, 9, u, v) - frame.col);
        if (!(off <= TOLERANCE)) return false;
      }
    }
    return true;
  }

  #basis(i: number, i0: number, im: number, i1: number): readonly number[] {
    const lats = this.#lats;
    return lagrange(lats[i] as number, lats[i0] as number, lats[im] as number, lats[i1] as number);
  }

  #surface(i0: number, im: number, i1: number, j0: number, jm: number, j1: number): void {
    for (let i = i0; i <= i1; i++) {
      const u = this.#basis(i, i0, im, i1);
      this.#parabola(this.row, 0, u, i, j0, jm, j1);
      this.#parabola(this.col, 9, u, i, j0, jm, j1);
    }
  }

  /** One line of a block: a parabola through three points, by divided differences. */
  #parabola(into: Float64Array, of: number, u: readonly number[], i: number, j0: number, jm: number, j1: number): void {
    const nodes = this.#nodes;
    const at = (j: number) =>
      (u[0] as number) * (nodes[of + j] as number) +
      (u[1] as number) * (nodes[of + 3 + j] as number) +
      (u[2] as number) * (nodes[of + 6 + j] as number);
    const [a, b, c] = [at(0), at(1), at(2)];
    const [m, n] = [jm - j0, j1 - j0];
    const first = (b - a) / m;
    const second = ((c - b) / (n - m) - first) / n;
    const start = i * this.points + j0;
    for (let s = 0; s <= n; s++) into[start + s] = a + s * (first + second * (s - m));
  }
}

/** Weights of three points in the parabola through them, at x. */
function lagrange(x: number, a: number, b: number, c: number): readonly number[] {
  return [
    ((x - b) * (x - c)) / ((a - b) * (a - c)),
    ((x - a) * (x - c)) / ((b - a) * (b - c)),
    ((x - a) * (x - b)) / ((c - a) * (c - b)),
  ];
}

function mix(nodes: Float64Array, of: number, u: readonly number[], v: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < 9; k++)
    sum += (u[Math.floor(k / 3)] as number) * (v[k % 3] as number) * (nodes[of + k] as number);
  return sum;
}
