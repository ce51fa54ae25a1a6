import {
  dispose,
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
import { linear } from '../../nn/linear.ts';
import { type NetworkShape, networkShape } from '../../nn/network.ts';
import type { WeightTensors } from '../../nn/weights.ts';
import { HaloExchange, type Team } from './halo-exchange.ts';
import type { PlannedTile, TilePlan } from './tile-plan.ts';

/**
 * Input of a tile for the month: `[row + 2 halo, col + 2 halo, channel]`, finite. What it holds where the mask has no cell is
 * set to zero. The array is the caller's again when the tile after the next is asked for.
 */
export type TileInput = (tile: number, signal?: AbortSignal) => Float32Array | Promise<Float32Array>;

/** Takes the heads of a tile, `[row, col, output]`; what they hold off the mask means nothing. */
export type TakeHeads = (tile: number, heads: Float32Array) => void;

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
  /** Hidden state with halo, by layer and tile. */
  readonly #hidden: (Float32Array | undefined)[][];
  /** Cell state, by layer and tile: nobody else's, so it stays on the device. */
  readonly #cell: (Tensor4D | undefined)[][];
  readonly #exchange: HaloExchange;

  /** @throws BadRequest when the plan's halo is not that of the network */
  constructor(
    private readonly weights: WeightTensors,
    private readonly plan: TilePlan,
    team?: Team,
  ) {
    this.shape = networkShape(weights);
    if (plan.halo !== this.shape.kernel >> 1) {
      throw new BadRequest({ what: `a halo of ${plan.halo}`, expected: `${this.shape.kernel >> 1}, half the kernel` });
    }
    this.mine = plan.tiles.map((_, i) => i).filter((i) => !team || team.ownerOf[i] === team.me);
    this.#exchange = new HaloExchange(plan, team);
    const own = new Set(this.mine);
    this.#hidden = this.shape.filters.map((f) =>
      plan.tiles.map((t, i) => (own.has(i) ? new Float32Array(withHalo(t, plan.halo) * f) : undefined)),
    );
    this.#cell = this.shape.filters.map(() => plan.tiles.map(() => undefined));
  }

  /** Bytes of state held for the tiles of this thread, on this side and on the device. */
  get bytes(): number {
    const { filters } = this.shape;
    const cells = this.mine.reduce((n, i) => n + withHalo(this.plan.tiles[i] as PlannedTile, this.plan.halo), 0);
    return filters.reduce((n, f) => n + 2 * 4 * f * cells, 0);
  }

  /**
   * Takes the region one month on.
   *
   * The input of the next tile is asked for before the present one computes. After a throw the state is of no month: dispose.
   * @throws Cancelled between tiles
   */
  async month(input: TileInput, take: TakeHeads, signal?: AbortSignal): Promise<void> {
    const layers = this.shape.filters.length;
    for (let layer = 0; layer < layers; layer++) {
      const below =
        layer === 0 ? this.#masked(input) : (tile: number) => this.#hidden[layer - 1]?.[tile] as Float32Array;
      const heads = layer === layers - 1 ? take : undefined;
      let next = this.#ask(below, 0, signal);
      for (const [n, tile] of this.mine.entries()) {
        await turn(signal);
        const x = await next;
        next = this.#ask(below, n + 1, signal);
        await this.#step(layer, tile, x as Float32Array, heads);
      }
      await this.#exchange.fill(
        this.#hidden[layer] as (Float32Array | undefined)[],
        this.shape.filters[layer] as number,
        signal,
      );
    }
  }

  dispose(): void {
    for (const layer of this.#cell) {
      dispose(layer.filter((c) => c !== undefined));
      layer.fill(undefined);
    }
  }

  async #ask(input: TileInput, n: number, signal?: AbortSignal): Promise<Float32Array | undefined> {
    const tile = this.mine[n];
    return tile === undefined ? undefined : input(tile, signal);
  }

  #masked(input: TileInput): TileInput {
    return async (tile, signal) => {
      const x = await input(tile, signal);
      zeroOutside((this.plan.tiles[tile] as PlannedTile).seen, x, this.shape.channels);
      return x;
    };
  }

  async #step(layer: number, tile: number, x: Float32Array, take: TakeHeads | undefined): Promise<void> {
    const { halo } = this.plan;
    const t = this.plan.tiles[tile] as PlannedTile;
    const [rows, cols] = [t.rows + 2 * halo, t.cols + 2 * halo];
    const features = this.shape.filters[layer] as number;
    const hidden = this.#hidden[layer]?.[tile] as Float32Array;
    const cells = this.#cell[layer] as (Tensor4D | undefined)[];
    const made = tidy(() => {
      const c = cells[tile] ?? zeros<Rank.R4>([1, rows, cols, features]);
      const out = convLstm({
        x: tensor5d(x, [1, 1, rows, cols, x.length / (rows * cols)]),
        kernel: this.weights[`layer${layer}/kernel`] as Tensor4D,
        recurrent: this.weights[`layer${layer}/recurrent`] as Tensor4D,
        bias: this.weights[`layer${layer}/bias`] as Tensor1D,
        state: { h: tensor4d(hidden, [1, rows, cols, features]), c: c as Tensor4D },
        inputGradient: false,
      });
      const flat = reshape(out.h, [rows * cols, features]) as Tensor2D;
      const heads = take
        ? {
            heads: linear(
              flat,
              this.weights['heads/kernel'] as Tensor2D,
              this.weights['heads/bias'] as Tensor1D,
            ) as Tensor,
          }
        : {};
      return { h: out.h as Tensor, c: out.c as Tensor, ...heads };
    }) as { h: Tensor; c: Tensor4D; heads?: Tensor };
    cells[tile]?.dispose();
    cells[tile] = made.c;
    const [h, heads] = await Promise.all([made.h.data<'float32'>(), made.heads?.data<'float32'>()]);
    dispose([made.h, ...(made.heads ? [made.heads] : [])]);
    copyRuns(t.own, h, hidden, features);
    if (take && heads) take(tile, withoutHalo(heads, t, halo, this.shape.outputs));
  }
}

const withHalo = (t: PlannedTile, halo: number): number => (t.rows + 2 * halo) * (t.cols + 2 * halo);

function copyRuns(runs: Int32Array, from: Float32Array, into: Float32Array, features: number): void {
  for (let i = 0; i < runs.length; i += 2) {
    const start = (runs[i] as number) * features;
    into.set(from.subarray(start, (runs[i + 1] as number) * features), start);
  }
}

function zeroOutside(runs: Int32Array, values: Float32Array, features: number): void {
  let end = 0;
  for (let i = 0; i < runs.length; i += 2) {
    const start = (runs[i] as number) * features;
    if (start > end) values.fill(0, end, start);
    end = (runs[i + 1] as number) * features;
  }
  values.fill(0, end);
}

function withoutHalo(values: Float32Array, t: PlannedTile, halo: number, features: number): Float32Array {
  if (halo === 0) return values;
  const out = new Float32Array(t.rows * t.cols * features);
  const wide = t.cols + 2 * halo;
  for (let r = 0; r < t.rows; r++) {
    const from = ((r + halo) * wide + halo) * features;
    out.set(values.subarray(from, from + t.cols * features), r * t.cols * features);
  }
  return out;
}
