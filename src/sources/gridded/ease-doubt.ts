import { CELL_M01, X0 } from '../../grid/ease2.ts';
import type { NetcdfVariable } from '../netcdf-model.ts';
import { isSphere } from './projection.ts';

/** Half the circumference of the old EASE-Grid's sphere along its standard parallel of 30 degrees, m: no x lies beyond. */
const SPHERE_EDGE = Math.PI * 6371228 * Math.cos(Math.PI / 6);
/** Cell of the old grid as GeoCryoAI's notebook has it, m (SOURCES.md, 2.4). */
const OLD_CELL = 1000.9;
/** Coordinates in float32 leave so much open, m. */
const CLOSE = 0.0024;

/**
 * The old EASE-Grid (EPSG:3410, a sphere) and EASE-Grid 2.0 (EPSG:6933, an ellipsoid) are taken for one another in files and papers; one
 * read as the other lies 28 columns and 20 rows off. Cell size and edges tell them apart.
 * @param xs metres
 * @returns a sentence when mapping and numbers contradict each other
 */
export function easeDoubt(mapping: NetcdfVariable, xs: ArrayLike<number>, name: string): string | undefined {
  const isEase = /cea|3410|6933|cylindrical/i.test(`${name} ${String(mapping.attributes.grid_mapping_name ?? '')}`);
  const sphere = isSphere(mapping);
  if (!isEase || sphere === undefined || xs.length < 2) return undefined;
  const [first, last] = [xs[0] as number, xs[xs.length - 1] as number];
  const cell = Math.abs(last - first) / (xs.length - 1);
  const beyond = Math.max(Math.abs(first), Math.abs(last)) > SPHERE_EDGE;
  const numbers = beyond || near(cell, CELL_M01) ? false : near(cell, OLD_CELL) ? true : undefined;
  if (numbers === undefined || numbers === sphere) return undefined;
  const says = (s: boolean) => (s ? 'the old EASE-Grid on a sphere (EPSG:3410)' : 'EASE-Grid 2.0 (EPSG:6933)');
  return `its grid mapping says ${says(sphere)}, while its cells of ${cell.toFixed(3)} m and edge at ${Math.round(first)} m are those of ${says(numbers)} (edge ${Math.round(X0)} m): 28 columns and 20 rows lie between them`;
}

/** The cell size or a multiple that nests. */
const near = (cell: number, of: number): boolean => [1, 3, 9, 36].some((k) => Math.abs(cell - k * of) < CLOSE);
