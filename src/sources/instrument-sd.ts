/**
 * Bias of an instrument that measures thaw depth, m, one sd, by the words a table uses for it; assumed where a source gives none
 * (SOURCES.md, 3.3). NaN for words we do not know.
 */
export function instrumentSd(method: string): number {
  if (/gpr|radar/i.test(method)) return 0.08;
  if (/tube/i.test(method)) return 0.02;
  if (/temperature|borehole|thermistor/i.test(method)) return 0.05;
  if (/prob|rod/i.test(method)) return 0.03;
  return Number.NaN;
}
