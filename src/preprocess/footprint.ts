import { windowCell } from '../grid/window.ts';

/** Radius within which most of what a tower of a few metres sees comes from; published footprints of tundra towers are 100 to 500 m. */
export const FOOTPRINT = 250;
/** A cell that sees less of the footprint than this is not measured by the tower. */
const LEAST_SHARE = 0.2;
/** Points along the radius of the disc that stands for the footprint. */
const ALONG = 8;
const METRES_PER_DEGREE = 111_320;

export interface Seen {
  readonly row: number;
  readonly col: number;
  /** Share of the footprint in the cell, 0-1. */
  readonly share: number;
}

/**
 * Cells of M01 that a tower measures: those with a fair share of a disc about it. A cell is 0.4 km wide and 2.3 km high at 68 N, so a
 * tower near an edge sees two of them.
 */
export function footprintCells(lon: number, lat: number, radius = FOOTPRINT): Seen[] {
  const seen = new Map<string, { row: number; col: number; points: number }>();
  let points = 0;
  for (let i = -ALONG; i <= ALONG; i++) {
    for (let j = -ALONG; j <= ALONG; j++) {
      if (i * i + j * j > ALONG * ALONG) continue;
      const north = lat + ((i / ALONG) * radius) / METRES_PER_DEGREE;
      const east = lon + ((j / ALONG) * radius) / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180));
      const cell = windowCell('M01', east, north);
      points++;
      if (!cell) continue;
      const key = `${cell.row}/${cell.col}`;
      const before = seen.get(key) ?? { ...cell, points: 0 };
      before.points++;
      seen.set(key, before);
    }
  }
  return [...seen.values()]
    .map(({ row, col, points: n }) => ({ row, col, share: n / points }))
    .filter((c) => c.share >= LEAST_SHARE)
    .sort((a, b) => a.row - b.row || a.col - b.col);
}
