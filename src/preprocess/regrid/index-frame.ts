import { AffineFrame } from './affine-frame.ts';
import { CentreFrame } from './centre-frame.ts';
import type { RegridSource } from './regrid-source.ts';

/** Where places lie on a grid, in cells: (0, 0) is the centre of the first cell. */
export interface IndexFrame {
  readonly rows: number;
  readonly cols: number;
  /** Found row and column of the last place that was asked for; continued smoothly beyond the edge of the grid. */
  row: number;
  col: number;
  /** False where the grid has no such place. @param lon, lat degrees, any turn */
  locate(lon: number, lat: number): boolean;
  /** Degrees of a fractional row and column, `[lon, lat]`, lon of any turn; not finite where the map has no such place. */
  place(row: number, col: number): readonly [lon: number, lat: number];
}

const frames = new WeakMap<object, IndexFrame>();

/** The frame of a grid, made once: the tiles of a field ask for it again and again. Its coordinates must not change meanwhile. */
export function frameOf(source: RegridSource): IndexFrame {
  const key = 'lat' in source ? source.lat : source.transform;
  const known = frames.get(key);
  const frame = known ?? ('lat' in source ? new CentreFrame(source) : new AffineFrame(source));
  frames.set(key, frame);
  // Every search begins alike, whatever was asked before: the same field gives the same bits.
  frame.row = Number.NaN;
  frame.col = Number.NaN;
  return frame;
}
