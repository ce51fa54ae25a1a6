/** Saturation vapour pressure over water, Pa, from degC (Magnus form of SOURCES.md 5.4). */
export const saturationPressure = (celsius: number): number => 610.7 * Math.exp((17.38 * celsius) / (239 + celsius));

/** Vapour pressure deficit, Pa, never negative. */
export const vapourDeficit = (celsius: number, pressure: number): number =>
  Math.max(0, saturationPressure(celsius) - pressure);
