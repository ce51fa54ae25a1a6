/** Latent heat of fusion of ice, J kg-1. */
const FUSION = 3.34e5;
const WATER = 1000;
const SECONDS_PER_DAY = 86400;

/** A layer of ground that thaws. */
export interface ThawingLayer {
  /** Thermal conductivity when thawed, W m-1 K-1. */
  readonly conductivity: number;
  /** Volumetric ice content before it thaws, m3 m-3. */
  readonly ice: number;
}

/**
 * Edaphic factor of a uniform ground, m (degC day)^-1/2.
 *
 * @param surfaceFactor  thawing n-factor: degree-days at the surface over degree-days of the air
 * @see SOURCES.md 5.1
 */
export const edaphicFactor = (ground: ThawingLayer, surfaceFactor = 1): number =>
  Math.sqrt((2 * ground.conductivity * surfaceFactor * SECONDS_PER_DAY) / (FUSION * WATER * ground.ice));

/**
 * Thaw depth under a flat surface, Stefan's solution with one edaphic factor.
 *
 * @param degreeDays  thawing degree-days since the snow left, degC day
 * @param edaphic     m (degC day)^-1/2
 * @returns m, positive down
 * @throws RangeError when the sum is negative or not finite: a gap is filled before this, never here
 */
export function stefanDepth(degreeDays: number, edaphic: number): number {
  if (!(degreeDays >= 0 && Number.isFinite(degreeDays))) throw new RangeError(`degree-days ${degreeDays}`);
  return edaphic * Math.sqrt(degreeDays);
}

/**
 * Thaw depth under an organic layer on mineral soil: Stefan's solution layer by layer. The organic layer costs
 * L theta_o z_o^2 / (2 k_o) of surface heat; what is left thaws mineral soil through the resistance of both.
 *
 * @param surfaceDegreeDays  thawing degree-days at the surface (n-factor already in), degC day
 * @param organicDepth       m
 * @returns m, positive down
 * @see Jumikis 1977, Thermal Geotechnics; the same solution in Kurylyk and Hayashi 2016, Permafr. Periglac. Process. 27:117
 */
export function layeredStefanDepth(
  surfaceDegreeDays: number,
  organicDepth: number,
  organic: ThawingLayer,
  mineral: ThawingLayer,
): number {
  const heat = surfaceDegreeDays * SECONDS_PER_DAY;
  const organicCost = (FUSION * WATER * organic.ice * organicDepth * organicDepth) / (2 * organic.conductivity);
  if (heat <= organicCost) {
    return Math.sqrt((2 * organic.conductivity * heat) / (FUSION * WATER * organic.ice));
  }
  const resistance = organicDepth / organic.conductivity;
  const k = mineral.conductivity;
  const drive = (heat - organicCost) / (FUSION * WATER * mineral.ice);
  return organicDepth + k * (Math.sqrt(resistance * resistance + (2 * drive) / k) - resistance);
}
