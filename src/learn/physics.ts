import { daysIn, monthOfYear } from '../core/month.ts';
import { thawingDegreeDays, withinMonthSd } from '../process/degree-days.ts';
import type { CellSeries } from './cell-series.ts';
import { scaled } from './latent.ts';

/** Numbers a month and cell that the process term needs, in this order. */
export const PHYSICS = ['thaw', 'growing', 'heat', 'stefan', 'co2', 'uptake', 'dark', 'ch4', 'light'] as const;
export const PHYSICS_SIZE = PHYSICS.length;

/** Greatest light-use efficiency of the TCF table (grass, g C MJ-1) and the share of short wave that is PAR. SOURCES.md, 5.4. */
const GREATEST_EFFICIENCY = 1.64;
const PAR = 0.45 * 0.0864;
/** g C m-2 d-1 in 1 umol m-2 s-1. */
const GRAMS = 1.0377504;
/** Short wave at which half of the uptake correction is granted, W m-2. */
const HALF_LIGHT = 60;
/** Monthly mean short wave below which it is night, W m-2. */
const NIGHT = 2;

const litBy = (sun: number): number => (Number.isNaN(sun) ? 100 : Math.max(sun, 0));

/** What the GPP head is multiplied with, 0 at night and towards 1 in full light, from short wave in W m-2 (NaN: unknown). */
export function lightOf(sun: number): number {
  const lit = litBy(sun);
  return lit < NIGHT ? 0 : lit / (lit + HALF_LIGHT);
}

/**
 * What physics knows of each cell and month, apart from any network: `[month, row, col, PHYSICS_SIZE]`, finite.
 *
 * - `thaw` process thaw depth on its latent scale; `growing` 1 where this month and the one before thaw, so depth may not shrink
 * - `heat` one over the root of the season's thawing degree-days, (degC day)^-0.5; `stefan` 1 where that is meaningful
 * - `co2`, `ch4` process estimates (ch4 as asinh of flux / 3 nmol); `uptake` the greatest GPP that light allows, umol m-2 s-1
 * - `dark` 1 at night; `light` 0 at night, rising to 1: what the GPP head is multiplied with
 */
export function physicsOf(c: CellSeries): Float32Array {
  const cells = c.rows * c.cols;
  const out = new Float32Array(c.months * cells * PHYSICS_SIZE);
  for (let i = 0; i < cells; i++) {
    let heat = 0;
    let warmBefore = false;
    for (let m = 0; m < c.months; m++) {
      const at = m * cells + i;
      const month = c.firstMonth + m;
      if (monthOfYear(month) === 1) heat = 0;
      const air = c.drivers.t_air[at] as number;
      if (!Number.isNaN(air)) heat += thawingDegreeDays(air, daysIn(month), withinMonthSd(air));
      const depth = c.process.alt[at] as number;
      const thawed = depth > 0;
      const warm = air > 1;
      const sun = c.drivers.sw_in[at] as number;
      const lit = litBy(sun);
      const co2 = c.process.co2[at] as number;
      const ch4 = c.process.ch4[at] as number;
      const p = at * PHYSICS_SIZE;
      out[p] = scaled('alt', thawed ? depth : 0);
      out[p + 1] = thawed && warm && warmBefore ? 1 : 0;
      out[p + 2] = heat > 50 ? 1 / Math.sqrt(heat) : 0;
      out[p + 3] = thawed && heat > 50 ? 1 : 0;
      out[p + 4] = Number.isNaN(co2) ? 0 : co2;
      out[p + 5] = (GREATEST_EFFICIENCY * PAR * lit) / GRAMS;
      out[p + 6] = lit < NIGHT ? 1 : 0;
      out[p + 7] = Number.isNaN(ch4) ? 0 : Math.asinh(ch4 / 3);
      out[p + 8] = lightOf(sun);
      warmBefore = thawed && warm;
    }
  }
  return out;
}
