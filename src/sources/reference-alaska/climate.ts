import { monthOfYear } from '../../core/month.ts';
import { monthLengths } from '../../process/month-lengths.ts';
import { snowAtEnd } from '../../process/snow.ts';
import { saturationPressure } from '../../process/vapour.ts';
import { type Division, divisionOf } from './climate-division.ts';
import { type Normals, normalsAt } from './normals.ts';
import { reliefAt } from './relief.ts';
import { type Scenario, warmingAt, wettingAt } from './trend.ts';
import { type Loading, Variability } from './variability.ts';

/** Monthly drivers of a place, `[month]`, in the canonical units. */
export interface Weather {
  /** degC */
  readonly t_air: Float32Array;
  /** mm month-1 */
  readonly precip: Float32Array;
  /** Snow water equivalent, m, monthly mean. */
  readonly swe: Float32Array;
  /** Downward short wave, W m-2. */
  readonly sw_in: Float32Array;
  /** Vapour pressure, Pa. */
  readonly vp: Float32Array;
}

/** Arrays to be filled: Float32 for a result, Float64 for the estimator. */
export interface WeatherBuffers {
  readonly air: Float64Array | Float32Array;
  readonly precip: Float64Array | Float32Array;
  readonly swe: Float64Array | Float32Array;
  readonly shortWave: Float64Array | Float32Array;
  readonly vapour: Float64Array | Float32Array;
}

export interface WeatherOptions {
  /** Adds made-up, spatially coherent weather about the trend. Without it a series is what is to be expected. */
  readonly variability?: Variability;
  readonly scenario?: Scenario;
}

/** Snow beyond this flows away as a glacier, m of water. */
const GLACIER = 3;

const MONTH_DAYS = [31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Most precipitation a month can have, mm: the limit of what the variable may be. */
const WETTEST = 1500;

/** Background climate of one place: normals, observed trends, and weather from 1940 to 2119. */
export class PlaceClimate {
  readonly normals: Normals;
  readonly division: Division;
  #loading: { of: Variability; heat: Loading; rain: Loading } | undefined;

  constructor(
    readonly lon: number,
    readonly lat: number,
    readonly elevation: number,
  ) {
    this.normals = normalsAt(lon, lat, elevation);
    this.division = divisionOf(lon, lat);
  }

  /** @param firstMonth months since 1969-01 */
  series(firstMonth: number, months: number, options: WeatherOptions = {}): Weather {
    const make = () => new Float32Array(months);
    const weather: Weather = { t_air: make(), precip: make(), swe: make(), sw_in: make(), vp: make() };
    const { t_air: air, precip, swe, sw_in: shortWave, vp: vapour } = weather;
    this.fill({ air, precip, swe, shortWave, vapour }, firstMonth, options);
    return weather;
  }

  /** The same into arrays of the caller; their length says how many months. */
  fill(into: WeatherBuffers, firstMonth: number, { variability, scenario }: WeatherOptions = {}): void {
    const { air, precip, swe, shortWave, vapour } = into;
    const { normals, division } = this;
    const loading = variability ? this.#load(variability) : undefined;
    const days = monthLengths(firstMonth, air.length);
    let snow = this.#snowBefore(firstMonth);
    for (let i = 0; i < air.length; i++) {
      const month = firstMonth + i;
      const m = monthOfYear(month) - 1;
      let t = (normals.temperature[m] as number) + warmingAt(month, division, scenario);
      let p = (normals.precipitation[m] as number) * wettingAt(month, scenario);
      let cloud = 0;
      if (variability && loading) {
        t += variability.temperature(month, loading.heat, division);
        cloud = variability.wetness(month, loading.rain);
        p *= Variability.precipitationFactor(cloud);
      }
      p = Math.min(p, WETTEST);
      const after = Math.min(GLACIER, snowAtEnd(snow, t, p, days[i] as number));
      air[i] = t;
      precip[i] = p;
      swe[i] = (snow + after) / 2;
      shortWave[i] = (normals.shortWave[m] as number) * (1 - 0.08 * Math.max(-2, Math.min(2, cloud)));
      // Relative humidity stays what it is in that month; vapour follows temperature.
      const humidity = (normals.vapour[m] as number) / saturationPressure(normals.temperature[m] as number);
      vapour[i] = humidity * saturationPressure(t);
      snow = after;
    }
  }

  #load(variability: Variability): { heat: Loading; rain: Loading } {
    if (this.#loading?.of !== variability) {
      const heat = variability.loading(this.lon, this.lat);
      const rain = variability.loading(this.lon, this.lat, 0.7);
      this.#loading = { of: variability, heat, rain };
    }
    return this.#loading;
  }

  /** Snow at the start of a month after two winters of normal weather: on glaciers it does not grow without end. */
  #snowBefore(firstMonth: number): number {
    let snow = 0;
    for (let month = firstMonth - 24; month < firstMonth; month++) {
      const m = monthOfYear(month) - 1;
      const { temperature, precipitation } = this.normals;
      snow = snowAtEnd(snow, temperature[m] as number, precipitation[m] as number, MONTH_DAYS[m] as number);
    }
    return snow;
  }
}

/**
 * Background climate of any place in the window, for where no measurement and no file says better.
 *
 * @param elevation  m; the schematic relief where the caller knows none
 * @example climateAt(-149.6, 68.63).series(monthOf(1990, 1), 432)
 */
export const climateAt = (lon: number, lat: number, elevation = reliefAt(lon, lat)): PlaceClimate =>
  new PlaceClimate(lon, lat, elevation);
