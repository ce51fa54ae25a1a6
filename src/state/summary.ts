import type { Picture } from './picture.ts';

/** One month of the map in numbers. */
export interface MapSummary {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly cells: number;
}

/**
 * Plain mean and range over the cells of the whole-map frame that have data; undefined where none has. Cells of the grid
 * have equal areas, so a plain mean is the area mean.
 */
export function summarise(picture: Picture): MapSummary | undefined {
  if (picture.at === 'empty') return undefined;
  const whole = picture.frames.find(({ frame }) => frame.patch.level === 'M09' || frame.patch.level === 'M36')?.frame;
  if (!whole) return undefined;
  const size = whole.values.length / whole.months;
  const start = (picture.question.month - whole.firstMonth) * size;
  let [sum, cells, low, high] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = start; i < start + size; i++) {
    const value = whole.values[i] as number;
    if (!Number.isFinite(value)) continue;
    sum += value;
    cells++;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return cells > 0 ? { mean: sum / cells, low, high, cells } : undefined;
}
