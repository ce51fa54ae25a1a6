/**
 * Frost number of Nelson and Outcalt: permafrost is likely from 0.5 on.
 *
 * @param freezing, thawing  degree-days of a year, degC day
 * @see Nelson and Outcalt 1987, Arct. Alp. Res. 19:279
 */
export function frostNumber(freezing: number, thawing: number): number {
  const f = Math.sqrt(freezing);
  const t = Math.sqrt(thawing);
  return f + t > 0 ? f / (f + t) : Number.NaN;
}
