import { CELL_M01 } from '../../grid/ease2.ts';
import type { Affine } from './affine.ts';

/** Cell of the old 1-km grid on a sphere as files of the GeoCryoAI archive have it, m (SOURCES 2.4). */
const CELL_OLD = 1000.9;
const NEAR = 0.002;

/**
 * EASE-Grid 2.0 (EPSG:6933, ellipsoid) and the old EASE-Grid (EPSG:3410, sphere) are taken for one another, which shifts a map by
 * 28 columns and 20 rows. The size of a cell tells them apart.
 * @returns a question where name and cell size contradict each other
 */
export function easeConflict(crs: string, [a]: Affine): string | undefined {
  const is = (cell: number): boolean => Math.abs(Math.abs(a) - cell) < NEAR;
  if (crs === 'EPSG:6933' && is(CELL_OLD))
    return `calls itself EASE-Grid 2.0 (EPSG:6933), but cells of ${CELL_OLD} m are those of the old grid (EPSG:3410)`;
  if (crs === 'EPSG:3410' && is(CELL_M01))
    return `calls itself the old EASE-Grid (EPSG:3410), but cells of ${CELL_M01.toFixed(3)} m are those of EASE-Grid 2.0 (EPSG:6933)`;
  return undefined;
}
