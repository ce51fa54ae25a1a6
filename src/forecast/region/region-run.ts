import {
  dispose,
  fused,
  type Rank,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tensor4d,
  tensor5d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { BadRequest } from '../../core/error.ts';
import { turn } from '../../core/turn.ts';
import { convLstm } from '../../nn/conv-lstm.ts';
import { lendValues } from '../../nn/lend-values.ts';
import { type NetworkShape, networkShape } from '../../nn/network.ts';
import type { WeightTensors } from '../../nn/weights.ts';
import { HaloExchange, type Team, type TilePlane } from './halo-exchange.ts';
import type { PlannedTile, TilePlan } from './tile-plan.ts';

/**
 * Input of a tile for the month: `[row + 2 halo, col + 2 halo, channel]`, finite. What it holds where the mask has no cell is
 * set to zero; the array is the caller's again when it is asked for another.
 */
export type TileInput = (tile: number, signal?: AbortSignal) => Float32Array | Promise<Float32Array>;

/** Takes the heads of a tile, `[row, col, output]`; what they hold off the mask means nothing. */
export type TakeHeads = (tile: number, heads: Float32Array) => void;

/** Cells that go through a layer in one call: tiles of one shape together, because every call prepares the weights anew. */
const TOGETHER = 24_000;

/** Tiles of one shape that run as one batch. */
interface Group {
  readonly tiles: readonly number[];
  /** Of each tile, with halo. */
  readonly rows: number;
  readonly cols: number;
  /** Hidden state with halo by layer, `[tile, row, col, F]`. */
  readonly hidden: readonly Float32Array[];
  /** Cell state by layer, `[tile, row, col, F]`: nobody else sees it, so it stays on the device. */
  readonly cell: (Tensor4D | undefined)[];
}

/**
 * One network over a region of any size, month by month, tile by tile, with the numbers that `forward` gives for the whole region
 * as one image with everything off the mask set to zero.
 *
 * Layer after layer over all tiles: before a layer runs, each tile's halo holds what its neighbours' state was after the month
 * before, and what the layer below says now. So a halo of half the kernel is exact for any number of months and layers, and no
 * cell is computed for another tile's sake but the ring itself.
 */
export class RegionRun {
  readonly shape: NetworkShape;
  /** Tiles of the plan that this thread computes. */
  readonly mine: readonly number[];
  readonly #groups: readonly Group[];
  /** Views of the groups' hidden state, by layer and tile. */
  readonly #hidden: readonly (Float32Array | undefined)[][];
  /** Input of the group that runs and of the next one. */
  readonly #inputs: readonly [Float32Array, Float32Array];
  #turn = 0;
  readonly #exchange: HaloExchange;

  /**
   * @param together cells with halo that go through a layer in one call, at least one tile
   * @throws BadRequest when the plan's halo is not that of the network
   */
  constructor(
    private readonly weights: WeightTensors,
    private readonly plan: TilePlan,
    team?: Team,
    together = TOGETHER,
  ) {
    this.shape = networkShape(weights);
    if (plan.halo !== this.shape.kernel >> 1) {
      throw new BadRequest({ what: `a halo of ${plan.halo}`, expected: `${this.shape.kernel >> 1}, half the kernel` });
    }
    this.mine = plan.tiles.map((_, i) => i).filter((i) => !team || team.ownerOf[i] === team.me);
    this.#exchange = new HaloExchange(plan, team);
    this.#groups = groupsOf(plan, this.mine, together).map((tiles) => this.#group(tiles));
    const most = Math.max(0, ...this.#groups.map((g) => g.tiles.length * g.rows * g.cols * this.shape.channels));
    this.#inputs = [new Float32Array(most), new Float32Array(most)];
    this.#hidden = this.shape.filters.map((f, layer) => {
      const views: (Float32Array | undefined)[] = plan.tiles.map(() => undefined);
      for (const { tiles, rows, cols, hidden } of this.#groups) {
        const size = rows * cols * f;
        for (const [b, tile] of tiles.entries()) views[tile] = hidden[layer]?.subarray(b * size, (b + 1) * size);
      }
      return views;
    });
  }

  /** Bytes of state held for the tiles of this thread, on this side and on the device. */
  get bytes(): number {
    const cells = this.#groups.reduce((n, g) => n + g.tiles.length * g.rows * g.cols, 0);
    return this.shape.filters.reduce((n, f) => n + 2 * 4 * f * cells, 0);
  }

  /**
   * Takes the region one month on.
   *
   * The input of the next tiles is asked for before the present ones compute. After a throw the state is of no month: dispose.
   * @throws Cancelled between tiles
   */
  async month(input: TileInput, take: TakeHeads, signal?: AbortSignal): Promise<void> {
    const layers = this.shape.filters.length;
    for (let layer = 0; layer < layers; layer++) {
      const below = (g: Group | undefined) => (layer === 0 ? this.#gather(input, g, signal) : g?.hidden[layer - 1]);
      let next = below(this.#groups[0]);
      for (const [n, group] of this.#groups.entries()) {
        await turn(signal);
        const x = (await next) as Float32Array;
        next = below(this.#groups[n + 1]);
        if (next instanceof Promise) next.catch(() => undefined); // a cancel may leave nobody to wait for it
        await this.#step(layer, group, x, layer === layers - 1 ? take : undefined);
      }
      await this.#exchange.fill(this.#hidden[layer] as TilePlane, this.shape.filters[layer] as number, signal);
    }
  }

  dispose(): void {
    for (const { cell } of this.#groups) {
      dispose(cell.filter((c) => c !== undefined));
      cell.fill(undefined);
    }
  }

  #group(tiles: readonly number[]): Group {
    const { rows, cols } = withHalo(this.plan.tiles[tiles[0] as number] as PlannedTile, this.plan.halo);
    const { filters } = this.shape;
    const hidden = filters.map((f) => new Float32Array(tiles.length * rows * cols * f));
    return { tiles, rows, cols, hidden, cell: filters.map(() => undefined) };
  }

  /** The masked input of a group, `[tile, row, col, channel]`. */
  async #gather(input: TileInput, group: Group | undefined, signal?: AbortSignal): Promise<Float32Array | undefined> {
    if (!group) return undefined;
    const { channels } = this.shape;
    const size = group.rows * group.cols * channels;
    const whole = this.#inputs[this.#turn++ % 2] as Float32Array;
    const out = whole.subarray(0, group.tiles.length * size).fill(0);
    for (const [b, tile] of group.tiles.entries()) {
      const { seen } = this.plan.tiles[tile] as PlannedTile;
      copyRuns(seen, await input(tile, signal), out.subarray(b * size, (b + 1) * size), channels);
    }
    return out;
  }

  async #step(layer: number, group: Group, x: Float32Array, take: TakeHeads | undefined): Promise<void> {
    const { tiles, rows, cols } = group;
    const features = this.shape.filters[layer] as number;
    const made = this.#compute(layer, group, x, take !== undefined);
    group.cell[layer]?.dispose();
    group.cell[layer] = made.c;
    const each = (use: (tile: number, at: number) => void) => {
      for (const [b, tile] of tiles.entries()) use(tile, b * rows * cols);
    };
    const keep = (h: Float32Array) =>
      each((tile, at) => {
        const { own } = this.plan.tiles[tile] as PlannedTile;
        const into = this.#hidden[layer]?.[tile] as Float32Array;
        copyRuns(own, h.subarray(at * features), into, features);
      });
    const tell = (heads: Float32Array) =>
      each((tile, at) => {
        const { outputs } = this.shape;
        const t = this.plan.tiles[tile] as PlannedTile;
        take?.(tile, withoutHalo(heads.subarray(at * outputs), t, this.plan.halo, outputs));
      });
    await Promise.all([lendValues(made.h, keep), made.heads && lendValues(made.heads, tell)]);
    dispose([made.h, ...(made.heads ? [made.heads] : [])]);
  }

  #compute(layer: number, group: Group, x: Float32Array, withHeads: boolean): Step {
    const { rows, cols, tiles } = group;
    const features = this.shape.filters[layer] as number;
    const place: [number, number, number, number] = [tiles.length, rows, cols, features];
    const weight = <W extends Tensor>(name: string) => this.weights[name] as W;
    const made = tidy(() => {
      const out = convLstm({
        x: tensor5d(x, [1, tiles.length, rows, cols, x.length / (tiles.length * rows * cols)]),
        kernel: weight<Tensor4D>(`layer${layer}/kernel`),
        recurrent: weight<Tensor4D>(`layer${layer}/recurrent`),
        bias: weight<Tensor1D>(`layer${layer}/bias`),
        state: { h: tensor4d(group.hidden[layer] as Float32Array, place), c: group.cell[layer] ?? zeros(place) },
        inputGradient: false,
      });
      if (!withHeads) return { h: out.h, c: out.c };
      const flat = reshape<Rank.R2>(out.h, [tiles.length * rows * cols, features]);
      // As `linear`, in one kernel: without a gradient the bias need not be added apart.
      const heads = fused.matMul({
        a: flat,
        b: weight<Tensor2D>('heads/kernel'),
        bias: weight<Tensor1D>('heads/bias'),
      });
      return { h: out.h, c: out.c, heads };
    });
    return made as unknown as Step;
  }
}

