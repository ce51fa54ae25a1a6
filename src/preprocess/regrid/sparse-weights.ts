/**
 * Weights of source cells in a row of target cells, compressed: those of target k stand from `start[k]` to `start[k + 1]`. Used again
 * for one strip of the target after the other, so memory is that of a strip.
 */
export class SparseWeights {
  /** Targets that are complete. */
  length = 0;
  start: Int32Array;
  cell = new Int32Array(1 << 12);
  weight = new Float64Array(1 << 12);
  /** Share of each target that lies on the source, 0-1. */
  readonly cover: Float32Array;
  #used = 0;

  constructor(readonly targets: number) {
    this.start = new Int32Array(targets + 1);
    this.cover = new Float32Array(targets);
  }

  clear(): void {
    this.length = 0;
    this.#used = 0;
  }

  push(cell: number, weight: number): void {
    if (this.#used === this.cell.length) this.#grow();
    this.cell[this.#used] = cell;
    this.weight[this.#used++] = weight;
  }

  /** Ends the weights of one target. */
  end(cover: number): void {
    this.cover[this.length++] = cover;
    this.start[this.length] = this.#used;
  }

  #grow(): void {
    const [cell, weight] = [new Int32Array(2 * this.cell.length), new Float64Array(2 * this.cell.length)];
    cell.set(this.cell);
    weight.set(this.weight);
    this.cell = cell;
    this.weight = weight;
  }
}
