import type { Target } from '../core/variable.ts';
import type { Ensemble, Gaussian, Stretch } from '../learn/ensemble.ts';
import { type Latent, moments, valueAt } from '../learn/latent.ts';
import { Z50, Z90 } from '../learn/settle-ensemble.ts';

/** Probabilities of every forecast, ascending; the quantile axis of a forecast store. */
export const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** A forecast of one target in its canonical unit; quantiles ascend. */
export interface TargetForecast {
  readonly mean: number;
  readonly sd: number;
  /** At QUANTILES. */
  readonly quantiles: readonly number[];
}

/** Metres within which a place counts as measured for half. */
const HALF_KNOWN = 15_000;

/** How intervals are stretched at a place: as found at measured sites, at unmeasured ones, or between by the nearest measurement. */
export function stretchAt(e: Pick<Ensemble, 'calibration'>, target: Target, nearestMetres: number): Stretch {
  const { past, away } = e.calibration[target];
  const known = 1 / (1 + (nearestMetres / HALF_KNOWN) ** 2);
  const between = (a: number, b: number) => Math.exp(known * Math.log(a) + (1 - known) * Math.log(b));
  return {
    half50: between(past.half50, away.half50),
    half90: between(past.half90, away.half90),
    n: known > 0.5 ? past.n : away.n,
  };
}

/** Departures of the quantiles from the mean, latent units, for a standard deviation of 1. */
export const quantileOffsets = (s: Stretch): readonly number[] => [
  -Z90 * s.half90,
  -Z50 * s.half50,
  0,
  Z50 * s.half50,
  Z90 * s.half90,
];

/** What is told of a Gaussian departure, in the unit of the target. */
export function told(latent: Latent, g: Gaussian, stretch: Stretch, process: number, month: number): TargetForecast {
  const sd = Math.sqrt(g.variance);
  return {
    ...moments(latent, g.mean, g.variance * stretch.half90 ** 2, process, month),
    quantiles: quantileOffsets(stretch).map((o) => valueAt(latent, g.mean + o * sd, process, month)),
  };
}
