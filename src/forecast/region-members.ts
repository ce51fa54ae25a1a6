import { TARGETS } from '../core/variable.ts';
import { ANALYSIS_AT, BASE, CHANNELS, encodeBase, LAG_AT } from '../learn/encode.ts';
import type { Ensemble } from '../learn/ensemble.ts';
import { HEADS } from '../learn/member-loss.ts';
import { lightOf } from '../learn/physics.ts';
import { disposeWeights, toTensors, type WeightTensors } from '../nn/weights.ts';
import type { PreparedTile } from './prepare-tile.ts';
import { HaloExchange, type Team } from './region/halo-exchange.ts';
import { RegionRun } from './region/region-run.ts';
import type { TilePlan } from './region/tile-plan.ts';

const T = TARGETS.length;
const C = CHANNELS.length;
const H = HEADS.length;

/** What the ensemble adds to the analysis over a tile: `[month, cell, target]` each, latent units. */
export interface MapResidual {
  /** Stacked mean of the members' residuals. */
  readonly residual: Float32Array;
  /** Variance between members. */
  readonly disagreement: Float32Array;
  readonly logSpread: Float32Array;
}

/** A tile on its way through the months. */
interface Running {
  readonly tile: PreparedTile;
  /** Input with halo `[row, col, channel]`; the lags are those of the member that runs. */
  readonly x: Float32Array;
  /** Each member's own last output with halo, `[row, col, member, target]`. */
  readonly own: Float32Array;
  /** `[month of the span, cell, BASE]` */
  base: Float32Array;
  out: MapResidual;
}

/**
 * Runs all members freely over a region, month by month with carried states: each feeds on its own last output. Members go side by
 * side, so that the months done can be told and forgotten.
 */
export class RegionMembers {
  readonly #weights: readonly WeightTensors[];
  readonly #runs: readonly RegionRun[];
  readonly #exchange: HaloExchange;
  readonly #tiles: readonly (Running | undefined)[];
  #next = 0;

