import { Estimator } from '../process/estimator.ts';
import { MONTHLY, type Monthly, STATIC, stepOf } from '../sources/reference-alaska/cell-maker.ts';
import { type Surface, surfaceAt } from '../sources/reference-alaska/surface.ts';
import type { ExactDrivers, TileClimate } from './tile-climate.ts';

/** The schematic ground's seeded texture is left out: in tiles of real places an invented hill would be a lie. */
const NO_TEXTURE = { seed: 1, shortest: Number.POSITIVE_INFINITY };

/** Makes a cell of tiles: ground, climate, process estimates. One object serves all cells in turn. */
export class TileCell {
  readonly #estimator: Estimator;
  readonly #series: Readonly<Record<Monthly, Float64Array>>;

  constructor(
    private readonly climate: TileClimate,
    readonly months: number,
  ) {
    const e = new Estimator(climate.input.firstMonth, months);
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

  /** @param ground what files say of the ground; the schematic one where none reaches */
  make(lon: number, lat: number, ground: Partial<Surface> = {}, exact?: ExactDrivers): Surface {
    const surface = { ...surfaceAt(lon, lat, NO_TEXTURE), ...ground };
    const e = this.#estimator;
    this.climate.fill(e, lon, lat, surface.elevation, exact);
    e.run(lat, surface.wetness, surface.tree, surface.organic);
    return surface;
  }

  /** Climate alone, for comparison with what a file gives. */
  air(
    lon: number,
    lat: number,
    elevation: number | undefined,
  ): { readonly t_air: Float64Array; readonly precip: Float64Array } {
    const e = this.#estimator;
    this.climate.fill(e, lon, lat, elevation ?? surfaceAt(lon, lat, NO_TEXTURE).elevation);
    return { t_air: e.air.slice(), precip: e.precip.slice() };
  }

  /** Puts the last cell's rounded series into blocks `[month, cell]`. */
  write(blocks: Readonly<Record<Monthly, Float32Array>>, cell: number, cells: number): void {
    for (const name of MONTHLY) {
      const series = this.#series[name];
      const block = blocks[name];
      const step = stepOf(name);
      for (let m = 0; m < this.months; m++) block[m * cells + cell] = Math.round((series[m] as number) / step) * step;
    }
  }
}

/** Blocks for a rectangle of cells, missing everywhere. */
export interface TileBlocks {
  readonly monthly: Readonly<Record<Monthly, Float32Array>>;
  readonly fixed: Readonly<Record<(typeof STATIC)[number], Float32Array>>;
}

export function emptyBlocks(months: number, cells: number): TileBlocks {
  const missing = (n: number) => new Float32Array(n).fill(Number.NaN);
  return {
    monthly: Object.fromEntries(MONTHLY.map((f) => [f, missing(months * cells)])) as Record<Monthly, Float32Array>,
    fixed: Object.fromEntries(STATIC.map((f) => [f, missing(cells)])) as TileBlocks['fixed'],
  };
}
