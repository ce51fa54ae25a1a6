/**
 * How much of each unit square a quadrangle covers, exactly: square (row, col) reaches from (row, col) to (row + 1, col + 1). Squares of
 * several quadrangles add up. What lies right of each edge is added with the edge's sense, as differences along the row; their running
 * sum is what lies inside.
 */
export class QuadCover {
  /** First square of the box, and its size; see `open`. */
  row0 = 0;
  col0 = 0;
  rows = 0;
  cols = 0;
  /** `[row, col]`, two columns more than the box: differences of areas. Whoever reads them sets them back to 0. */
  differences = new Float64Array(64);
  /** Rows and columns of the corners from the box's first square on, the first again at the end. */
  readonly #y = new Float64Array(5);
  readonly #x = new Float64Array(5);

  /** Sets the box that holds all corners. */
  open(r0: number, r1: number, c0: number, c1: number): void {
    this.row0 = Math.floor(r0);
    this.col0 = Math.floor(c0);
    this.rows = Math.floor(r1) + 1 - this.row0;
    this.cols = Math.floor(c1) + 1 - this.col0;
    const size = this.rows * (this.cols + 2);
    if (size > this.differences.length) this.differences = new Float64Array(2 * size);
  }

  /**
   * Adds the quadrangle of a lattice whose first corner is `at`; its whole area counts as `share`, whatever it is in squares.
   * @param row, col positions of the lattice, counted from the centres of squares @param points of a line of the lattice
   */
  add(row: Float64Array, col: Float64Array, at: number, points: number, share: number): void {
    this.#corner(0, row, col, at);
    this.#corner(1, row, col, at + 1);
    this.#corner(2, row, col, at + points + 1);
    this.#corner(3, row, col, at + points);
    this.#corner(4, row, col, at);
    this.#edges(share);
  }

  #corner(k: number, row: Float64Array, col: Float64Array, at: number): void {
    this.#y[k] = (row[at] as number) + 0.5 - this.row0;
    this.#x[k] = (col[at] as number) + 0.5 - this.col0;
  }

  /** All in one function and without small arrays: numbers that are handed on would each be put on the heap. */
  #edges(share: number): void {
    const a = this.differences;
    const ys = this.#y;
    const xs = this.#x;
    const width = this.cols + 2;
    // Half the cross product of the diagonals, positive where each edge has the inside on its right.
    const diagonals =
      ((ys[2] as number) - (ys[0] as number)) * ((xs[3] as number) - (xs[1] as number)) -
      ((xs[2] as number) - (xs[0] as number)) * ((ys[3] as number) - (ys[1] as number));
    if (diagonals === 0) return;
    const scale = (2 * share) / diagonals;
    for (let e = 0; e < 4; e++) {
      const down = (ys[e] as number) < (ys[e + 1] as number);
      const top = down ? e : e + 1;
      const bottom = down ? e + 1 : e;
      let y = ys[top] as number;
      let x = xs[top] as number;
      const yEnd = ys[bottom] as number;
      const xEnd = xs[bottom] as number;
      const slope = (xEnd - x) / (yEnd - y);
      const perRow = down ? scale : -scale;
      for (let r = Math.floor(y); y < yEnd; r++) {
        const whole = r + 1 < yEnd;
        const yNext = whole ? r + 1 : yEnd;
        const xNext = whole ? x + (yNext - y) * slope : xEnd;
        const d = (yNext - y) * perRow;
        const left = Math.min(x, xNext);
        const right = Math.max(x, xNext);
        const c = Math.floor(left);
        const end = Math.floor(right);
        const k = r * width + c;
        y = yNext;
        x = xNext;
        if (c === end) {
          const part = d * ((left + right) / 2 - c);
          a[k] = (a[k] as number) + d - part;
          a[k + 1] = (a[k + 1] as number) + part;
          continue;
        }
        const perColumn = d / (right - left);
        let reached = 0; // height of the edge in the columns so far
        let before = 0; // what lies right of it in the last column
        for (let m = 0; m <= end - c; m++) {
          const from = m === 0 ? left - c : m;
          const to = m === end - c ? right - c : m + 1;
          const height = (to - from) * perColumn;
          const own = reached + height * (m + 1 - (from + to) / 2);
          a[k + m] = (a[k + m] as number) + own - before;
          before = own;
          reached += height;
        }
        a[k + end - c + 1] = (a[k + end - c + 1] as number) + d - before;
      }
    }
  }
}