  /** @param tiles by tile of the plan: those of this thread */
  constructor(
    private readonly ensemble: Ensemble,
    private readonly plan: TilePlan,
    tiles: ReadonlyMap<number, PreparedTile>,
    team?: Team,
  ) {
    this.#weights = ensemble.members.map((m) => toTensors(m.weights));
    this.#runs = this.#weights.map((w) => new RegionRun(w, plan, team));
    this.#exchange = new HaloExchange(plan, team);
    const members = ensemble.members.length;
    this.#tiles = plan.tiles.map((t, i) => {
      const tile = tiles.get(i);
      if (!tile) return undefined;
      const cells = (t.rows + 2 * plan.halo) * (t.cols + 2 * plan.halo);
      const running: Running = {
        tile,
        x: new Float32Array(cells * C),
        own: new Float32Array(cells * members * T),
        base: new Float32Array(0),
        out: nothing(0),
      };
      this.#startFromAnalysis(running);
      return running;
    });
  }

  /**
   * Runs the months after those that have been run.
   * @returns by tile of the plan, for the tiles of this thread
   * @throws Cancelled
   */
  async run(months: number, eachMonth?: () => void, signal?: AbortSignal): Promise<(MapResidual | undefined)[]> {
    const first = this.#next;
    for (const r of this.#tiles) {
      if (!r) continue;
      r.base = encodeBase(r.tile.seen, r.tile.warmUp, [first, first + months]);
      r.out = nothing(months * r.tile.box.rows * r.tile.box.cols * T);
    }
    for (let m = 0; m < months; m++) {
      for (const r of this.#tiles) if (r) this.#tellMonth(r, first, m);
      await this.#exchange.fill(
        this.#tiles.map((r) => r?.x),
        C,
        signal,
      );
      await this.#exchange.fill(
        this.#tiles.map((r) => r?.own),
        this.#runs.length * T,
        signal,
      );
      for (const [k, run] of this.#runs.entries()) {
        await run.month(
          (i) => this.#withLags(this.#tiles[i] as Running, k),
          (i, heads) => this.#read(this.#tiles[i] as Running, k, heads, first + m, m),
          signal,
        );
      }
      eachMonth?.();
    }
    this.#next += months;
    return this.#tiles.map((r) => r && settled(r.out));
  }

  dispose(): void {
    for (const run of this.#runs) run.dispose();
    for (const w of this.#weights) disposeWeights(w);
  }

  /** Index of a cell of a tile in the tile with its halo. */
  #inside(r: Running, cell: number): number {
    const { halo } = this.plan;
    const { cols } = r.tile.box;
    return (Math.floor(cell / cols) + halo) * (cols + 2 * halo) + (cell % cols) + halo;
  }

  #startFromAnalysis(r: Running): void {
    const members = this.#runs.length;
    const { rows, cols } = r.tile.box;
    for (let i = 0; i < rows * cols; i++) {
      const at = this.#inside(r, i) * members * T;
      for (let j = 0; j < members * T; j++) r.own[at + j] = r.tile.analysis[i * T + (j % T)] as number;
    }
  }

  #tellMonth(r: Running, first: number, m: number): void {
    const { rows, cols } = r.tile.box;
    const size = rows * cols;
    for (let i = 0; i < size; i++) {
      const to = this.#inside(r, i) * C;
      const from = (m * size + i) * BASE;
      for (let k = 0; k < BASE; k++) r.x[to + k] = r.base[from + k] as number;
      const a = ((first + m) * size + i) * T;
      for (let t = 0; t < T; t++) r.x[to + ANALYSIS_AT + t] = r.tile.analysis[a + t] as number;
    }
  }

  #withLags(r: Running, member: number): Float32Array {
    const wide = this.#runs.length * T;
    const cells = r.x.length / C;
    for (let i = 0; i < cells; i++) {
      for (let t = 0; t < T; t++) r.x[i * C + LAG_AT + t] = r.own[i * wide + member * T + t] as number;
    }
    return r.x;
  }

  /** Heads of one month to residuals; keeps the member's own output for the next lag. As `readHeads`, on plain numbers. */
  #read(r: Running, member: number, heads: Float32Array, month: number, m: number): void {
    const share = this.ensemble.stacking[member] as number;
    const { tile, out } = r;
    const size = tile.box.rows * tile.box.cols;
    const sun = tile.seen.drivers.sw_in;
    const residual = new Float32Array(T);
    for (let i = 0; i < size; i++) {
      const h = i * H;
      residual[0] = heads[h] as number;
      residual[1] = (heads[h + 2] as number) - (heads[h + 3] as number) * lightOf(sun[month * size + i] as number);
      residual[2] = heads[h + 5] as number;
      const own = (this.#inside(r, i) * this.#runs.length + member) * T;
      const at = (m * size + i) * T;
      for (let t = 0; t < T; t++) {
        const v = residual[t] as number;
        r.own[own + t] = (tile.analysis[(month * size + i) * T + t] as number) + v;
        out.residual[at + t] = (out.residual[at + t] as number) + share * v;
        out.disagreement[at + t] = (out.disagreement[at + t] as number) + share * v * v;
        const spread = Math.tanh(heads[h + (SPREADS[t] as number)] as number);
        out.logSpread[at + t] = (out.logSpread[at + t] as number) + share * spread;
      }
    }
  }
}

/** Heads that tell the spread of each target. */
const SPREADS = [1, 4, 6] as const;

/** No residual at all: what is added where the ensemble is not believed. */
export const nothing = (length: number): MapResidual => ({
  residual: new Float32Array(length),
  disagreement: new Float32Array(length),
  logSpread: new Float32Array(length),
});

/** The mean square about zero becomes the variance about the mean. */
function settled(r: MapResidual): MapResidual {
  const disagreement = r.disagreement.map((square, i) => Math.max(0, square - (r.residual[i] as number) ** 2));
  return { ...r, disagreement };
}
