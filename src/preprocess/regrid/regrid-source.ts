import type { Affine } from '../../sources/raster/affine.ts';
import type { Crs } from '../../sources/raster/crs.ts';

interface Cells {
  readonly rows: number;
  readonly cols: number;
  /** `[time, row, col]`, NaN where there is none. */
  readonly values: Float32Array;
  /** One sd of each value, same shape; NaN where unknown. */
  readonly sd?: Float32Array;
}

/** Cells whose centres are known, degrees, `[row, col]`: any smooth grid, projected or not, in either row order. A `NativeGrid` is one. */
export interface CentreSource extends Cells {
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  /** Side of a cell, m: its height or width where the grid has one row or column only. */
  readonly cell: number;
}

/** Cells on a map: nothing but six numbers and a reference system. */
export interface AffineSource extends Cells {
  readonly transform: Affine;
  readonly crs: Crs;
}

export type RegridSource = CentreSource | AffineSource;
