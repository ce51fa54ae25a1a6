import { Estimator } from './estimator.ts';

/** Monthly drivers of one cell, `[month]`; NaN or an absent array is a gap. */
export interface Drivers {
  /** Months since 1969-01. */
  readonly firstMonth: number;
  /** degC. A month without air temperature has no estimate. */
  readonly t_air: ArrayLike<number>;
  /** mm month-1; a gap counts as 25 mm. */
  readonly precip?: ArrayLike<number> | undefined;
  /** m, monthly mean; a gap is filled by the snow balance. */
  readonly swe?: ArrayLike<number> | undefined;
  /** W m-2; a gap is filled by half of what reaches the top of the atmosphere. */
  readonly sw_in?: ArrayLike<number> | undefined;
  /** Pa; a gap is filled by 75 % relative humidity. */
  readonly vp?: ArrayLike<number> | undefined;
}

/** What does not change in one cell; NaN or absent is replaced by the value in brackets. */
export interface Statics {
  /** Degrees north. */
  readonly lat: number;
  /** Wetland share, 0-1 (0.3). */
  readonly wetness?: number | undefined;
  /** Tree cover, 0-1 (0.2). */
  readonly tree?: number | undefined;
  /** Organic layer, m (0.18). */
  readonly organic?: number | undefined;
}

/** `[month]` each; NaN where the air temperature is missing. */
export interface Estimate {
  /** Thaw depth at the end of the month, m, positive down; 0 while the surface is frozen. */
  readonly alt: Float32Array;
  /** Net ecosystem exchange, umol m-2 s-1, positive to the atmosphere. */
  readonly co2: Float32Array;
  /** nmol m-2 s-1, positive to the atmosphere. */
  readonly ch4: Float32Array;
}

/**
 * What the process models make of one cell's weather. Each month depends on earlier months only (and on the mean climate of the
 * series' first ten years, which sets soil carbon and leaf area), so nothing of the future leaks into it.
 *
 * Thaw depth is what a summer would thaw in frozen ground: it is given everywhere, also where there is no permafrost.
 */
export function processEstimate(drivers: Drivers, statics: Statics): Estimate {
  const months = drivers.t_air.length;
  const estimator = new Estimator(drivers.firstMonth, months);
  estimator.air.set(drivers.t_air);
  estimator.precip.set(drivers.precip ?? gaps(months));
  estimator.swe.set(drivers.swe ?? gaps(months));
  estimator.shortWave.set(drivers.sw_in ?? gaps(months));
  estimator.vapour.set(drivers.vp ?? gaps(months));
  estimator.run(statics.lat, statics.wetness, statics.tree, statics.organic);
  return {
    alt: Float32Array.from(estimator.alt),
    co2: Float32Array.from(estimator.co2),
    ch4: Float32Array.from(estimator.ch4),
  };
}

const gaps = (months: number): Float32Array => new Float32Array(months).fill(Number.NaN);
