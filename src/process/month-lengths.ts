import { daysIn } from '../core/month.ts';

/** Days of `months` months from `firstMonth` (since 1969-01) on. */
export const monthLengths = (firstMonth: number, months: number): Float64Array =>
  Float64Array.from({ length: months }, (_, i) => daysIn(firstMonth + i));
