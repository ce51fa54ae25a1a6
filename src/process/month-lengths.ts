import { daysIn } from '../core/month.ts';

let last: { firstMonth: number; days: Float64Array } | undefined;

/**
 * Days of `months` months from `firstMonth` (since 1969-01) on. A grid asks for the same months cell after cell, and calendars
 * are slow: the last answer is kept. Not to be written to.
 */
export function monthLengths(firstMonth: number, months: number): Float64Array {
  if (last?.firstMonth !== firstMonth || last.days.length !== months) {
    last = { firstMonth, days: Float64Array.from({ length: months }, (_, i) => daysIn(firstMonth + i)) };
  }
  return last.days;
}
