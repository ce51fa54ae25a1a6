import { vapourDeficit } from './vapour.ts';

/** One row of the light-use and respiration table. */
export interface CarbonTraits {
  /** g C MJ-1 */
  readonly lightUse: number;
  /** Ramp of daily minimum temperature, degC. */
  readonly cold: readonly [number, number];
  /** Ramp of vapour pressure deficit, Pa; falls. */
  readonly dry: readonly [number, number];
  /** Activation of respiration, K. */
  readonly beta: number;
  /** Share of GPP that plants respire. */
  readonly autotrophic: number;
  /** Share of litter that is metabolic; of structural decay that becomes slow. */
  readonly metabolic: number;
  readonly toSlow: number;
  /** Optimum decay of metabolic carbon, d-1. */
  readonly decay: number;
}

/** Structural and slow carbon decay slower than metabolic carbon by these factors. */
export const STRUCTURAL = 0.4;
export const SLOW = 0.0093;

/** SMAP L4C parameters, table of 2020-07-31 (SOURCES.md 5.4); temperatures there are K. */
export const TRAITS = {
  /** The middle between shrub land and grass, for tundra of dwarf shrubs and sedges. */
  tundra: {
    lightUse: 1.3,
    cold: [-22.7, 20.95],
    dry: [134, 4355],
    beta: 236.5,
    autotrophic: 0.4,
    metabolic: 0.69,
    toSlow: 0.45,
    decay: 0.0175,
  },
  /** Evergreen needleleaf forest, for spruce. */
  forest: {
    lightUse: 1.17,
    cold: [-20.15, 9.15],
    dry: [0, 3652],
    beta: 266.05,
    autotrophic: 0.311,
    metabolic: 0.49,
    toSlow: 0.3,
    decay: 0.022,
  },
} as const satisfies Record<string, CarbonTraits>;

/** Tree cover from which the ground behaves as forest. */
const CLOSED = 0.6;

/** Traits between tundra and forest, by tree cover 0-1. */
export function traitsOf(tree: number): CarbonTraits {
  const share = Math.min(1, tree / CLOSED);
  const { tundra, forest } = TRAITS;
  const mix = (a: number, b: number): number => a + share * (b - a);
  const mixRange = (a: readonly [number, number], b: readonly [number, number]): [number, number] => [
    mix(a[0], b[0]),
    mix(a[1], b[1]),
  ];
  return {
    lightUse: mix(tundra.lightUse, forest.lightUse),
    cold: mixRange(tundra.cold, forest.cold),
    dry: mixRange(tundra.dry, forest.dry),
    beta: mix(tundra.beta, forest.beta),
    autotrophic: mix(tundra.autotrophic, forest.autotrophic),
    metabolic: mix(tundra.metabolic, forest.metabolic),
    toSlow: mix(tundra.toSlow, forest.toSlow),
    decay: mix(tundra.decay, forest.decay),
  };
}

const ramp = (x: number, low: number, high: number): number => Math.min(1, Math.max(0, (x - low) / (high - low)));

/** Photosynthetically active radiation, MJ m-2 d-1, from short wave, W m-2. */
export const parFromShortWave = (shortWave: number): number => 0.45 * 0.0864 * Math.max(0, shortWave);

/**
 * Gross primary production of a month, g C m-2 d-1, never negative; 0 in the dark and where the ground is frozen hard.
 *
 * @param shortWave  W m-2
 * @param minimum    daily minimum temperature, degC
 * @param mean       monthly mean air temperature, degC
 * @param vapour     vapour pressure, Pa
 * @param leaf       share of PAR that green leaves absorb, 0-1
 */
export function grossProduction(
  traits: CarbonTraits,
  shortWave: number,
  minimum: number,
  mean: number,
  vapour: number,
  leaf: number,
): number {
  const cold = ramp(minimum, traits.cold[0], traits.cold[1]);
  const dry = 1 - ramp(vapourDeficit(mean, vapour), traits.dry[0], traits.dry[1]);
  return parFromShortWave(shortWave) * leaf * traits.lightUse * cold * dry;
}

/** Temperature response of decay, 1 at 20 degC and above. */
export function decayResponse(beta: number, soil: number): number {
  const kelvin = soil + 273.15;
  if (kelvin <= 228) return 0;
  return Math.min(1, Math.exp(beta * (1 / 66.02 - 1 / (kelvin - 227.13))));
}

/** Three pools of soil carbon, g C m-2. */
export interface Pools {
  metabolic: number;
  structural: number;
  slow: number;
}

/**
 * Pools whose decay equals litter over the years that `response` and `litter` average.
 *
 * @param litter    g C m-2 d-1
 * @param response  mean of temperature times moisture response
 */
export function steadyPools(traits: CarbonTraits, litter: number, response: number, into: Pools): void {
  const k = Math.max(1e-9, traits.decay * response);
  into.metabolic = (traits.metabolic * litter) / k;
  into.structural = ((1 - traits.metabolic) * litter) / (k * STRUCTURAL);
  into.slow = (traits.toSlow * (1 - traits.metabolic) * litter) / (k * SLOW);
}

/**
 * Advances the pools by some days and returns heterotrophic respiration, g C m-2 d-1.
 * NEE = Reco - GPP with Reco = this + autotrophic share of GPP.
 */
export function decayPools(traits: CarbonTraits, pools: Pools, litter: number, response: number, days: number): number {
  const k = traits.decay * response;
  const metabolic = k * pools.metabolic;
  const structural = k * STRUCTURAL * pools.structural;
  const slow = k * SLOW * pools.slow;
  pools.metabolic = Math.max(0, pools.metabolic + days * (traits.metabolic * litter - metabolic));
  pools.structural = Math.max(0, pools.structural + days * ((1 - traits.metabolic) * litter - structural));
  pools.slow = Math.max(0, pools.slow + days * (traits.toSlow * structural - slow));
  return metabolic + (1 - traits.toSlow) * structural + slow;
}
