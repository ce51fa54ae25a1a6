import { groundSizeAt } from '../../grid/ground.ts';
import type { Level } from '../../grid/level.ts';

/**
 * Side of a field's cell over the longer side of the store's cell on the ground there: a cell of M01 at 68 N is 0.43 km by 2.3 km, so
 * a field of 1 km has two to three cells in each of it.
 * @param cell m @param lat degrees, where the field is
 */
export function cellRatio(cell: number, lat: number, level: Level): number {
  const { eastWest, northSouth } = groundSizeAt(level, lat);
  return cell / Math.max(eastWest, northSouth);
}
