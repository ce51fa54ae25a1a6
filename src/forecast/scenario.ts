/**
 * The drivers assumed for the future: the store's own month-of-year climate of its last years, carried on with a trend.
 * Every year is an average one; the ensemble's spread, not the weather, is what the interval shows.
 */
export interface Scenario {
  readonly name: string;
  /** degC a decade added to air temperature, on top of the reference climate. */
  readonly warming: number;
  /** Per cent a decade added to precipitation and snow. */
  readonly wetting: number;
}

/** Named choices; a person may give any numbers instead. */
export const SCENARIOS = {
  /** The last years' climate, repeated: what thaw would do if warming stopped today. */
  hold: { name: 'hold', warming: 0, wetting: 0 },
  /** Alaska's observed trend since the 1970s, carried on (Thoman and Walsh 2019: about 0.4 degC a decade). */
  trend: { name: 'trend', warming: 0.4, wetting: 1 },
  /** Twice that, as the high scenarios of the projections for Arctic Alaska have it by mid century. */
  high: { name: 'high', warming: 0.8, wetting: 2 },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
