import { CELL_M01, latitudeOfRow } from './ease2.ts';
import { A, E2, RAD } from './ellipsoid.ts';
import { FACTOR, type Level } from './level.ts';

/** Size of a cell on the ground, m. Their product is the cell's area, the same everywhere. */
export interface GroundSize {
  readonly eastWest: number;
  readonly northSouth: number;
}

/** Ground size of the cell whose *global* row is given: wide in the south, tall in the north. */
export function groundSizeOfRow(level: Level, row: number): GroundSize {
  return groundSizeAt(level, latitudeOfRow(level, row + 0.5));
}

/**
 * Ground size of a cell centred on a latitude.
 * @see SOURCES.md §2.3: 680 x 1473 m at 54° N, 396 x 2529 m at 70° N for M01
 */
export function groundSizeAt(level: Level, lat: number): GroundSize {
  const sin = Math.sin(lat * RAD);
  const degrees = (FACTOR[level] * 360) / 34704;
  const eastWest = (A * Math.cos(lat * RAD) * degrees * RAD) / Math.sqrt(1 - E2 * sin * sin);
  const side = CELL_M01 * FACTOR[level];
  return { eastWest, northSouth: (side * side) / eastWest };
}
