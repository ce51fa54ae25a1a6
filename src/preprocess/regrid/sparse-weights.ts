/**
 * Weights of source cells in target cells, compressed: those of target k stand from `start[k]` to `start[k + 1]`. Used again for one
 * strip of the target after the other, so memory is that of a strip. Whoever fills it writes the arrays directly.
 */
export class SparseWeights {
  readonly start: Int32Array;
  /** Share of each target that lies on the source, 0-1. */
  readonly cover: Float32Array;
  cell = new Int32Array(1 << 12);
  weight = new Float64Array(1 << 12);

  constructor(readonly targets: number) {
    this.start = new Int32Array(targets + 1);
    this.cover = new Float32Array(targets);
  }

  /** Makes room for so many weights in all; `cell` and `weight` are then other arrays. */
  reserve(n: number): void {
    if (n <= this.cell.length) return;
    const size = Math.max(n, 2 * this.cell.length);
    const [cell, weight] = [new Int32Array(size), new Float64Array(size)];
    cell.set(this.cell);
    weight.set(this.weight);
    this.cell = cell;
    this.weight = weight;
  }
}
