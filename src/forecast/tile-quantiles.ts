import { monthOfYear } from '../core/month.ts';
import { turn } from '../core/turn.ts';
import { TARGETS, type Target } from '../core/variable.ts';
import type { Analysis } from '../learn/analysis.ts';
import type { Place } from '../learn/covariance.ts';
import { combined } from '../learn/ensemble.ts';
import { valueAt } from '../learn/latent.ts';
import { tempered, usualIn } from '../learn/temper.ts';
import { MapVariance } from './map-variance.ts';
import { type PreparedTile, placeOf, type ReadTile } from './prepare-tile.ts';
import type { MapResidual } from './region-members.ts';
import { QUANTILES, quantileOffsets, stretchAt } from './target-forecast.ts';
import type { TileForecast, TileJob } from './tile-job.ts';

const T = TARGETS.length;
const Q = QUANTILES.length;

/** Turns a tile's analysis and residual into quantiles, some months at a time. */
export class TileQuantiles {
  readonly #variances: readonly MapVariance[];
  readonly #thaws: Uint8Array | undefined;
  /** `[land cell, target, month of year]` */
  readonly #usual: Float32Array;
  /** `[land cell, target, quantile]` */
  readonly #offsets: Float32Array;

  /** @param land cells of the tile's box to tell, ascending */
  static async of(
    job: TileJob,
    tile: PreparedTile,
    read: ReadTile,
    land: Int32Array,
    signal?: AbortSignal,
  ): Promise<TileQuantiles> {
    const step = tile.box.level === 'M01' ? 24 : 18;
    const variances: MapVariance[] = [];
    for (const a of job.analyses) {
      await turn(signal);
      variances.push(
        new MapVariance(a, job.firstMonth, job.months, tile.box, step, (r, c) => placeOf(tile.seen, r, c)),
      );
    }
    await turn(signal);
    return new TileQuantiles(job, tile, read, land, variances);
  }

  private constructor(
    private readonly job: TileJob,
    private readonly tile: PreparedTile,
    read: ReadTile,
    private readonly land: Int32Array,
    variances: readonly MapVariance[],
  ) {
    this.#variances = variances;
    this.#thaws = read.thaws;
    this.#usual = new Float32Array(land.length * T * 12);
    this.#offsets = new Float32Array(land.length * T * Q);
    const { cols } = tile.box;
    land.forEach((cell, i) => {
      const usual = usualIn(read.past, cell);
      const place = placeOf(tile.seen, Math.floor(cell / cols), cell % cols);
      TARGETS.forEach((target, t) => {
        this.#usual.set(usual[target], (i * T + t) * 12);
        const near = nearestTo(place, job.analyses[t] as Analysis);
        this.#offsets.set(quantileOffsets(stretchAt(job.ensemble, target, near)), (i * T + t) * Q);
      });
    });
  }

  /** @param from month of the forecast, counted from its first; as many as `residual` has */
  tell(from: number, months: number, residual: MapResidual): TileForecast {
    const { job, tile, land } = this;
    const { firstMonth, ensemble } = job;
    const { box } = tile;
    const size = box.rows * box.cols;
    const quantiles = Object.fromEntries(
      TARGETS.map((t) => [t, QUANTILES.map(() => new Float32Array(months * size).fill(Number.NaN))]),
    ) as Record<Target, Float32Array[]>;
    const variance = new Float64Array(months);
    const belief = { stacking: [1], residualShare: ensemble.residualShare };
    land.forEach((cell, i) => {
      TARGETS.forEach((target, t) => {
        if (target === 'alt' && this.#thaws?.[cell] === 0) return;
        const model = ensemble.models[target];
        const share = ensemble.residualShare[target];
        (this.#variances[t] as MapVariance).fill(Math.floor(cell / box.cols), cell % box.cols, from, variance);
        for (let m = 0; m < months; m++) {
          const now = (tile.warmUp + from + m) * size + cell;
          const r = (m * size + cell) * T + t;
          const prior = {
            mean: tile.analysis[now * T + t] as number,
            variance: (variance[m] as number) + model.ordinaryError,
          };
          const g = combined(belief, t, prior, [residual], r);
          const sd = Math.sqrt(g.variance + share * share * (residual.disagreement[r] as number));
          const month = firstMonth + from + m;
          const usual = this.#usual[(i * T + t) * 12 + monthOfYear(month) - 1] as number;
          const base = tempered(model.temper, target, tile.seen.process[target][now] as number, usual, month);
          for (let q = 0; q < Q; q++) {
            const offset = this.#offsets[(i * T + t) * Q + q] as number;
            (quantiles[target][q] as Float32Array)[m * size + cell] = valueAt(
              model.latent,
              g.mean + offset * sd,
              base,
              month,
            );
          }
        }
      });
    });
    return { box, firstMonth: firstMonth + from, months, quantiles };
  }
}

/** Metres to the nearest measured place, roughly: it only blends two calibrations. */
function nearestTo(place: Place, analysis: Analysis): number {
  let best = Number.POSITIVE_INFINITY;
  const squeeze = Math.cos((place.lat * Math.PI) / 180);
  for (const i of analysis.measured) {
    const p = analysis.places[i] as Place;
    best = Math.min(best, Math.hypot((p.lon - place.lon) * squeeze, p.lat - place.lat));
  }
  return best * 111_200;
}
