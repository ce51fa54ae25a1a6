import { pascalFromHpa } from '../../core/unit.ts';

/** Saturation vapour pressure over water, Pa; T in degC (SOURCES.md, 5.4). */
const saturation = (t: number): number => 610.7 * Math.exp((17.38 * t) / (239 + t));

/** Vapour pressure, Pa, of relative humidity (%, over water) and air temperature (degC), slot by slot. */
export const vapourFromHumidity = (rh: Float32Array, t: Float32Array): Float32Array =>
  rh.map((h, i) => (Math.min(h, 100) / 100) * saturation(t[i] as number));

/** The same from the vapour pressure deficit, hPa. */
export const vapourFromDeficit = (vpd: Float32Array, t: Float32Array): Float32Array =>
  vpd.map((d, i) => Math.max(0, saturation(t[i] as number) - pascalFromHpa(d)));