/** What one call gives; the caller disposes of it. */
interface Step {
  readonly h: Tensor4D;
  readonly c: Tensor4D;
  readonly heads?: Tensor2D;
}

/** Tiles that follow each other and have one shape. */
function groupsOf(plan: TilePlan, mine: readonly number[], together: number): number[][] {
  const byShape = new Map<string, number[][]>();
  for (const i of mine) {
    const { rows, cols } = withHalo(plan.tiles[i] as PlannedTile, plan.halo);
    const most = Math.max(1, Math.floor(together / (rows * cols)));
    const key = `${rows},${cols}`;
    const groups = byShape.get(key) ?? [];
    byShape.set(key, groups);
    const last = groups.at(-1);
    if (last && last.length < most) last.push(i);
    else groups.push([i]);
  }
  return [...byShape.values()].flat();
}

const withHalo = (t: PlannedTile, halo: number) => ({ rows: t.rows + 2 * halo, cols: t.cols + 2 * halo });

function copyRuns(runs: Int32Array, from: Float32Array, into: Float32Array, features: number): void {
  for (let i = 0; i < runs.length; i += 2) {
    const start = (runs[i] as number) * features;
    into.set(from.subarray(start, (runs[i + 1] as number) * features), start);
  }
}

function withoutHalo(values: Float32Array, t: PlannedTile, halo: number, features: number): Float32Array {
  const out = new Float32Array(t.rows * t.cols * features);
  const wide = t.cols + 2 * halo;
  for (let r = 0; r < t.rows; r++) {
    const from = ((r + halo) * wide + halo) * features;
    out.set(values.subarray(from, from + t.cols * features), r * t.cols * features);
  }
  return out;
}
