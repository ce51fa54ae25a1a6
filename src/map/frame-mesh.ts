import { latitudeOfRow, longitudeOfColumn } from '../grid/ease2.ts';
import { windowOf } from '../grid/window.ts';
import type { Patch } from '../state/frame.ts';

export interface FrameMesh {
  readonly vertexCount: number;
  /** lon, lat, 0 of each vertex, degrees, float64. */
  readonly positions: Float64Array;
  /** col, row of each vertex inside the patch, in cells; whole numbers are cell edges. */
  readonly cells: Float32Array;
  /** Counter-clockwise triangles seen from above. */
  readonly indices: Uint32Array;
}

/** Longest chord in degrees of longitude: on the globe it then runs less than 30 m below the surface. */
const LONGEST_CHORD = 0.5;

/**
 * The surface a frame is painted on. Every row edge of the grid is a row of vertices at its own latitude, computed in
 * float64, and columns are linear in longitude: placement is exact in EPSG:6933 whatever the map projection is.
 */
export function frameMesh({ level, rows, cols }: Patch): FrameMesh {
  const { row0, col0 } = windowOf(level);
  const [north, south] = rows;
  const [west, east] = cols;
  const degreesPerCol = longitudeOfColumn(level, 1) - longitudeOfColumn(level, 0);
  const stride = Math.max(1, Math.floor(LONGEST_CHORD / degreesPerCol));
  const across: number[] = [];
  for (let col = west; col < east; col += stride) across.push(col);
  across.push(east);
  const down = south - north + 1;
  const positions = new Float64Array(across.length * down * 3);
  const cells = new Float32Array(across.length * down * 2);
  let v = 0;
  for (let row = north; row <= south; row++) {
    const lat = latitudeOfRow(level, row0 + row);
    for (const col of across) {
      positions.set([longitudeOfColumn(level, col0 + col), lat, 0], v * 3);
      cells.set([col - west, row - north], v * 2);
      v++;
    }
  }
  return { vertexCount: (across.length - 1) * (down - 1) * 6, positions, cells, indices: quads(across.length, down) };
}

function quads(wide: number, high: number): Uint32Array {
  const indices = new Uint32Array((wide - 1) * (high - 1) * 6);
  let i = 0;
  for (let row = 0; row < high - 1; row++) {
    for (let col = 0; col < wide - 1; col++) {
      const nw = row * wide + col;
      const sw = nw + wide;
      indices.set([nw, sw, nw + 1, nw + 1, sw, sw + 1], i);
      i += 6;
    }
  }
  return indices;
}
