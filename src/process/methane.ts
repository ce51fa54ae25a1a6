import { q10 } from './respiration.ts';

/** Greatest uptake by dry soil, nmol m-2 s-1: 3 mg C m-2 d-1 (SOURCES.md 5.5). */
export const UPTAKE_CAP = 2.9;

/** nmol m-2 s-1 of a fully wet, fully thawed ground at 10 degC and 1 kg C m-2 a-1 of production. */
const PRODUCTION = 680;
/** Total temperature response of production: decomposition times methanogenesis (range 2-4). */
const PRODUCTION_Q10 = 2;
/** Share of plant-borne and diffusing methane that is oxidised on its way, between the published 0.5 and 0.8. */
const OXIDISED = 0.55;
/** Share of the stored methane that leaves in a month, from thawed ground and through cracks of frozen ground. */
const RELEASE_THAWED = 0.55;
const RELEASE_FROZEN = 0.17;

export interface MethaneMonth {
  /** Soil temperature at 10 cm, degC. */
  readonly soil: number;
  /** Thaw depth, m, positive down. */
  readonly thaw: number;
  /** Share of the surface that is water-saturated, 0-1. */
  readonly wetness: number;
  /** Tree cover, 0-1: drier hummocks and deeper oxic moss take more of the gas on its way. */
  readonly tree: number;
  /** Gross primary production of a mean year, kg C m-2: fresh carbon is what methanogens eat. */
  readonly substrate: number;
}

/**
 * Methane of one month: production in saturated thawed ground fills a store, plants, diffusion and bubbles empty it with part of
 * the gas oxidised, dry ground takes methane up. The form of Watts et al. 2014, with transport faster than a month.
 *
 * @param stored  methane in the soil at the start of the month, in months of flux (nmol m-2 s-1 * month)
 * @param out     `[0]` flux, nmol m-2 s-1, positive to the atmosphere; `[1]` store at the end of the month
 */
export function methaneMonth(
  stored: number,
  { soil, thaw, wetness, tree, substrate }: MethaneMonth,
  out: Float64Array,
): void {
  const unfrozen = soil >= 0 ? 1 : Math.exp(soil / 2);
  const column = 1 - Math.exp(-thaw / 0.2);
  // Ground that is wet in patches lets most of its gas pass dry ground: emission grows faster than the wet share.
  const saturated = wetness ** 1.5;
  const warmth = q10(PRODUCTION_Q10, Math.max(soil, -8), 10) * unfrozen;
  const produced = PRODUCTION * substrate ** 0.25 * warmth * (0.25 + 0.75 * column) * saturated;
  const share = RELEASE_FROZEN + (RELEASE_THAWED - RELEASE_FROZEN) * unfrozen;
  const released = share * (stored + produced);
  const uptake = (1 - wetness) * UPTAKE_CAP * 0.35 * Math.min(1, q10(1.9, soil, 10)) * unfrozen;
  out[0] = (1 - OXIDISED) * (1 - 0.6 * tree) * released - uptake;
  out[1] = stored + produced - released;
}
