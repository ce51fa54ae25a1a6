/** Share of the growing season's green that tundra and broad leaves still show in a month (1-12): they turn in August. */
const AUTUMN = [0, 0, 0, 1, 1, 1, 1, 0.85, 0.45, 0.1, 0, 0];

/**
 * Absorbed share of PAR at the peak of a mean summer: polar coast 0.3, shrub tundra 0.5, closed forest 0.65
 * (MODIS fPAR of Alaskan sites, Xiao et al. 2004).
 *
 * @param warmth  thawing degree-days of a mean year, degC day
 */
export const peakLeaf = (warmth: number, tree: number): number =>
  Math.min(0.7, 0.28 + 0.0003 * Math.min(warmth, 1000) + 0.12 * tree);

/**
 * Absorbed share of PAR now. Needles stay; the rest unfolds with degree-days since the snow left and turns in autumn.
 *
 * @param degreeDays  thawing degree-days so far, degC day
 * @param warmth      those of a mean year
 */
export function leafNow(peak: number, degreeDays: number, warmth: number, tree: number, monthOfYear: number): number {
  const unfolded = Math.min(1, degreeDays / (0.5 * warmth + 1));
  const needles = 0.6 * tree;
  return peak * (needles + (1 - needles) * unfolded * (AUTUMN[monthOfYear - 1] as number));
}
