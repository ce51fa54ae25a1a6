import { Random } from '../../core/random.ts';
import { initialWeights, type NetworkShape } from '../../nn/network.ts';
import { disposeWeights, toTensors } from '../../nn/weights.ts';
import type { Seat } from './port-team.ts';
import { RegionRun, type TakeHeads, type TileInput } from './region-run.ts';
import { teamOf } from './team.ts';
import { type PlannedTile, planTiles, type RegionMask } from './tile-plan.ts';

/** How fast a region goes through months in this thread. */
export interface MonthRate {
  /** Active cells of this thread that went one month on. */
  readonly cells: number;
  /** Cells computed for them: tiles with their halos. */
  readonly computed: number;
  readonly tiles: number;
  /** Of each month after the first, which warms up. */
  readonly seconds: readonly number[];
  /** State held for the region. */
  readonly bytes: number;
}

export interface MonthRateOrder {
  readonly shape: NetworkShape;
  /** The region: land at 1 km, or a part of it. */
  readonly mask: RegionMask;
  /** Cells along a side of a tile. */
  readonly size: number;
  /** Timed months, after one that is not. */
  readonly months: number;
  /** This thread's share, when several go through the region together. */
  readonly seat?: Seat;
}

/**
 * Times the runner of the product, `RegionRun`, on seeded weights and drivers: month steps of a whole region with carried states,
 * halo exchange, input and heads. Time of a decade is 120 times that of a month and a member.
 */
export async function monthRate(order: MonthRateOrder, signal?: AbortSignal): Promise<MonthRate> {
  const { shape, mask, size, seat } = order;
  const plan = planTiles(mask, size, shape.kernel >> 1);
  const weights = toTensors(initialWeights(shape, 1));
  const run = new RegionRun(weights, plan, seat && teamOf(seat, plan));
  const input = drivers(plan.tiles, shape.channels, plan.halo);
  let heard = 0;
  const take: TakeHeads = (_, heads) => {
    heard += heads[0] as number;
  };
  const seconds: number[] = [];
  try {
    await run.month(input, take, signal);
    for (let m = 0; m < order.months; m++) {
      const start = performance.now();
      await run.month(input, take, signal);
      seconds.push((performance.now() - start) / 1000);
    }
    if (!Number.isFinite(heard)) throw new RangeError('the network gave a number that is not finite');
    const mine = run.mine.map((i) => plan.tiles[i] as PlannedTile);
    return {
      cells: mine.reduce((n, t) => n + t.cells, 0),
      computed: mine.reduce((n, t) => n + (t.rows + 2 * plan.halo) * (t.cols + 2 * plan.halo), 0),
      tiles: mine.length,
      seconds,
      bytes: run.bytes,
    };
  } finally {
    run.dispose();
    disposeWeights(weights);
  }
}

/** Seeded numbers between -1 and 1; two buffers in turn, as a reader that is one tile ahead would have. */
function drivers(tiles: readonly PlannedTile[], channels: number, halo: number): TileInput {
  const most = Math.max(...tiles.map((t) => (t.rows + 2 * halo) * (t.cols + 2 * halo)));
  const random = new Random(7);
  const pool = Float32Array.from({ length: most * channels }, () => 2 * random.uniform() - 1);
  const buffers = [new Float32Array(pool.length), new Float32Array(pool.length)];
  let turn = 0;
  return (tile) => {
    const t = tiles[tile] as PlannedTile;
    const length = (t.rows + 2 * halo) * (t.cols + 2 * halo) * channels;
    const into = (buffers[turn++ % 2] as Float32Array).subarray(0, length);
    into.set(pool.subarray(0, length));
    return into;
  };
}
