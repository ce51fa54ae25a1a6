/** What decides how a month's air temperature reaches 10 cm of soil. */
export interface Cover {
  /** Tree cover and wetland share, 0-1. */
  readonly tree: number;
  readonly wetness: number;
}

/**
 * Depth of the snow pack, m, from its water, m: wind-packed tundra snow has 330 kg m-3, taiga snow 220 (Sturm et al. 1995,
 * J. Climate 8:1261).
 */
export const snowDepth = (swe: number, tree: number): number => (1000 * swe) / (330 - 110 * tree);

/**
 * Freezing n-factor of a snow pack: share of the air's frost that reaches the ground. It falls off exponentially with depth and
 * gives the published 0.5-0.8 under tundra and 0.2-0.5 under forest, never less (Karunaratne and Burn 2003).
 */
export const freezingFactor = (depth: number, tree: number): number =>
  Math.max(0.2, Math.exp(-depth / (0.42 - 0.36 * tree)));

/** Thawing n-factor at the ground under moss and shade: 0.88 in tundra, 0.6 in closed forest (published range 0.5-1.1). */
export const thawingFactor = (tree: number): number => 0.88 - 0.36 * tree;

/**
 * Soil temperature at about 10 cm, degC, a month after `before`: the surface temperature with a memory, longer while pore
 * water freezes (the zero curtain).
 *
 * @param before  soil temperature of the month before, degC
 * @param air     monthly mean air temperature, degC
 * @param swe     monthly mean snow water equivalent, m
 */
export function nextSoilTemperature(before: number, air: number, swe: number, { tree, wetness }: Cover): number {
  const surface = air < 0 ? air * freezingFactor(snowDepth(swe, tree), tree) : air * thawingFactor(tree);
  const curtain = before > -0.5 && surface < -0.5;
  // Under snow the ground cools slowly, too: it gives up heat of the freezing front below.
  const pace = curtain ? 0.35 - 0.15 * wetness : surface < before && surface < 0 ? 0.35 : 0.7;
  return before + pace * (surface - before);
}
