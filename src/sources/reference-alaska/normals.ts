import { monthlyExtraterrestrial } from '../../process/solar.ts';
import { saturationPressure } from '../../process/vapour.ts';
import { type Division, divisionOf } from './climate-division.ts';
import { STATIONS } from './station.ts';

/** Climate near 1991-2020 of a place, January to December. */
export interface Normals {
  /** degC */
  readonly temperature: Float64Array;
  /** mm month-1 */
  readonly precipitation: Float64Array;
  /** Downward short wave, W m-2. */
  readonly shortWave: Float64Array;
  /** Pa */
  readonly vapour: Float64Array;
}

/**
 * Change of temperature with height, K km-1, January to December: inland winters have inversions about as often as not (Bourne et
 * al. 2010), summers and the coast the usual decrease.
 */
const LAPSE_INLAND = [-0.5, -1.5, -3.5, -5.5, -6.5, -6.5, -6, -5.8, -5.5, -4, -2, -0.5];
const LAPSE_COAST = -5;
/** Precipitation grows with height, share per km. */
const OROGRAPHIC = 0.5;

/** Distance at which a station's say fades, km, and what a divide between counts, in the same unit. */
const REACH = 220;
const DIVIDE_ARCTIC = 1.1;
const DIVIDE_INLAND = 0.9;

/** Share of extraterrestrial short wave that arrives, January to December; highest over spring snow under clear skies. */
const CLEARNESS = [0.42, 0.5, 0.58, 0.6, 0.54, 0.49, 0.45, 0.42, 0.41, 0.41, 0.4, 0.38];
/** Relative humidity, January to December, inland and at the coast. */
const HUMID_INLAND = [0.74, 0.72, 0.67, 0.62, 0.56, 0.58, 0.64, 0.7, 0.71, 0.78, 0.79, 0.76];
const HUMID_COAST = [0.78, 0.77, 0.76, 0.77, 0.78, 0.8, 0.82, 0.84, 0.81, 0.8, 0.79, 0.78];

const SITES = STATIONS.map((station) => ({ station, division: divisionOf(station.lon, station.lat) }));

/**
 * Normals between stations: inverse distance with the two great divides as extra distance, then corrected for height.
 *
 * @param elevation  m
 */
export function normalsAt(lon: number, lat: number, elevation: number): Normals {
  const division = divisionOf(lon, lat);
  const weights = weightsAt(lon, lat, division);
  const temperature = new Float64Array(12);
  const precipitation = new Float64Array(12);
  let height = 0;
  for (let s = 0; s < SITES.length; s++) {
    const w = weights[s] as number;
    const { station } = SITES[s] as (typeof SITES)[number];
    height += w * station.elevation;
    for (let m = 0; m < 12; m++) {
      temperature[m] = (temperature[m] as number) + w * (station.temperature[m] as number);
      precipitation[m] = (precipitation[m] as number) + w * Math.log(station.precipitation[m] as number);
    }
  }
  const above = (elevation - height) / 1000;
  const inland = (division.inland + 1) / 2;
  const wetter = Math.min(2.2, Math.max(0.7, 1 + OROGRAPHIC * above));
  for (let m = 0; m < 12; m++) {
    const lapse = inland * (LAPSE_INLAND[m] as number) + (1 - inland) * LAPSE_COAST;
    temperature[m] = (temperature[m] as number) + above * lapse;
    precipitation[m] = Math.exp(precipitation[m] as number) * wetter;
  }
  return { temperature, precipitation, ...skyAt(lat, temperature, precipitation) };
}

function weightsAt(lon: number, lat: number, division: Division): Float64Array {
  const weights = new Float64Array(SITES.length);
  const squeeze = Math.cos((lat * Math.PI) / 180);
  let sum = 0;
  for (let s = 0; s < SITES.length; s++) {
    const { station, division: theirs } = SITES[s] as (typeof SITES)[number];
    const dx = ((lon - station.lon) * 111.2 * squeeze) / REACH;
    const dy = ((lat - station.lat) * 111.2) / REACH;
    const da = DIVIDE_ARCTIC * (division.arctic - theirs.arctic);
    const di = DIVIDE_INLAND * (division.inland - theirs.inland);
    const d2 = dx * dx + dy * dy + 0.25 * (da * da + di * di);
    const w = 1 / (d2 + 0.01) ** 2;
    weights[s] = w;
    sum += w;
  }
  for (let s = 0; s < weights.length; s++) weights[s] = (weights[s] as number) / sum;
  return weights;
}

/** Light and humidity: wetter places have more cloud and moister air. */
function skyAt(
  lat: number,
  temperature: Float64Array,
  precipitation: Float64Array,
): { shortWave: Float64Array; vapour: Float64Array } {
  const year = precipitation.reduce((a, b) => a + b, 0);
  const cloud = Math.min(1, Math.max(0, (year - 300) / 1500));
  const range = (temperature[6] as number) - (temperature[0] as number);
  const maritime = Math.min(1, Math.max(0, (36 - range) / 18));
  const shortWave = new Float64Array(12);
  const vapour = new Float64Array(12);
  for (let m = 0; m < 12; m++) {
    shortWave[m] = (CLEARNESS[m] as number) * (1 - 0.15 * cloud) * monthlyExtraterrestrial(lat, m + 1);
    const humidity = maritime * (HUMID_COAST[m] as number) + (1 - maritime) * (HUMID_INLAND[m] as number);
    vapour[m] = humidity * saturationPressure(temperature[m] as number);
  }
  return { shortWave, vapour };
}
