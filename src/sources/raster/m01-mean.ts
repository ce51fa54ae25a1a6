import { CELL_M01, columnAt, rowAt } from '../../grid/ease2.ts';
import { windowCentre, windowOf } from '../../grid/window.ts';

const WINDOW = windowOf('M01');
/** Cells with less of their area seen are left out: their mean would stand for ground nobody looked at. */
const LEAST_COVER = 0.1;

/** Rows and columns of the Alaska window, first and one past the last. */
export interface CellBox {
  readonly rows: readonly [number, number];
  readonly cols: readonly [number, number];
}

/** Row and column in the Alaska window as real numbers; whole at an edge. */
export const cellPosition = (lon: number, lat: number): readonly [row: number, col: number] => [
  rowAt(lat, 'M01') - WINDOW.row0,
  columnAt(lon, 'M01') - WINDOW.col0,
];

/** The smallest box of window cells around positions, a cell wider on each side, or undefined when none lies in the window. */
export function boxAround(positions: Iterable<readonly [row: number, col: number]>): CellBox | undefined {
  let [r0, r1, c0, c1] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const [row, col] of positions) {
    if (!(row >= 0 && row < WINDOW.rows && col >= 0 && col < WINDOW.cols)) continue;
    r0 = Math.min(r0, row);
    r1 = Math.max(r1, row);
    c0 = Math.min(c0, col);
    c1 = Math.max(c1, col);
  }
  if (r0 > r1) return undefined;
  return {
    rows: [Math.max(0, Math.floor(r0) - 1), Math.min(WINDOW.rows, Math.floor(r1) + 2)],
    cols: [Math.max(0, Math.floor(c0) - 1), Math.min(WINDOW.cols, Math.floor(c1) + 2)],
  };
}

export interface CellMeans {
  readonly rows: number;
  readonly cols: number;
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  readonly values: Float32Array;
  /** One sd of the mean from the noise of the pixels alone, as they were added; NaN where there is no value. */
  readonly noise: Float32Array;
  /** One sd of the pixels inside a cell. */
  readonly spread: Float32Array;
  readonly pixels: Float64Array;
  /** Cells that were seen in too small a part to have a value. */
  readonly leftOut: number;
}

/** Weighted mean of pixels in each cell of M01, one pixel after the other: memory is that of the cells, however large the scene. */
export class M01Mean {
  readonly #weight: Float64Array;
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;
  readonly #variance: Float64Array;
  readonly #count: Float64Array;
  readonly #cols: number;
  /** Pixels that fell outside the box. */
  outside = 0;

  constructor(readonly box: CellBox) {
    this.#cols = box.cols[1] - box.cols[0];
    const make = () => new Float64Array((box.rows[1] - box.rows[0]) * this.#cols);
    [this.#weight, this.#mean, this.#squares, this.#variance, this.#count] = [make(), make(), make(), make(), make()];
  }

  /**
   * @param row, col position in the Alaska window, see cellPosition
   * @param weight above 0
   * @param variance of this pixel's noise; 0 where not known
   */
  add(row: number, col: number, value: number, weight = 1, variance = 0): void {
    const [r, c] = [Math.floor(row) - this.box.rows[0], Math.floor(col) - this.box.cols[0]];
    if (!(r >= 0 && c >= 0 && c < this.#cols && r < this.box.rows[1] - this.box.rows[0])) {
      this.outside++;
      return;
    }
    const i = r * this.#cols + c;
    const total = (this.#weight[i] as number) + weight;
    const step = value - (this.#mean[i] as number);
    const mean = (this.#mean[i] as number) + (step * weight) / total;
    this.#squares[i] = (this.#squares[i] as number) + weight * step * (value - mean);
    this.#mean[i] = mean;
    this.#weight[i] = total;
    this.#variance[i] = (this.#variance[i] as number) + weight * weight * variance;
    this.#count[i] = (this.#count[i] as number) + 1;
  }

  /**
   * @param pixelArea ground area of a pixel, m²
   * @param independent share of the pixels whose noise is independent, 0-1: oversampled pixels repeat their neighbours
   * @param least share of a cell that must be seen
   */
  result(pixelArea: number, independent = 1, least = LEAST_COVER): CellMeans {
    const { box } = this;
    const [rows, cols] = [box.rows[1] - box.rows[0], this.#cols];
    const n = rows * cols;
    const [lat, lon] = [new Float64Array(n), new Float64Array(n)];
    const [values, noise, spread] = [new Float32Array(n), new Float32Array(n), new Float32Array(n)];
    let leftOut = 0;
    for (let i = 0; i < n; i++) {
      const centre = windowCentre('M01', box.rows[0] + Math.floor(i / cols), box.cols[0] + (i % cols));
      lat[i] = centre.lat;
      lon[i] = centre.lon;
      const pixels = this.#count[i] as number;
      const weight = this.#weight[i] as number;
      const enough = pixels > 0 && (pixels * pixelArea) / CELL_M01 ** 2 >= least;
      if (pixels > 0 && !enough) leftOut++;
      values[i] = enough ? (this.#mean[i] as number) : Number.NaN;
      noise[i] = enough ? Math.sqrt((this.#variance[i] as number) / independent) / weight : Number.NaN;
      spread[i] = enough && pixels > 1 ? Math.sqrt((this.#squares[i] as number) / weight) : Number.NaN;
    }
    return { rows, cols, lat, lon, values, noise, spread, pixels: this.#count, leftOut };
  }
}
