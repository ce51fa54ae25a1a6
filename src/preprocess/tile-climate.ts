import { daysIn, monthOf, monthOfYear } from '../core/month.ts';
import type { Estimator } from '../process/estimator.ts';
import { snowAtEnd } from '../process/snow.ts';
import { saturationPressure } from '../process/vapour.ts';
import { climateAt, PlaceClimate } from '../sources/reference-alaska/climate.ts';
import type { Series } from '../sources/source.ts';
import { type AnomalyOptions, type Deviations, StationAnomaly } from './station-anomaly.ts';

/** What the climate is made of. */
export interface ClimateInput {
  /** Checked monthly series of air temperature and precipitation. */
  readonly series: readonly Series[];
  readonly firstMonth: number;
  readonly months: number;
}

type Place = { readonly lat: number; readonly lon: number };

/** One month of Alaskan air is alike over many hundreds of kilometres, rain over fewer; mean deviations are local. */
const AIR = { climateReach: 150, climateSd: 1.6, weatherReach: 1100, weatherSd: 2.8, noiseSd: 0.8 };
const RAIN = { climateReach: 100, climateSd: 0.35, weatherReach: 330, weatherSd: 0.5, noiseSd: 0.3 };
/** Keeps a dry month's logarithm finite, mm. */
const TRACE = 3;
/** Rain between stations is never changed by more than this factor. */
const MOST = Math.log(4);
/** Snow that outlives the summer is firn; it is not followed beyond this, m. */
const DEEPEST_SNOW = 3;

/**
 * Climate of any cell: published background (normals and trends), corrected by the mean deviation and by each month's weather at
 * the stations around, temperature as difference, precipitation as ratio. Humidity keeps the background's relative value; short
 * wave is the background's; snow follows from the corrected months. Where no station is near, the background remains.
 */
export class TileClimate {
  readonly #air: StationAnomaly;
  readonly #rain: StationAnomaly;
  readonly #buffers: {
    readonly airClimate: Float64Array<ArrayBuffer>;
    readonly rainClimate: Float64Array<ArrayBuffer>;
    readonly air: Float64Array;
    readonly rain: Float64Array;
  };

  constructor(readonly input: ClimateInput) {
    const { firstMonth, months, series } = input;
    const span = [firstMonth, firstMonth + months - 1] as const;
    const airs = series.filter((s) => s.variable === 't_air').map((s) => deviations(s, (x, b) => x - b, 't_air'));
    const rains = series
      .filter((s) => s.variable === 'precip')
      .map((s) => deviations(s, (x, b) => Math.log((x + TRACE) / (b + TRACE)), 'precip'));
    const options = (o: Omit<AnomalyOptions, 'span'>): AnomalyOptions => ({ ...o, span });
    this.#air = new StationAnomaly(airs, options(AIR));
    this.#rain = new StationAnomaly(rains, options(RAIN));
    this.#buffers = {
      airClimate: new Float64Array(12),
      rainClimate: new Float64Array(12),
      air: new Float64Array(months),
      rain: new Float64Array(months),
    };
  }

  /** Fills the drivers of an estimator with the climate of a cell. */
  fill(into: Estimator, lon: number, lat: number, elevation: number, exact?: ExactDrivers): void {
    const { firstMonth } = this.input;
    const { airClimate, rainClimate, air, rain } = this.#buffers;
    const place: Place = { lat, lon };
    this.#air.climateAt(place, airClimate);
    this.#rain.climateAt(place, rainClimate);
    this.#air.weatherAt(place, air);
    this.#rain.weatherAt(place, rain);
    new PlaceClimate(lon, lat, elevation).fill(into, firstMonth);
    let snow = (into.swe[0] as number) || 0;
    for (let m = 0; m < into.months; m++) {
      const c = monthOfYear(firstMonth + m) - 1;
      const before = into.air[m] as number;
      const t = known(exact?.t_air, m) ?? before + (airClimate[c] as number) + (air[m] as number);
      const factor = Math.min(MOST, Math.max(-MOST, (rainClimate[c] as number) + (rain[m] as number)));
      const p = known(exact?.precip, m) ?? Math.max(0, ((into.precip[m] as number) + TRACE) * Math.exp(factor) - TRACE);
      const humidity = (into.vapour[m] as number) / saturationPressure(before);
      into.vapour[m] = known(exact?.vp, m) ?? humidity * saturationPressure(t);
      into.shortWave[m] = known(exact?.sw_in, m) ?? (into.shortWave[m] as number);
      into.air[m] = t;
      into.precip[m] = p;
      const after = Math.min(DEEPEST_SNOW, snowAtEnd(snow, t, p, daysIn(firstMonth + m)));
      into.swe[m] = (snow + after) / 2;
      snow = after;
    }
  }
}

/** What a file gives exactly at a cell, `[month of span]`, NaN where it does not. */
export type ExactDrivers = Partial<Readonly<Record<'t_air' | 'precip' | 'sw_in' | 'vp', Float64Array>>>;

const known = (values: Float64Array | undefined, m: number): number | undefined => {
  const v = values?.[m];
  return v === undefined || Number.isNaN(v) ? undefined : v;
};

/** Measured against the background of the place, `difference(measured, background)`. */
function deviations(
  s: Series,
  difference: (x: number, background: number) => number,
  variable: 't_air' | 'precip',
): Deviations {
  const [first, last] = [s.month[0] as number, s.month.at(-1) as number];
  const place = Number.isNaN(s.elevation) ? climateAt(s.lon, s.lat) : climateAt(s.lon, s.lat, s.elevation);
  const background = place.series(first, last - first + 1)[variable];
  return {
    name: s.name,
    lat: s.lat,
    lon: s.lon,
    month: s.month,
    value: Float64Array.from(s.month, (m, i) => difference(s.value[i] as number, background[m - first] as number)),
  };
}

/** Default first month of tiles. */
export const FIRST_MONTH = monthOf(1990, 1);
