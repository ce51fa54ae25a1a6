/**
 * Thawing degree-days of one month from its mean temperature, when daily means scatter about it normally:
 * the mean of max(T, 0) over N(mean, sd), times the days. With `sd` 0 this is max(mean, 0) * days.
 *
 * @param mean  monthly mean air temperature, degC
 * @param days  days of the month
 * @param sd    standard deviation of daily means within the month, K
 * @returns degC day, never negative
 * @see Calov and Greve 2005, J. Glaciol. 51:173 (the semi-analytical positive degree-day integral)
 */
export function thawingDegreeDays(mean: number, days: number, sd = 0): number {
  if (!(sd > 0)) return mean > 0 ? mean * days : 0;
  const z = mean / sd;
  if (z > 6) return mean * days;
  if (z < -6) return 0;
  return days * (mean * normalShare(z) + sd * 0.3989422804014327 * Math.exp(-0.5 * z * z));
}

/** Freezing degree-days, degC day, never negative: what thawing degree-days are on the other side of 0 degC. */
export const freezingDegreeDays = (mean: number, days: number, sd = 0): number => thawingDegreeDays(-mean, days, sd);

/**
 * Daily means of an Alaskan month scatter by 3 to 7 K, more in winter than in summer (NOAA daily records of Utqiagvik, Fairbanks
 * and Bethel): a straight line in the monthly mean, because cold months are the restless ones.
 */
export const withinMonthSd = (mean: number): number => Math.min(7, Math.max(3, 4 - 0.12 * mean));

/** Share of a standard normal below z; Abramowitz and Stegun 26.2.17, absolute error below 7.5e-8. */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804014327 * Math.exp(-0.5 * z * z) * poly;
  return z >= 0 ? 1 - tail : tail;
}
