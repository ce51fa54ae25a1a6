/** A sensor's warmest day in one year. */
export interface YearMaximum {
  /** m below the surface. */
  readonly depth: number;
  /** Warmest daily mean, degC. */
  readonly max: number;
  /** UTC day on which it stood. */
  readonly date: Date;
}

export interface BoreholeThaw {
  /** m below the surface. */
  readonly depth: number;
  /** Where interpolation could not reach: all sensors thawed, or none did. */
  readonly bound: 'at least' | 'at most' | undefined;
  /** Distance of the two sensors between which 0 degC lay, m; NaN at a bound. */
  readonly gap: number;
  /** A deeper sensor was thawed below a frozen one: no simple active layer. */
  readonly talik: boolean;
  readonly date: Date;
}

/**
 * Deepest thaw of a year: between the deepest sensor (from the surface on) whose warmest day is above 0 degC and the next one, where the
 * straight line through the two maxima crosses 0 degC.
 * @param sensors ascending depth, at least one
 */
export function boreholeThaw(sensors: readonly YearMaximum[]): BoreholeThaw | undefined {
  const frozen = sensors.findIndex((s) => s.max <= 0);
  const talik = frozen >= 0 && sensors.slice(frozen + 1).some((s) => s.max > 0);
  const below = frozen < 0 ? undefined : sensors[frozen];
  const above = sensors[(frozen < 0 ? sensors.length : frozen) - 1];
  if (above && below) {
    const gap = below.depth - above.depth;
    const depth = above.depth + (gap * above.max) / (above.max - below.max);
    return { depth, bound: undefined, gap, talik, date: above.date };
  }
  if (above) return { depth: above.depth, bound: 'at least', gap: Number.NaN, talik, date: above.date };
  if (below) return { depth: below.depth, bound: 'at most', gap: Number.NaN, talik, date: below.date };
  return undefined;
}
