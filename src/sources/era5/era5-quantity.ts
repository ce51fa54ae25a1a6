import { toCelsius } from '../../core/unit.ts';
import type { VariableName } from '../../core/variable.ts';

/** How stored numbers of a quantity become ours. */
export interface Reading {
  /** Stored number to a state or rate in the canonical unit (precipitation: mm a day), or to an amount (mm, J m-2) where `amount`. */
  readonly convert: (x: number) => number;
  /** Accumulated since some time before the stamp. */
  readonly amount: boolean;
}

/** One quantity of ERA5 single levels that we use. @see SOURCES.md, 4.12 */
export interface Quantity {
  readonly variable: VariableName;
  /** Names of each component, alternatives by layout. */
  readonly parts: readonly (readonly string[])[];
  /** @returns undefined when the unit is not one of this quantity */
  reading(unit: string): Reading | undefined;
  /** Joins components step by step. */
  readonly join?: (a: number, b: number) => number;
  /** Turns the state into another one step by step, as vapour pressure of a dew point. */
  readonly derive?: (x: number) => number;
  readonly note?: string;
}

const same = (x: number) => x;
const state = (convert: ((x: number) => number) | undefined): Reading | undefined =>
  convert && { convert, amount: false };
/** ECMWF writes `m s**-1`, others `m/s`. */
const plain = (unit: string): string =>
  unit
    .trim()
    .replace(/\*\*|\^/g, '')
    .replace(/\/\s*([a-z]+)(\d?)/gi, (_, u: string, p: string) => ` ${u}-${p || 1}`)
    .replace(/\s+/g, ' ')
    .toLowerCase();
const one =
  (of: string, convert: (x: number) => number = same) =>
  (unit: string): Reading | undefined =>
    plain(unit) === of ? state(convert) : undefined;
const celsius = (unit: string): Reading | undefined => state(toCelsius(unit));

/** Vapour pressure over water, Pa, of a dew point, degC. @see ECMWF IFS documentation, part IV, Tetens' formula after Buck 1981 */
export const vapourPressure = (dewPoint: number): number =>
  611.21 * Math.exp((17.502 * dewPoint) / (dewPoint + 240.97));

const precipitation = (unit: string): Reading | undefined => {
  switch (plain(unit)) {
    case 'm':
      return { convert: (x) => x * 1000, amount: true };
    case 'kg m-2 s-1':
      return { convert: (x) => x * 86400, amount: false };
    default:
      return undefined;
  }
};

export const QUANTITIES: readonly Quantity[] = [
  { variable: 't_air', parts: [['t2m', '2t', 'temperature_2m']], reading: celsius },
  {
    variable: 'vp',
    parts: [['d2m', '2d', 'dewpoint_temperature_2m']],
    reading: celsius,
    derive: vapourPressure,
    note: 'vapour pressure of the dew point',
  },
  { variable: 'wind', parts: [['si10', '10si', 'wind_speed']], reading: one('m s-1') },
  {
    variable: 'wind',
    parts: [
      ['u10', '10u'],
      ['v10', '10v'],
    ],
    reading: one('m s-1'),
    join: Math.hypot,
    note: 'speed of each step, then the mean',
  },
  {
    variable: 'blh',
    parts: [['blh', 'boundary_layer_height']],
    reading: one('m'),
    note: 'mean of all hours of day and night, between which it changes tenfold; a flight takes its own hour',
  },
  { variable: 't_soil', parts: [['stl1']], reading: celsius, note: '0 to 7 cm' },
  { variable: 'vwc', parts: [['swvl1']], reading: one('m3 m-3'), note: '0 to 7 cm' },
  { variable: 'swe', parts: [['sd']], reading: one('m of water equivalent') },
  { variable: 'snow_depth', parts: [['sde']], reading: one('m') },
  {
    variable: 'sw_in',
    parts: [['ssrd']],
    reading: (unit) => (plain(unit) === 'j m-2' ? { convert: same, amount: true } : undefined),
  },
  { variable: 'precip', parts: [['tp', 'total_precipitation_hourly']], reading: precipitation },
];

/** Land fraction: of no time. */
export const LAND = 'lsm';
