import { applyAffine } from '../../sources/raster/affine.ts';
import type { IndexFrame } from './index-frame.ts';
import type { AffineSource } from './regrid-source.ts';

/** Rows and columns of a raster on a map, through its reference system. */
export class AffineFrame implements IndexFrame {
  readonly rows: number;
  readonly cols: number;
  row = 0;
  col = 0;
  readonly #source: AffineSource;
  /** x in the middle of the raster: degrees are turned towards it. */
  readonly #middle: number;

  constructor(source: AffineSource) {
    this.rows = source.rows;
    this.cols = source.cols;
    this.#source = source;
    this.#middle = applyAffine(source.transform, source.cols / 2, source.rows / 2)[0];
  }

  locate(lon: number, lat: number): boolean {
    const { crs, transform } = this.#source;
    const [a, b, c, d, e, f] = transform;
    const [x0, y] = crs.fromLonLat(lon, lat);
    const x = crs.geographic ? x0 + 360 * Math.round((this.#middle - x0) / 360) : x0;
    const det = a * e - b * d;
    this.col = (e * (x - c) - b * (y - f)) / det - 0.5;
    this.row = (a * (y - f) - d * (x - c)) / det - 0.5;
    return Number.isFinite(this.row) && Number.isFinite(this.col);
  }

  place(row: number, col: number): readonly [number, number] {
    const { crs, transform } = this.#source;
    const [x, y] = applyAffine(transform, col + 0.5, row + 0.5);
    return crs.toLonLat(x, y);
  }
}
