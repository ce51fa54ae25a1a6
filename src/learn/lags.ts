import type { Random } from '../core/random.ts';
import { TARGETS } from '../core/variable.ts';
import { LOOK_BACK, type Sample } from './samples.ts';

const T = TARGETS.length;

/** What stands in the lag channels of one sample, `[month, target]`; `observed` is 1 where the value was measured. */
export interface Lags {
  readonly value: Float32Array;
  readonly observed: Float32Array;
}

/**
 * Lags under scheduled sampling: the measured departure of the month before with probability `share`, where there is one, else the
 * model's own: analysis plus residual of the month before.
 *
 * @param residual own residual of an earlier pass `[month, target]`; zero before the first
 */
export function lagsOf(s: Sample, residual: Float32Array | undefined, share: number, random?: Random): Lags {
  const value = new Float32Array(LOOK_BACK * T);
  const observed = new Float32Array(LOOK_BACK * T);
  for (let k = 0; k < LOOK_BACK; k++) {
    for (let t = 0; t < T; t++) {
      const i = k * T + t;
      const before = k > 0 ? i - T : i;
      const measured = s.lag[i] as number;
      if (!Number.isNaN(measured) && (share >= 1 || (random?.uniform() ?? 1) < share)) {
        value[i] = measured;
        observed[i] = 1;
      } else {
        value[i] = (s.analysis[before] as number) + (k > 0 ? (residual?.[before] ?? 0) : 0);
      }
    }
  }
  return { value, observed };
}

/** Share of measured lags in an epoch: all at first, falling linearly to the floor, because a forecast has only its own. */
export function samplingShare(epoch: number, epochs: number, floor = 0.3): number {
  return epochs <= 1 ? 1 : Math.max(floor, 1 - ((1 - floor) * epoch) / (epochs - 1));
}
