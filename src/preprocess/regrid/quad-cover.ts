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
   * Adds one edge of a quadrangle.
   * @param share area of the whole quadrangle as it shall count, over its signed area: (y, x) turned clockwise seen with y down
   */
  edge(ya: number, xa: number, yb: number, xb: number, share: number): void {
    const down = ya < yb;
    const x0 = (down ? xa : xb) - this.col0;
    const x1 = (down ? xb : xa) - this.col0;
    const y0 = (down ? ya : yb) - this.row0;
    const y1 = (down ? yb : ya) - this.row0;
    if (y0 === y1) return;
    const sense = down ? share : -share;
    const slope = (x1 - x0) / (y1 - y0);
    const width = this.cols + 2;
    let y = y0;
    let x = x0;
    for (let r = Math.floor(y0); y < y1; r++) {
      const whole = r + 1 < y1;
      const yNext = whole ? r + 1 : y1;
      const xNext = whole ? x0 + (yNext - y0) * slope : x1;
      this.#band(r * width, x < xNext ? x : xNext, x < xNext ? xNext : x, (yNext - y) * sense);
      y = yNext;
      x = xNext;
    }
  }

  /** Part of an edge within one row of squares. @param d its height, with sense */
  #band(base: number, left: number, right: number, d: number): void {
    const a = this.differences;
    const c = Math.floor(left);
    const end = Math.floor(right);
    const k = base + c;
    if (c === end) {
      const share = d * ((left + right) / 2 - c);
      a[k] = (a[k] as number) + d - share;
      a[k + 1] = (a[k + 1] as number) + share;
      return;
    }
    const perColumn = d / (right - left);
    let reached = 0; // height of the edge in the columns so far
    let before = 0; // what lies right of it in the last column
    for (let m = c; m <= end; m++) {
      const from = m === c ? left : m;
      const to = m === end ? right : m + 1;
      const height = (to - from) * perColumn;
      const own = reached + height * (m + 1 - (from + to) / 2);
      a[base + m] = (a[base + m] as number) + own - before;
      before = own;
      reached += height;
    }
    a[base + end + 1] = (a[base + end + 1] as number) + d - before;
  }
}
