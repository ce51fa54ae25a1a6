import { monthOfYear } from '../../core/month.ts';
import type { Division } from './climate-division.ts';

/** Month in the middle of 1991-2020: normals hold there. */
export const NORMALS_CENTRE = 438;
/** January 1977: the Pacific shift of 1976 (Hartmann and Wendler 2005, J. Climate 18:4824). */
const SHIFT = 96;

/**
 * Warming since the shift, K per decade, January to December: about 0.4 a year's mean, least in summer (Walsh and
 * Brettschneider 2019, Polar Sci. 21:101; NOAA NCEI Alaska climate divisions).
 */
const WARMING = [0.5, 0.55, 0.35, 0.45, 0.35, 0.25, 0.22, 0.2, 0.3, 0.45, 0.4, 0.45];
/** What the Arctic Slope has on top: autumn, when the sea-ice has gone (Wendler et al. 2014, Open Atmos. Sci. J. 8:35). */
const ARCTIC_EXTRA = [0.35, 0.3, 0.15, 0.2, 0.15, 0.1, 0.12, 0.12, 0.35, 1.0, 0.85, 0.55];
/** By how much the decades before the shift were colder than the trend's start, K. */
const BEFORE_SHIFT = [-2.2, -1.8, -1, -0.8, -0.6, -0.3, -0.2, -0.2, -0.3, -0.5, -1, -1.8];
/** Precipitation, share per decade (small, mostly positive; Bieniek et al. 2014). */
const WETTING = 0.012;

/** Assumed future. Absent values go on as observed since 1977. */
export interface Scenario {
  /** First month to which the assumed rates apply; months since 1969-01. */
  readonly from: number;
  /** K per decade, annual mean; its season and region follow the observed pattern. */
  readonly warming?: number;
  /** Share per decade: 0.02 is 2 %. */
  readonly wetting?: number;
}

const MEAN_WARMING = WARMING.reduce((a, b) => a + b, 0) / 12;

/** Departure of a month's expected temperature from the normals of its calendar month, K. */
export function warmingAt(month: number, division: Division, scenario?: Scenario): number {
  const m = monthOfYear(month) - 1;
  const arctic = Math.max(0, division.arctic);
  const rate = (WARMING[m] as number) + arctic * (ARCTIC_EXTRA[m] as number);
  const turn = scenario?.warming === undefined ? Number.POSITIVE_INFINITY : scenario.from;
  const observed = Math.min(month, turn);
  let change = (rate * (Math.max(observed, SHIFT) - NORMALS_CENTRE)) / 120;
  if (observed < SHIFT) change += BEFORE_SHIFT[m] as number;
  if (month > turn) change += (((scenario?.warming ?? 0) * rate) / MEAN_WARMING) * ((month - turn) / 120);
  return change;
}

/** Factor on a month's expected precipitation. */
export function wettingAt(month: number, scenario?: Scenario): number {
  const turn = scenario?.wetting === undefined ? Number.POSITIVE_INFINITY : scenario.from;
  const observed = 1 + (WETTING * (Math.min(month, turn) - NORMALS_CENTRE)) / 120;
  const assumed = month > turn ? ((scenario?.wetting ?? 0) * (month - turn)) / 120 : 0;
  return Math.max(0.1, observed + assumed);
}

/**
 * Departures of well-known years from the trend over the whole state, K, to the half degree: warm 1993, 2014, 2016, 2018, 2019; cold 1999,
 * 2006, 2008, 2012 (rankings of NOAA NCEI, Alaska annual temperature 1925-2023).
 */
const KNOWN_YEARS: Readonly<Record<number, number>> = {
  1993: 1,
  1999: -1.5,
  2006: -1,
  2008: -1.5,
  2012: -1.5,
  2014: 1,
  2016: 1.5,
  2018: 1,
  2019: 1.5,
};

export const knownYear = (year: number): number => KNOWN_YEARS[year] ?? 0;
