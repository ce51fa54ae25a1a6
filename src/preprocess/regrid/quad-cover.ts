/**
 * How much of each unit square a quadrangle covers, exactly: a square (row, col) reaches from (row, col) to (row + 1, col + 1). Squares
 * of several quadrangles add up. The area right of each edge is added with the edge's sense, and a running sum along the row leaves
 * what lies inside.
 */
export class QuadCover {
  /** Box of squares, first row and column and size; set by `open`. */
  row0 = 0;
  col0 = 0;
  rows = 0;
  cols = 0;
  /** `[row, col]` of the box with one column more; differences along the row until `close`. */
  area = new Float64Array(64);

  /** @param r0, r1, c0, c1 the box that holds all corners */
  open(r0: number, r1: number, c0: number, c1: number): void {
    this.row0 = Math.floor(r0);
    this.col0 = Math.floor(c0);
    this.rows = Math.floor(r1) + 1 - this.row0;
    this.cols = Math.floor(c1) + 1 - this.col0;
    const size = this.rows * (this.cols + 1);
    if (size > this.area.length) this.area = new Float64Array(2 * size);
    else this.area.fill(0, 0, size);
  }

  /** Adds one edge. @param scale of what it adds; its sign is the sense in which the corners go round */
  edge(ya: number, xa: number, yb: number, xb: number, scale: number): void {
    if (ya === yb) return;
    const down = ya < yb;
    const sense = down ? scale : -scale;
    const [y0, x0] = down ? [ya - this.row0, xa - this.col0] : [yb - this.row0, xb - this.col0];
    const [y1, x1] = down ? [yb - this.row0, xb - this.col0] : [ya - this.row0, xa - this.col0];
    const slope = (x1 - x0) / (y1 - y0);
    const last = Math.min(this.rows - 1, Math.floor(y1));
    let top = y0;
    let xTop = x0;
    for (let r = Math.floor(y0); r <= last; r++) {
      const bottom = Math.min(r + 1, y1);
      const xBottom = bottom === y1 ? x1 : x0 + (bottom - y0) * slope;
      if (bottom > top) this.#band(r * (this.cols + 1), xTop, xBottom, (bottom - top) * sense);
      top = bottom;
      xTop = xBottom;
    }
  }

  /** Part of an edge within one row of squares. @param d its height, with sense */
  #band(base: number, xa: number, xb: number, d: number): void {
    const area = this.area;
    const [left, right] = xa < xb ? [xa, xb] : [xb, xa];
    const c = Math.floor(left);
    const end = Math.floor(right);
    if (c === end) {
      // Right of the edge lie its own square but for the trapezium left of it, and all of the squares that follow.
      const share = (left + right) / 2 - c;
      area[base + c] = (area[base + c] as number) + d * (1 - share);
      area[base + c + 1] = (area[base + c + 1] as number) + d * share;
      return;
    }
    const perColumn = d / (right - left);
    let before = 0; // area right of the edge in the columns so far, as a share of the row's height times sense
    let reached = 0; // height of the edge left of this column's end
    for (let k = c; k <= end; k++) {
      const [from, to] = [Math.max(left, k), Math.min(right, k + 1)];
      const height = (to - from) * perColumn;
      const own = reached + height * (k + 1 - (from + to) / 2);
      area[base + k] = (area[base + k] as number) + own - before;
      before = own;
      reached += height;
    }
    area[base + end + 1] = (area[base + end + 1] as number) + d - before;
  }

  /** Turns differences into areas. */
  close(): void {
    const { rows, cols, area } = this;
    for (let r = 0; r < rows; r++) {
      let sum = 0;
      for (let k = r * (cols + 1); k < r * (cols + 1) + cols; k++) {
        sum += area[k] as number;
        area[k] = sum;
      }
    }
  }
}
