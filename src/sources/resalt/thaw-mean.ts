import { turn } from '../../core/turn.ts';
import { VARIABLES } from '../../core/variable.ts';
import { CELL_M01 } from '../../grid/ease2.ts';
import { boxAround, cellPosition, M01Mean } from '../raster/m01-mean.ts';

/** At least so much of a cell must have been seen (SOURCES.md, 4.5). */
const LEAST_SHARE = 0.2;
/** Retrieved thaw beyond this is no active layer, m. */
const DEEPEST = 3;
/** Pixels between looks at the cancel button. */
const PIECE = 200_000;

/** Pixels of one quantity on the ground. */
export interface Pixels {
  readonly count: number;
  /** Degrees; NaN where a pixel has no place. */
  lat(i: number): number;
  lon(i: number): number;
  /** m, down positive, NaN where there is none. */
  value(i: number): number;
  /** One sd, m, NaN where unknown; absent where the product gives none. */
  readonly sd?: (i: number) => number;
  /** m2 on the ground. */
  readonly area: number;
}

export interface ThawMean {
  readonly rows: number;
  readonly cols: number;
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  readonly values: Float32Array;
  readonly sd?: Float32Array;
  /** Pixels taken, and why others were not. */
  readonly taken: number;
  readonly cells: number;
  readonly leftOut: number;
  readonly impossible: number;
  readonly withoutSd: number;
  /** Mean share of the cells that was seen. */
  readonly share: number;
}

/**
 * Mean of pixels in each cell of M01, weighted by the inverse of their variance where that is known. The sd of a mean is the weighted mean
 * of the pixels' own, undivided, because what makes a retrieval wrong (reference, soil model, moisture) is shared by neighbours; the
 * scatter inside the cell, over the root of the number of pixels, is added in quadrature.
 * @returns undefined when nothing lies in the Alaska window
 */
export async function thawMean(
  pixels: Pixels,
  which: 'alt' | 'uz',
  signal?: AbortSignal,
): Promise<ThawMean | undefined> {
  const box = boxAround(positions(pixels));
  if (!box) return undefined;
  const [mean, spread] = [new M01Mean(box), new M01Mean(box)];
  const [low, high] = which === 'alt' ? [0, DEEPEST] : [-VARIABLES.uz.range[1], VARIABLES.uz.range[1]];
  const lost = { impossible: 0, withoutSd: 0 };
  let taken = 0;
  for (let i = 0; i < pixels.count; i++) {
    if (i % PIECE === 0) await turn(signal);
    const value = pixels.value(i);
    if (Number.isNaN(value)) continue;
    const sd = pixels.sd?.(i);
    if (!(value >= low && value <= high)) lost.impossible++;
    else if (sd !== undefined && !(sd > 0 && Number.isFinite(sd))) lost.withoutSd++;
    else {
      const [row, col] = cellPosition(pixels.lon(i), pixels.lat(i));
      if (Number.isNaN(row + col)) continue;
      const weight = sd === undefined ? 1 : 1 / (sd * sd);
      mean.add(row, col, value, weight);
      if (sd !== undefined) spread.add(row, col, sd, weight);
      taken++;
    }
  }
  const means = mean.result(pixels.area, 1, LEAST_SHARE);
  const own = pixels.sd && spread.result(pixels.area, 1, LEAST_SHARE).values;
  const seen = means.values.reduce((n, v) => n + (Number.isNaN(v) ? 0 : 1), 0);
  const { rows, cols, lat, lon, values, leftOut } = means;
  const covered = means.pixels.reduce((n, k, i) => n + (Number.isNaN(values[i] as number) ? 0 : k), 0);
  return {
    ...{ rows, cols, lat, lon, values, leftOut, taken, cells: seen, ...lost },
    ...(own ? { sd: own.map((s, i) => Math.hypot(s, scatter(means.spread[i], means.pixels[i]))) } : {}),
    share: seen > 0 ? Math.min(1, (covered * pixels.area) / (seen * CELL_AREA)) : 0,
  };
}

const CELL_AREA = CELL_M01 ** 2;

const scatter = (spread = Number.NaN, pixels = 0): number =>
  Number.isNaN(spread) || pixels < 2 ? 0 : spread / Math.sqrt(pixels);

function* positions({ count, lat, lon }: Pixels) {
  for (let i = 0; i < count; i++) yield cellPosition(lon(i), lat(i));
}
