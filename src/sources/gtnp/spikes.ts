import { medianOf } from '../median.ts';

/** Values either side of the one looked at: a window of 13 (SOURCES.md, 1). */
const REACH = 6;
/** Robust sd's beyond which a value is a spike. */
const LIMIT = 7;
/** Least sd, K: a sensor that stands at 0 degC for weeks has none of its own. */
const FLOOR = 0.3;

/** Indices of daily temperatures that stand alone far from their neighbours' median, by the median absolute deviation. */
export function spikes(values: readonly number[]): Set<number> {
  const found = new Set<number>();
  for (let i = 0; i < values.length; i++) {
    const window = values.slice(Math.max(0, i - REACH), i + REACH + 1);
    if (window.length <= REACH) continue;
    const middle = medianOf(window);
    const distance = Math.abs((values[i] as number) - middle);
    if (distance <= LIMIT * FLOOR) continue;
    const spread = 1.4826 * medianOf(window.map((v) => Math.abs(v - middle)));
    if (distance > LIMIT * Math.max(FLOOR, spread)) found.add(i);
  }
  return found;
}
