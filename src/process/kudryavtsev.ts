/** One year in s, as the published examples use it. */
const YEAR = 31_536_000;
const FUSION_PER_VOLUME = 3.34e8;
const UNFROZEN = 0.05;

export interface Climate {
  /** Mean annual air temperature, degC. */
  readonly meanAir: number;
  /** Half of the annual range of air temperature, K. */
  readonly amplitude: number;
  /** Winter mean snow depth, m. */
  readonly snowDepth: number;
  /** kg m-3 */
  readonly snowDensity: number;
}

export interface Vegetation {
  /** Height with frozen and with thawed ground, m. */
  readonly frozenHeight: number;
  readonly thawedHeight: number;
  /** Thermal diffusivity, m2 s-1. */
  readonly frozenDiffusivity: number;
  readonly thawedDiffusivity: number;
}

export interface Soil {
  /** Heat capacity, J m-3 K-1, and conductivity, W m-1 K-1, thawed. */
  readonly thawedCapacity: number;
  readonly thawedConductivity: number;
  readonly frozenConductivity: number;
  /** Volumetric water content, m3 m-3. */
  readonly water: number;
}

export interface KudryavtsevResult {
  /** Mean annual temperature and amplitude at the ground surface, degC and K. */
  readonly groundMean: number;
  readonly groundAmplitude: number;
  /** Mean annual temperature at the base of the active layer, degC. Above 0: no permafrost, seasonal frost only. */
  readonly permafrostTop: number;
  /** m, positive down; undefined where there is no permafrost. */
  readonly activeLayer: number | undefined;
}

/** Texture: bulk density kg m-3, heat capacity J kg-1 K-1, dry conductivity thawed and frozen W m-1 K-1 (SOURCES.md 5.2). */
export const TEXTURES = {
  silt: { density: 1400, capacity: 1300, thawed: 1.05, frozen: 1.25 },
  sand: { density: 1300, capacity: 1500, thawed: 1.05, frozen: 1.25 },
  clay: { density: 1500, capacity: 2200, thawed: 0.9, frozen: 1.15 },
  peat: { density: 150, capacity: 200, thawed: 0.14, frozen: 0.32 },
} as const;
export type Texture = keyof typeof TEXTURES;

/**
 * Thermal properties of a mixture. Water counts with its density of 1000 kg m-3, which the published code leaves out.
 *
 * @param shares  of the textures, sum 1
 * @param water   volumetric water content, m3 m-3
 */
export function soilOf(shares: Readonly<Partial<Record<Texture, number>>>, water: number): Soil {
  let density = 0;
  let capacity = 0;
  let dryThawed = 1;
  let dryFrozen = 1;
  for (const [name, share] of Object.entries(shares) as [Texture, number][]) {
    const t = TEXTURES[name];
    density += share * t.density;
    capacity += share * t.capacity;
    dryThawed *= t.thawed ** share;
    dryFrozen *= t.frozen ** share;
  }
  return {
    thawedCapacity: capacity * density + 1000 * 4190 * water,
    thawedConductivity: dryThawed ** (1 - water) * 0.54 ** water,
    frozenConductivity: dryFrozen ** (1 - water) * 2.35 ** (water - UNFROZEN) * 0.54 ** UNFROZEN,
    water,
  };
}

/**
 * Active layer thickness and permafrost temperature from annual climate (Kudryavtsev 1974), with the two corrections of
 * SOURCES.md 5.2: the term T_g^2/A_g^2 under the root, and the density of water in the heat capacity.
 *
 * @returns undefined where the solution does not exist (|T| at or beyond its amplitude), never NaN
 * @see Anisimov et al. 1997; Romanovsky and Osterkamp 1997; Sazonova and Romanovsky 2003
 */
export function kudryavtsev(climate: Climate, vegetation: Vegetation, soil: Soil): KudryavtsevResult | undefined {
  const surface = underSnow(climate);
  if (!surface) return undefined;
  const ground = underVegetation(climate, surface, vegetation);
  const { mean, amplitude } = ground;
  if (!(amplitude > 0 && Math.abs(mean) < amplitude)) return undefined;
  const { thawedConductivity: kt, frozenConductivity: kf } = soil;
  const ratio = mean / amplitude;
  const numerator =
    (mean * (kf + kt)) / 2 +
    ((amplitude * (kt - kf)) / Math.PI) * (ratio * Math.asin(ratio) + Math.sqrt(1 - ratio * ratio));
  const frozen = numerator <= 0;
  const permafrostTop = numerator / (frozen ? kf : kt);
  return {
    groundMean: mean,
    groundAmplitude: amplitude,
    permafrostTop,
    activeLayer: frozen ? thawDepth(amplitude, permafrostTop, soil) : undefined,
  };
}

interface Wave {
  readonly mean: number;
  readonly amplitude: number;
}

function underSnow({ meanAir, amplitude, snowDepth, snowDensity }: Climate): Wave | undefined {
  if (!(Math.abs(meanAir) < amplitude)) return undefined;
  const r = snowDensity / 1000;
  const conductivity = 0.138 - 1.01 * r + 3.233 * r * r; // Sturm et al. 1997
  const diffusivity = conductivity / (snowDensity * 2090);
  const warming = amplitude * (1 - Math.exp(-snowDepth * Math.sqrt(Math.PI / (YEAR * diffusivity))));
  return { mean: meanAir + warming, amplitude: amplitude - (2 / Math.PI) * warming };
}

function underVegetation(climate: Climate, surface: Wave, v: Vegetation): Wave {
  const cold = YEAR * (0.5 - Math.asin(climate.meanAir / climate.amplitude) / Math.PI);
  const warm = YEAR - cold;
  const damp = (height: number, diffusivity: number, season: number): number =>
    1 - Math.exp(-height * Math.sqrt(Math.PI / (2 * diffusivity * season)));
  const winter = (surface.amplitude - surface.mean) * damp(v.frozenHeight, v.frozenDiffusivity, cold);
  const summer = (surface.amplitude + surface.mean) * damp(v.thawedHeight, v.thawedDiffusivity, warm);
  return {
    mean: surface.mean + (((winter * cold - summer * warm) / YEAR) * 2) / Math.PI,
    amplitude: surface.amplitude - (winter * cold + summer * warm) / YEAR,
  };
}

function thawDepth(amplitude: number, permafrostTop: number, soil: Soil): number | undefined {
  const { thawedConductivity: k, thawedCapacity: c } = soil;
  const cold = Math.abs(permafrostTop);
  if (!(amplitude > cold)) return undefined;
  const q = FUSION_PER_VOLUME * soil.water;
  const half = q / (2 * c);
  const mean = (amplitude - cold) / Math.log((amplitude + half) / (cold + half)) - half;
  const sum = 2 * mean * c + q;
  const lead = 2 * (amplitude - cold) * Math.sqrt((k * YEAR * c) / Math.PI);
  const zc = lead / sum;
  const s = Math.sqrt((k * YEAR) / (Math.PI * c));
  return (lead + ((2 * mean * c * zc + q * zc) * q * s) / (2 * mean * c * zc + q * zc + sum * s)) / sum;
}
