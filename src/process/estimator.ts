import { monthOfYear } from '../core/month.ts';
import { freezingDegreeDays, thawingDegreeDays, withinMonthSd } from './degree-days.ts';
import { type Ground, groundOf, thawDepth } from './ground.ts';
import { leafNow, peakLeaf } from './leaf.ts';
import { methaneMonth } from './methane.ts';
import { monthLengths } from './month-lengths.ts';
import { snowAtEnd } from './snow.ts';
import { nextSoilTemperature } from './soil-temperature.ts';
import { monthlyExtraterrestrial } from './solar.ts';
import {
  type CarbonTraits,
  decayPools,
  decayResponse,
  grossProduction,
  type Pools,
  steadyPools,
  traitsOf,
} from './tcf.ts';
import { saturationPressure } from './vapour.ts';

/** Frost after which a probe no longer enters: thaw depth is 0 from here until spring, degC day. */
const FREEZE_UP = 80;
/** A winter's frost counts up to this, so that the first warm month of spring can undo it at the surface, degC day. */
const FROST_CAP = 120;
/** Monthly mean snow above which no heat of that month reaches the ground, m of water. */
const COVERED = 0.1;
/** Years at the start of a series whose mean climate sets soil carbon and leaf area. */
const SPIN_UP_YEARS = 10;
/** Respiration of soil carbon relative to litter: northern land is a weak sink (relaxed steady state, Carvalhais et al. 2008). */
const RELAXED = 0.92;
/** Half of the daily range of temperature, K. */
const HALF_RANGE = 4.5;
/** g C m-2 d-1 in 1 umol m-2 s-1. */
const GRAMS_PER_MICROMOLE = 1.0377504;

/**
 * The process models over one cell's series, without allocation a month: fill the inputs, `run`, read the outputs.
 * One object serves all cells of a grid in turn.
 */
export class Estimator {
  readonly air: Float64Array;
  readonly precip: Float64Array;
  readonly swe: Float64Array;
  readonly shortWave: Float64Array;
  readonly vapour: Float64Array;
  /** m, positive down, at the end of the month. */
  readonly alt: Float64Array;
  /** umol m-2 s-1 */
  readonly co2: Float64Array;
  /** nmol m-2 s-1 */
  readonly ch4: Float64Array;
  /** Thawing degree-days since the snow left, degC day, at the end of the month. */
  readonly degreeDays: Float64Array;
  /** Soil temperature at 10 cm, degC. */
  readonly soil: Float64Array;

  readonly #days: Float64Array;
  readonly #calendar: Uint8Array;
  readonly #gpp: Float64Array;
  readonly #flux = new Float64Array(2);
  readonly #pools: Pools = { metabolic: 0, structural: 0, slow: 0 };

  /** @param firstMonth months since 1969-01 */
  constructor(
    firstMonth: number,
    readonly months: number,
  ) {
    const series = () => new Float64Array(months);
    this.air = series();
    this.precip = series();
    this.swe = series();
    this.shortWave = series();
    this.vapour = series();
    this.alt = series();
    this.co2 = series();
    this.ch4 = series();
    this.degreeDays = series();
    this.soil = series();
    this.#gpp = series();
    this.#days = monthLengths(firstMonth, months);
    this.#calendar = Uint8Array.from({ length: months }, (_, i) => monthOfYear(firstMonth + i));
  }

  /** Gaps in the inputs are filled in place; a month without air temperature gives NaN and leaves the state as it was. */
  run(lat: number, wetness = Number.NaN, tree = Number.NaN, organic = Number.NaN): void {
    const wet = Number.isNaN(wetness) ? 0.3 : wetness;
    const wood = Number.isNaN(tree) ? 0.2 : tree;
    const peat = Number.isNaN(organic) ? 0.18 : organic;
    const traits = traitsOf(wood);
    this.#fillGaps(lat);
    this.#soilTemperature(wet, wood);
    this.#thaw(groundOf(wet, wood, peat));
    const response = this.#production(traits, wood, wet);
    this.#exchange(traits, wet, wood, response);
  }

