import { latitudeOfRow, longitudeOfColumn } from '../../grid/ease2.ts';
import type { Level } from '../../grid/level.ts';
import { windowOf } from '../../grid/window.ts';
import type { IndexFrame } from './index-frame.ts';
import { PositionLattice } from './position-lattice.ts';

/** A rectangle of the store's window at a level, half-open. */
export interface RegridTarget {
  readonly level: Level;
  readonly rows: readonly [from: number, to: number];
  readonly cols: readonly [from: number, to: number];
}

/** Some rows of a target, and where their lattice points lie on the source. */
export class Strip {
  readonly lattice: PositionLattice;
  readonly #lons: Float64Array;
  readonly width: number;

  /**
   * @param most rows of a strip
   * @param parts points a cell along each side
   * @param offset of the first point from the edge of the first cell, in cells: 0 for corners, 0.5 for centres. There is one line and
   * one point more than cells times parts, so that every cell has a neighbour or a far corner
   */
  constructor(
    frame: IndexFrame,
    readonly target: RegridTarget,
    readonly most: number,
    readonly parts: number,
    readonly offset: 0 | 0.5,
  ) {
    const { level, cols } = target;
    this.width = cols[1] - cols[0];
    const points = this.width * parts + 1;
    this.lattice = new PositionLattice(frame, most * parts + 1, points);
    const first = windowOf(level).col0 + cols[0] + offset;
    this.#lons = Float64Array.from({ length: points }, (_, j) => longitudeOfColumn(level, first + j / parts));
  }

  /** @param row first row of the target, in the window @param rows at most `most` */
  fill(row: number, rows: number): void {
    const { level } = this.target;
    const first = windowOf(level).row0 + row + this.offset;
    const lats = Float64Array.from({ length: rows * this.parts + 1 }, (_, i) =>
      latitudeOfRow(level, first + i / this.parts),
    );
    this.lattice.fill(lats, this.#lons);
  }
}
