import { wrapLongitude } from '../../sources/netcdf-grid.ts';
import { frameOf, type IndexFrame } from './index-frame.ts';
import type { RegridSource } from './regrid-source.ts';

/** Places along each axis that are looked at. */
const LOOKS = 96;
/** Of the cells looked at, so many may be turned over: some coordinates are damaged in files that are good otherwise. */
const MOST_TURNED = 0.2;

/** Says why coordinates make no grid: `regrid` then gives gaps only, and nobody can say what lies where. */
export const gridDoubt = (source: RegridSource): string | undefined =>
  isTangled(frameOf(source))
    ? `the coordinates of ${source.rows} x ${source.cols} cells make no grid: neighbours in the array are not neighbours on the ground`
    : undefined;

/** True where many cells are turned over against the others: a grid that is folded or scattered has no inverse. */
export function isTangled(frame: IndexFrame): boolean {
  const { rows, cols } = frame;
  if (rows < 3 || cols < 3) return false;
  const [down, across] = [Math.max(1, (rows - 1) / LOOKS), Math.max(1, (cols - 1) / LOOKS)];
  let [one, other] = [0, 0];
  for (let r = 0; r < rows - 1; r += down) {
    for (let c = 0; c < cols - 1; c += across) {
      const turn = turnOf(frame, Math.floor(r), Math.floor(c));
      if (turn > 0) one++;
      else if (turn < 0) other++;
    }
  }
  return Math.min(one, other) > MOST_TURNED * (one + other);
}

/** Sense in which a column follows a row on the ground; NaN without coordinates. */
function turnOf(frame: IndexFrame, row: number, col: number): number {
  const [lon, lat] = frame.place(row, col);
  const [lonDown, latDown] = frame.place(row + 1, col);
  const [lonRight, latRight] = frame.place(row, col + 1);
  return wrapLongitude(lonDown - lon) * (latRight - lat) - wrapLongitude(lonRight - lon) * (latDown - lat);
}