  #fillGaps(lat: number): void {
    const { air, precip, swe, shortWave, vapour } = this;
    let snow = 0;
    for (let m = 0; m < this.months; m++) {
      const t = air[m] as number;
      if (Number.isNaN(precip[m])) precip[m] = 25;
      if (Number.isNaN(t)) continue;
      const after = snowAtEnd(snow, t, precip[m] as number, this.#days[m] as number);
      if (Number.isNaN(swe[m])) swe[m] = (snow + after) / 2;
      snow = after;
      if (Number.isNaN(shortWave[m])) shortWave[m] = 0.5 * monthlyExtraterrestrial(lat, this.#calendar[m] as number);
      if (Number.isNaN(vapour[m])) vapour[m] = 0.75 * saturationPressure(t);
    }
  }

  #soilTemperature(wetness: number, tree: number): void {
    const cover = { tree, wetness };
    let soil = 0;
    // The first year twice: once to forget the start.
    for (let m = -Math.min(12, this.months); m < this.months; m++) {
      const i = m < 0 ? m + Math.min(12, this.months) : m;
      const t = this.air[i] as number;
      if (!Number.isNaN(t)) soil = nextSoilTemperature(soil, t, this.swe[i] as number, cover);
      this.soil[i] = soil;
    }
  }

  #thaw(ground: Ground): void {
    let heat = 0;
    let frost = 0;
    for (let m = 0; m < this.months; m++) {
      const t = this.air[m] as number;
      if (Number.isNaN(t)) {
        this.alt[m] = Number.NaN;
        this.degreeDays[m] = heat;
        continue;
      }
      const days = this.#days[m] as number;
      const sd = withinMonthSd(t);
      const warm = thawingDegreeDays(t, days, sd);
      frost = Math.min(FROST_CAP, Math.max(0, frost + freezingDegreeDays(t, days, sd) - warm));
      const bare = 1 - Math.min(1, (this.swe[m] as number) / COVERED);
      if (this.#calendar[m] === 1) heat = 0;
      heat = frost > FREEZE_UP ? 0 : heat + bare * warm;
      this.degreeDays[m] = heat;
      this.alt[m] = heat > 0 ? thawDepth(ground, heat) : 0;
    }
  }

  /** Fills GPP and returns the mean decay response of the spin-up years; also sets the pools by it. */
  #production(traits: CarbonTraits, tree: number, wetness: number): number {
    const spinUp = Math.min(this.months, 12 * SPIN_UP_YEARS);
    let warmth = 0;
    let counted = 0;
    for (let m = 0; m < spinUp; m++) {
      const t = this.air[m] as number;
      if (Number.isNaN(t)) continue;
      warmth += thawingDegreeDays(t, this.#days[m] as number, withinMonthSd(t));
      counted++;
    }
    warmth = counted > 0 ? (warmth * 12) / counted : 0;
    const peak = peakLeaf(warmth, tree);
    let litter = 0;
    let response = 0;
    for (let m = 0; m < this.months; m++) {
      const t = this.air[m] as number;
      if (Number.isNaN(t)) continue;
      const leaf = leafNow(peak, this.degreeDays[m] as number, warmth, tree, this.#calendar[m] as number);
      const gpp =
        t < -5
          ? 0
          : grossProduction(traits, this.shortWave[m] as number, t - HALF_RANGE, t, this.vapour[m] as number, leaf);
      this.#gpp[m] = gpp;
      if (m >= spinUp) continue;
      litter += gpp * (1 - traits.autotrophic);
      response += this.#decay(traits, m, wetness);
    }
    const mean = counted > 0 ? litter / counted : 0;
    steadyPools(traits, RELAXED * mean, counted > 0 ? response / counted : 0, this.#pools);
    return mean;
  }

  /** Temperature and moisture response of decay; saturated ground breathes at half the rate of moist ground. */
  #decay(traits: CarbonTraits, month: number, wetness: number): number {
    return decayResponse(traits.beta, this.soil[month] as number) * (1 - 0.5 * wetness);
  }

  #exchange(traits: CarbonTraits, wetness: number, tree: number, litter: number): void {
    const substrate = (litter * 365) / (1000 * (1 - traits.autotrophic));
    const flux = this.#flux;
    // Methane stored after a summer: the first year twice, as for temperature.
    let stored = 0;
    for (let m = -Math.min(12, this.months); m < this.months; m++) {
      const i = m < 0 ? m + Math.min(12, this.months) : m;
      if (Number.isNaN(this.air[i])) {
        this.co2[i] = Number.NaN;
        this.ch4[i] = Number.NaN;
        continue;
      }
      const soil = this.soil[i] as number;
      methaneMonth(stored, { soil, thaw: this.alt[i] as number, wetness, tree, substrate }, flux);
      stored = flux[1] as number;
      this.ch4[i] = flux[0] as number;
      if (m < 0) continue;
      const gpp = this.#gpp[i] as number;
      const respired = decayPools(
        traits,
        this.#pools,
        RELAXED * litter,
        this.#decay(traits, i, wetness),
        this.#days[i] as number,
      );
      this.co2[i] = (respired + traits.autotrophic * gpp - gpp) / GRAMS_PER_MICROMOLE;
    }
  }
}
