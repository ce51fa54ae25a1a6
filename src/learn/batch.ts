import { TARGETS } from '../core/variable.ts';
import { ANALYSIS_AT, BASE, CHANNELS, encodeBase, LAG_AT, LAG_MASK_AT } from './encode.ts';
import { type Knowledge, PATCH, type Site } from './knowledge.ts';
import { PHYSICS_SIZE, physicsOf } from './physics.ts';
import { LOOK_BACK, type Role, type Sample } from './samples.ts';

export const CELLS = PATCH * PATCH;
const CENTRE = CELLS >> 1;
const T = TARGETS.length;
const C = CHANNELS.length;

/** Plain arrays of one batch, shapes fixed by its size; absent samples have weight 0 everywhere. */
export interface Batch {
  readonly size: number;
  /** `[sample, month, row, col, channel]` */
  readonly x: Float32Array;
  /** Of each cell and target `[sample, month, cell, target]`: departure, belief mean, log of belief variance, weight. */
  readonly y: Float32Array;
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
  readonly weight: Float32Array;
  /** Mean of the analysis, the same in all cells of a square, `[sample, month, cell, target]`. */
  readonly analysis: Float32Array;
  /** `[sample, month, cell, PHYSICS_SIZE]` */
  readonly physics: Float32Array;
  /** Spread of a co2 departure by month, `[sample, month, cell, 1]`, umol m-2 s-1. */
  readonly co2Spread: Float32Array;
}

/** Turns samples into batches; what depends on cells alone is encoded once a square and shared. */
export class Batcher {
  readonly #base = new Map<Site['cells'], { base: Float32Array; physics: Float32Array }>();

  constructor(
    readonly sites: readonly Pick<Site, 'cells'>[],
    readonly co2Season: readonly number[],
  ) {}

  static of(knowledge: Knowledge, co2Season: readonly number[]): Batcher {
    return new Batcher(knowledge.sites, co2Season);
  }

  /**
   * @param size samples in the batch; missing ones are padding
   * @param lagAt what stands in the lag channels of sample i: value and 1 when observed, `[month, target]`
   * @param weightOf weight of a truth by target in the loss of this batch; only truths of `role` count
   */
  make(
    samples: readonly Sample[],
    size: number,
    lagAt: (i: number) => { value: Float32Array; observed: Float32Array },
    weightOf: readonly number[],
    role: Role,
  ): Batch {
    const perSample = LOOK_BACK * CELLS;
    const batch: Batch = {
      size,
      x: new Float32Array(size * perSample * C),
      y: new Float32Array(size * perSample * T),
      mean: new Float32Array(size * perSample * T),
      logVariance: new Float32Array(size * perSample * T),
      weight: new Float32Array(size * perSample * T),
      analysis: new Float32Array(size * perSample * T),
      physics: new Float32Array(size * perSample * PHYSICS_SIZE),
      co2Spread: new Float32Array(size * perSample).fill(1),
    };
    samples.forEach((s, i) => {
      this.#fill(batch, i, s, lagAt(i));
      for (const t of s.truths) {
        if (t.role !== role) continue;
        const at = (i * perSample + t.k * CELLS + CENTRE) * T + t.target;
        // Two sites' instruments in one place and month: the later one stands; both shaped the analysis.
        batch.y[at] = t.y;
        batch.mean[at] = t.mean;
        batch.logVariance[at] = Math.log(t.variance);
        batch.weight[at] = weightOf[t.target] as number;
      }
    });
    return batch;
  }

  #fill(b: Batch, i: number, s: Sample, lag: { value: Float32Array; observed: Float32Array }): void {
    const site = this.sites[s.site] as Pick<Site, 'cells'>;
    const { base, physics } = this.#encoded(site);
    const first = (s.from - site.cells.firstMonth) * CELLS;
    const start = i * LOOK_BACK * CELLS;
    b.physics.set(
      physics.subarray(first * PHYSICS_SIZE, (first + LOOK_BACK * CELLS) * PHYSICS_SIZE),
      start * PHYSICS_SIZE,
    );
    for (let k = 0; k < LOOK_BACK; k++) {
      const spread = this.co2Season[(((s.from + k) % 12) + 12) % 12] as number;
      for (let cell = 0; cell < CELLS; cell++) {
        const from = (first + k * CELLS + cell) * BASE;
        const at = start + k * CELLS + cell;
        const x = at * C;
        for (let c = 0; c < BASE; c++) b.x[x + c] = base[from + c] as number;
        b.co2Spread[at] = spread;
        for (let t = 0; t < T; t++) {
          const a = s.analysis[k * T + t] as number;
          b.analysis[at * T + t] = a;
          b.x[x + ANALYSIS_AT + t] = a;
          b.x[x + LAG_AT + t] = lag.value[k * T + t] as number;
          b.x[x + LAG_MASK_AT + t] = lag.observed[k * T + t] as number;
        }
      }
    }
  }

  #encoded(site: Pick<Site, 'cells'>): { base: Float32Array; physics: Float32Array } {
    let e = this.#base.get(site.cells);
    if (!e) {
      e = { base: encodeBase(site.cells), physics: physicsOf(site.cells) };
      this.#base.set(site.cells, e);
    }
    return e;
  }
}

/** Index of the middle cell of a square in a flattened square. */
export const centreOfSquare = CENTRE;
