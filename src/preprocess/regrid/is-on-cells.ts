import { columnAt, rowAt } from '../../grid/ease2.ts';
import type { Level } from '../../grid/level.ts';
import type { IndexFrame } from './index-frame.ts';

/** Cells; what rounding of coordinates to six digits leaves open. */
const HAIR = 2e-3;

/** True when a grid's cells are cells of the store's level, in the same order or turned over: such a field is copied. */
export function isOnCells(frame: IndexFrame, level: Level): boolean {
  const [bottom, right] = [frame.rows - 1, frame.cols - 1];
  const at = [
    [0, 0],
    [0, right],
    [bottom, 0],
    [bottom, right],
  ].map(([row, col]) => {
    const [lon, lat] = frame.place(row as number, col as number);
    return [rowAt(lat, level) - 0.5, columnAt(lon, level) - 0.5] as const;
  });
  const whole = at.every((p) => p.every((x) => Math.abs(x - Math.round(x)) < HAIR));
  const apart = (a: number, b: number, axis: 0 | 1) => Math.abs((at[a]?.[axis] as number) - (at[b]?.[axis] as number));
  const isSize = (x: number, n: number) => Math.abs(x - n) < 2 * HAIR;
  return (
    whole &&
    isSize(apart(0, 2, 0), bottom) &&
    isSize(apart(0, 1, 1), right) &&
    isSize(apart(0, 1, 0), 0) &&
    isSize(apart(0, 2, 1), 0) &&
    isSize(apart(3, 0, 0), bottom) &&
    isSize(apart(3, 0, 1), right)
  );
}
