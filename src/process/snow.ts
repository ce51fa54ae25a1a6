import { thawingDegreeDays, withinMonthSd } from './degree-days.ts';

/** mm of water per degC day; 3-5 on snow without glacier ice (Hock 2003, J. Hydrol. 282:104). */
const MELT_FACTOR = 4;

/**
 * Share of a month's precipitation that falls as snow: none above 4 degC, all below -4 degC. A monthly mean hides days on
 * either side, hence a ramp wider than the one for storms.
 */
export const snowShare = (monthlyMean: number): number => Math.min(1, Math.max(0, (4 - monthlyMean) / 8));

/**
 * Snow left on the ground at the end of a month.
 *
 * @param before  snow water equivalent at the start of the month, m
 * @param mean    monthly mean air temperature, degC
 * @param fallen  precipitation of the month, mm
 * @param days    days of the month
 * @returns m of water equivalent, never negative
 */
export function snowAtEnd(before: number, mean: number, fallen: number, days: number): number {
  const melt = (MELT_FACTOR / 1000) * thawingDegreeDays(mean, days, withinMonthSd(mean));
  return Math.max(0, before + (snowShare(mean) * fallen) / 1000 - melt);
}

/**
 * Monthly mean snow water equivalent of a series, m: the middle between the amounts at both ends of a month.
 *
 * @param air     monthly mean air temperature, degC, `[month]`
 * @param precip  mm month-1, `[month]`
 * @param days    days of each month
 * @param start   amount when the series begins, m
 */
export function snowSeries(
  air: ArrayLike<number>,
  precip: ArrayLike<number>,
  days: ArrayLike<number>,
  start = 0,
): Float32Array {
  const swe = new Float32Array(air.length);
  let before = start;
  for (let m = 0; m < air.length; m++) {
    const after = snowAtEnd(before, air[m] as number, precip[m] as number, days[m] as number);
    swe[m] = (before + after) / 2;
    before = after;
  }
  return swe;
}
