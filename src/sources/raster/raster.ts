import type { Affine } from './affine.ts';
import type { Crs } from './crs.ts';

/** A raster on a map, read by windows. */
export interface Raster {
  readonly file: string;
  readonly rows: number;
  readonly cols: number;
  readonly transform: Affine;
  readonly crs: Crs;
  /** Size of the pieces in which the file is stored: windows along their edges are cheap. */
  readonly blockRows: number;
  readonly blockCols: number;
  /**
   * Values of one band, `[row, col]`, NaN where there is none, scale and offset applied.
   * @param band from 0
   */
  read(band: number, window: PixelWindow, signal?: AbortSignal): Promise<Float64Array>;
}

export interface PixelWindow {
  readonly row: number;
  readonly col: number;
  readonly rows: number;
  readonly cols: number;
}
