import { wrapLongitude } from '../sources/netcdf-grid.ts';

/** Cells of a grid whose centres are known, `[row, col]`. */
export interface CentreGrid {
  readonly rows: number;
  readonly cols: number;
  readonly lat: Float64Array;
  readonly lon: Float64Array;
}

/** Newton steps suffice to far below a thousandth of a cell on any smooth grid. */
const STEPS = 12;
/** Steps beyond the outermost centres to which slopes at the edge are believed. */
const FARTHEST = 8;

/**
 * Fractional row and column of a place on any smooth grid, projected or not, in either row order: (0, 0) is the centre of the
 * first cell. Found from the coordinate arrays alone, so no projection has to be believed.
 * @returns undefined when the place lies more than `margin` cells (half a cell, at most 8) outside the outermost centres
 */
export class GridLocator {
  constructor(readonly grid: CentreGrid) {}

  locate(lon: number, lat: number, margin = 0.5): { readonly row: number; readonly col: number } | undefined {
    const { rows, cols } = this.grid;
    if (rows < 2 || cols < 2) return undefined;
    let row = (rows - 1) / 2;
    let col = (cols - 1) / 2;
    for (let i = 0; i < STEPS; i++) {
      const at = this.#linear(row, col);
      const [dx, dy] = [wrapLongitude(lon - at.lon), lat - at.lat];
      const det = at.lonPerRow * at.latPerCol - at.lonPerCol * at.latPerRow;
      if (det === 0) return undefined;
      const dRow = (dx * at.latPerCol - dy * at.lonPerCol) / det;
      const dCol = (at.lonPerRow * dy - at.latPerRow * dx) / det;
      row = clamp(row + dRow, -1 - FARTHEST, rows + FARTHEST);
      col = clamp(col + dCol, -1 - FARTHEST, cols + FARTHEST);
      if (Math.abs(dRow) + Math.abs(dCol) < 1e-7) break;
    }
    const inside = row >= -margin && row <= rows - 1 + margin && col >= -margin && col <= cols - 1 + margin;
    return inside ? { row, col } : undefined;
  }

  /** Position and slopes at a fractional cell, bilinear between centres, continued outwards at the edge. */
  #linear(row: number, col: number) {
    const { rows, cols, lat, lon } = this.grid;
    const r = clamp(Math.floor(row), 0, rows - 2);
    const c = clamp(Math.floor(col), 0, cols - 2);
    const [u, v] = [row - r, col - c];
    const i = r * cols + c;
    const base = lon[i] as number;
    const lonOf = (k: number) => base + wrapLongitude((lon[k] as number) - base);
    const [x00, x01, x10, x11] = [base, lonOf(i + 1), lonOf(i + cols), lonOf(i + cols + 1)];
    const [y00, y01, y10, y11] = [
      lat[i] as number,
      lat[i + 1] as number,
      lat[i + cols] as number,
      lat[i + cols + 1] as number,
    ];
    const mix = (a00: number, a01: number, a10: number, a11: number) =>
      (1 - u) * ((1 - v) * a00 + v * a01) + u * ((1 - v) * a10 + v * a11);
    return {
      lon: mix(x00, x01, x10, x11),
      lat: mix(y00, y01, y10, y11),
      lonPerRow: (1 - v) * (x10 - x00) + v * (x11 - x01),
      lonPerCol: (1 - u) * (x01 - x00) + u * (x11 - x10),
      latPerRow: (1 - v) * (y10 - y00) + v * (y11 - y01),
      latPerCol: (1 - u) * (y01 - y00) + u * (y11 - y10),
    };
  }
}

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x));
