import { colsOf, rowAt } from '../../grid/ease2.ts';
import type { Level } from '../../grid/level.ts';
import { windowOf } from '../../grid/window.ts';
import { wrapLongitude } from '../../sources/netcdf-grid.ts';
import { isTangled } from './grid-doubt.ts';
import { frameOf, type IndexFrame } from './index-frame.ts';
import type { RegridSource } from './regrid-source.ts';
import type { RegridTarget } from './strip.ts';

/** Places along each side of the grid's outline, at least. */
const LEAST_PLACES = 256;
/** Less of a cell is not touched: the outline of a grid known by its centres is that uncertain on a curved map. */
const HAIR = 0.02;

/** The rectangle of the window that holds every cell a grid touches, or undefined where they do not meet or the coordinates make no grid. */
export const extentOnWindow = (source: RegridSource, level: Level): RegridTarget | undefined =>
  extentOfFrame(frameOf(source), level);

export function extentOfFrame(frame: IndexFrame, level: Level): RegridTarget | undefined {
  const { row0, col0, rows, cols } = windowOf(level);
  const outline = outlineOf(frame);
  if (!outline) return undefined;
  const { south, north, west, east } = outline;
  const r0 = Math.max(0, Math.floor(rowAt(north, level) - row0 + HAIR));
  const r1 = Math.min(rows, Math.ceil(rowAt(south, level) - row0 - HAIR));
  let [c0, c1] = [cols, 0];
  for (let turns = -2; turns <= 2; turns++) {
    const at = (lon: number) => ((lon + 360 * turns + 180) * colsOf(level)) / 360 - col0;
    const [from, to] = [Math.max(0, Math.floor(at(west) + HAIR)), Math.min(cols, Math.ceil(at(east) - HAIR))];
    if (from >= to) continue;
    c0 = Math.min(c0, from);
    c1 = Math.max(c1, to);
  }
  return r0 < r1 && c0 < c1 ? { level, rows: [r0, r1], cols: [c0, c1] } : undefined;
}

interface Outline {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

const known = new WeakMap<IndexFrame, Outline | 'none'>();

/** Outermost parallels and meridians of a grid, degrees; the meridians of any turn, a whole turn apart around a pole. */
function outlineOf(frame: IndexFrame): Outline | undefined {
  const found = known.get(frame) ?? findOutline(frame) ?? 'none';
  known.set(frame, found);
  return found === 'none' ? undefined : found;
}

function findOutline(frame: IndexFrame): Outline | undefined {
  if (isTangled(frame)) return undefined;
  let [south, north] = [90, -90];
  let [west, east] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [first, before] = [Number.NaN, Number.NaN];
  let lost = 0;
  const take = ([row, col]: readonly [number, number]) => {
    const [lon, lat] = frame.place(row, col);
    if (!Number.isFinite(lon + lat)) {
      lost++;
      return;
    }
    if (Number.isNaN(before)) first = before = lon;
    before += wrapLongitude(lon - before);
    south = Math.max(-90, Math.min(south, lat));
    north = Math.min(90, Math.max(north, lat));
    west = Math.min(west, before);
    east = Math.max(east, before);
  };
  for (const at of outlinePlaces(frame)) take(at);
  const around = Math.abs(before - first) > 180;
  // A swath has no places along its sides: then its middle says where it lies.
  if (lost > 0) for (const at of innerPlaces(frame)) take(at);
  if (!(west <= east)) return undefined;
  // Once round the Earth: the pole lies inside.
  if (around && north + south > 0) north = 90;
  else if (around) south = -90;
  return { south, north, west, east };
}

/** Corners of cells across the grid. */
function* innerPlaces({ rows, cols }: IndexFrame): Generator<readonly [row: number, col: number]> {
  const [down, across] = [Math.max(1, rows / LEAST_PLACES), Math.max(1, cols / LEAST_PLACES)];
  for (let r = 0; r < rows; r += down)
    for (let c = 0; c < cols; c += across) {
      const [row, col] = [Math.floor(r), Math.floor(c)];
      yield [row - 0.5, col - 0.5];
      yield [row + 0.5, col + 0.5];
    }
}

/** Around the outer edges of the outermost cells, back to the first place. */
function* outlinePlaces({ rows, cols }: IndexFrame): Generator<readonly [row: number, col: number]> {
  const corners = [
    [-0.5, -0.5],
    [-0.5, cols - 0.5],
    [rows - 0.5, cols - 0.5],
    [rows - 0.5, -0.5],
  ] as const;
  for (const [k, [row, col]] of corners.entries()) {
    const [toRow, toCol] = corners[(k + 1) % 4] as readonly [number, number];
    const n = Math.max(LEAST_PLACES, Math.abs(toRow - row) + Math.abs(toCol - col));
    for (let i = 0; i < n; i++) yield [row + ((toRow - row) * i) / n, col + ((toCol - col) * i) / n];
  }
  yield corners[0];
}
