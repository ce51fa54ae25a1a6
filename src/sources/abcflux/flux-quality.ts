import { monthOfYear } from '../../core/month.ts';
import type { ObservationFlag } from '../../store/schema.ts';

/** Monthly mean NEE beyond this, umol m-2 s-1, is 130 g C m-2 a month: no ecosystem of Alaska takes up or gives off as much (ABC-7). */
const STRONGEST_CO2 = 4;
/** Uptake in the dark and cold part of the year cannot be more than the noise of an open-path instrument, umol m-2 s-1. */
const WINTER_UPTAKE = -0.7;
/** Monthly mean CH4 below this, nmol m-2 s-1, is suspect (SOURCES.md, 3.1). */
const CH4_UPTAKE = -3;

const isWinter = (month: number): boolean => monthOfYear(month) >= 11 || monthOfYear(month) <= 2;

/**
 * @param value umol m-2 s-1
 * @param filled share 0-1, NaN unknown
 */
export function flagCo2(value: number, filled: number, month: number, chamber: boolean): ObservationFlag {
  if (filled >= 1) return 'modelled'; // ABC-4
  if (chamber) return 'suspect'; // daytime only, no monthly exchange (ABC-15)
  return Math.abs(value) > STRONGEST_CO2 || (isWinter(month) && value < WINTER_UPTAKE) ? 'suspect' : 'ok';
}

/** @param value nmol m-2 s-1 */
export function flagCh4(value: number, filled: number, chamber: boolean): ObservationFlag {
  if (filled >= 1) return 'modelled';
  return chamber || value < CH4_UPTAKE ? 'suspect' : 'ok';
}

/** Share assumed measured where nobody says. */
const UNKNOWN_MEASURED = 0.5;
const LEAST_MEASURED = 0.1;

/** One sd of a monthly flux: 20 % with a floor, larger the less of the month was measured. Assumed (SOURCES.md, 3.3). */
export function fluxSd(value: number, filled: number, floor: number): number {
  const measured = Number.isNaN(filled) ? UNKNOWN_MEASURED : Math.max(LEAST_MEASURED, 1 - filled);
  return Math.max(floor, 0.2 * Math.abs(value)) / Math.sqrt(measured);
}
