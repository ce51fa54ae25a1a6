import { VARIABLES, type VariableName } from '../../core/variable.ts';
import { Estimator } from '../../process/estimator.ts';
import { PlaceClimate } from './climate.ts';
import { type Surface, surfaceAt } from './surface.ts';
import type { Variability } from './variability.ts';

/** Fields by month, in the order in which a cell's values are delivered. */
export const MONTHLY = ['t_air', 'precip', 'swe', 'sw_in', 'vp', 'alt', 'co2', 'ch4'] as const satisfies VariableName[];
export const STATIC = ['elevation', 'wetness', 'tree', 'organic', 'permafrost'] as const satisfies VariableName[];
export type Monthly = (typeof MONTHLY)[number];

/**
 * Low bits that are left out of the stored integers: what they would say is below what the models can know, and bits that are always
 * zero cost no space. Air temperature keeps steps of 0.08 K, thaw depth of 4 mm.
 */
const SPARE_BITS: Readonly<Record<Monthly, number>> = {
  t_air: 3,
  precip: 5,
  swe: 3,
  sw_in: 5,
  vp: 6,
  alt: 3,
  co2: 4,
  ch4: 3,
};

/** Step of stored values, canonical units. */
export const stepOf = (name: Monthly): number => VARIABLES[name].scale * 2 ** SPARE_BITS[name];

/** Less permafrost than this and there is no active layer to speak of: `alt` is missing. */
const NO_PERMAFROST = 0.05;

/** Makes one cell after the other: ground, weather, models. */
export class CellMaker {
  readonly #estimator: Estimator;
  readonly #series: Readonly<Record<Monthly, Float64Array>>;

  constructor(
    readonly firstMonth: number,
    readonly months: number,
    private readonly variability: Variability,
    private readonly seed: number,
  ) {
    const e = new Estimator(firstMonth, months);
    this.#estimator = e;
    this.#series = {
      t_air: e.air,
      precip: e.precip,
      swe: e.swe,
      sw_in: e.shortWave,
      vp: e.vapour,
      alt: e.alt,
      co2: e.co2,
      ch4: e.ch4,
    };
  }

  /**
   * Computes a cell; read it with `write` or `series`.
   *
   * @param shortest  shortest wavelength of texture, km
   */
  make(lon: number, lat: number, shortest: number): Surface {
    const surface = surfaceAt(lon, lat, { seed: this.seed, shortest });
    new PlaceClimate(lon, lat, surface.elevation).fill(this.#estimator, this.firstMonth, {
      variability: this.variability,
    });
    this.#estimator.run(lat, surface.wetness, surface.tree, surface.organic);
    if (surface.permafrost < NO_PERMAFROST) this.#estimator.alt.fill(Number.NaN);
    return surface;
  }

  /** Puts the rounded series of the last cell into a block `[month, cell]`. */
  write(name: Monthly, block: Float32Array, cell: number, cells: number): void {
    const series = this.#series[name];
    const step = stepOf(name);
    for (let m = 0; m < this.months; m++) block[m * cells + cell] = Math.round((series[m] as number) / step) * step;
  }

  /** The last cell's series, a copy. */
  series(name: Monthly): Float64Array {
    return this.#series[name].slice();
  }
}
