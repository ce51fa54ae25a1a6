import { monthOfYear, yearOf } from '../../core/month.ts';
import { Random } from '../../core/random.ts';
import type { Division } from './climate-division.ts';
import { knownYear } from './trend.ts';

/** Standard deviation of monthly mean temperature about the trend, K, January to December: inland, and on the Gulf's side. */
const SPREAD_INLAND = [4.2, 4, 3.4, 2.6, 1.9, 1.4, 1.2, 1.3, 1.6, 2.3, 3.4, 4];
const SPREAD_COAST = [2.4, 2.2, 1.8, 1.4, 1.1, 1, 0.9, 0.9, 1, 1.3, 1.9, 2.3];
/** Standard deviation of the logarithm of monthly precipitation. */
const SPREAD_PRECIPITATION = 0.45;
/** Month-to-month memory of temperature anomalies. */
const MEMORY = 0.3;
/** Large-scale patterns: wave numbers over the window, east-west and north-south. */
const WAVES: readonly (readonly [number, number])[] = [
  [0, 0],
  [0.5, 0],
  [0, 0.5],
  [0.5, 0.5],
  [1, 0],
  [0, 1],
];
const FIRST = -12 * 29; // January 1940
const MONTHS = 12 * 180;

/** How patterns load on a place; a sum of squares of 1, so that the spread is the same everywhere. */
export type Loading = Float64Array;

/**
 * Made-up weather about the trend: a few smooth patterns over Alaska whose strengths are autoregressive in time. The same seed gives
 * the same weather everywhere, so places can be computed one at a time.
 */
export class Variability {
  readonly #temperature: Float64Array;
  readonly #precipitation: Float64Array;

  constructor(seed: number) {
    const k = WAVES.length;
    this.#temperature = new Float64Array(MONTHS * k);
    this.#precipitation = new Float64Array(MONTHS * k);
    const root = new Random(seed);
    const fresh = Math.sqrt(1 - MEMORY * MEMORY);
    for (let p = 0; p < k; p++) {
      const heat = root.fork(`temperature ${p}`);
      const rain = root.fork(`precipitation ${p}`);
      let state = heat.normal();
      for (let m = 0; m < MONTHS; m++) {
        state = MEMORY * state + fresh * heat.normal();
        this.#temperature[m * k + p] = state;
        this.#precipitation[m * k + p] = rain.normal();
      }
    }
  }

  /** Loadings of a place; `shift` gives precipitation its own phase. */
  loading(lon: number, lat: number, shift = 0): Loading {
    const x = (lon + 170.3) / 35.9;
    const y = (lat - 53.7) / 18.6;
    const out = Float64Array.from(WAVES, ([kx, ky], p) => {
      const size = p === 0 ? 1.2 : 0.8;
      return size * Math.cos(Math.PI * (2 * kx * x + 2 * ky * y) + p * (1.1 + shift));
    });
    const length = Math.hypot(...out);
    return out.map((v) => v / length);
  }

  /** Departure from the expected temperature, K. */
  temperature(month: number, loading: Loading, division: Division): number {
    const m = monthOfYear(month) - 1;
    const inland = (division.inland + 1) / 2;
    const spread = inland * (SPREAD_INLAND[m] as number) + (1 - inland) * (SPREAD_COAST[m] as number);
    return (
      spread * this.#mix(this.#temperature, month, loading) + knownYear(yearOf(month)) * (m >= 4 && m <= 8 ? 0.6 : 1)
    );
  }

  /** Departure of wetness in standard deviations; positive is wetter and cloudier. */
  wetness(month: number, loading: Loading): number {
    return this.#mix(this.#precipitation, month, loading);
  }

  /** Factor on expected precipitation, mean 1. */
  static precipitationFactor(wetness: number): number {
    return Math.exp(SPREAD_PRECIPITATION * wetness - (SPREAD_PRECIPITATION * SPREAD_PRECIPITATION) / 2);
  }

  #mix(strengths: Float64Array, month: number, loading: Loading): number {
    const k = loading.length;
    const at = (((month - FIRST) % MONTHS) + MONTHS) % MONTHS;
    let sum = 0;
    for (let p = 0; p < k; p++) sum += (strengths[at * k + p] as number) * (loading[p] as number);
    return sum;
  }
}
