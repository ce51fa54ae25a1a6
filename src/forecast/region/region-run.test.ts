import {
  dispose,
  memory,
  mul,
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
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../core/random.ts';
import { convLstm } from '../../nn/conv-lstm.ts';
import { useDevice } from '../../nn/device.ts';
import { linear } from '../../nn/linear.ts';
import { forward, initialWeights, type NetworkShape } from '../../nn/network.ts';
import { disposeWeights, toTensors, type WeightTensors } from '../../nn/weights.ts';
import { PortTeam, type Seat, type TeamPort } from './port-team.ts';
import { RegionRun } from './region-run.ts';
import { teamOf } from './team.ts';
import { type PlannedTile, planTiles, type RegionMask, type TilePlan } from './tile-plan.ts';

const shapes = fc.record({
  channels: fc.integer({ min: 1, max: 5 }),
  filters: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
  kernel: fc.constantFrom(1, 3, 5),
  outputs: fc.integer({ min: 1, max: 3 }),
});
const trials = fc.record({
  shape: shapes,
  rows: fc.integer({ min: 3, max: 17 }),
  cols: fc.integer({ min: 3, max: 17 }),
  size: fc.integer({ min: 2, max: 9 }),
  months: fc.integer({ min: 1, max: 5 }),
  seed: fc.integer({ min: 0, max: 1e6 }),
  land: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
  together: fc.constantFrom(1, 200, 24_000),
  cut: fc.boolean(),
});
type Trial = ReturnType<typeof fc.sample<typeof trials extends fc.Arbitrary<infer T> ? T : never>>[number];

/** Drivers of the whole region, off the mask too: nothing may depend on those. */
function driversOf({ seed, months, rows, cols, shape }: Trial): Float32Array[] {
  const random = new Random(seed);
  const size = rows * cols * shape.channels;
  return Array.from({ length: months }, () => Float32Array.from({ length: size }, () => 2 * random.uniform() - 1));
}

function maskOf({ seed, rows, cols, land }: Trial, full: boolean): RegionMask {
  const random = new Random(seed + 1);
  const active = Uint8Array.from({ length: rows * cols }, () => (full || random.uniform() < land ? 1 : 0));
  active[0] = 1;
  return { rows, cols, active };
}

/** Weights far from small, so that states carry over months and cells. */
function weightsOf(shape: NetworkShape, seed: number): WeightTensors {
  const weights = initialWeights(shape, seed);
  for (const w of Object.values(weights)) w.values.set(w.values.map((v) => 1.5 * v + 0.05));
  return toTensors(weights);
}

/** What the training graph gives for the region as one image and all months in one call, `[month][cell, output]`. */
async function trainingGraph(weights: WeightTensors, x: readonly Float32Array[], t: Trial): Promise<Float32Array[]> {
  const size = t.rows * t.cols * t.shape.channels;
  const all = new Float32Array(x.length * size);
  for (const [i, month] of x.entries()) all.set(month, i * size);
  const heads = tidy(() => forward(weights, tensor5d(all, [1, x.length, t.rows, t.cols, t.shape.channels])).heads);
  const values = await heads.data<'float32'>();
  heads.dispose();
  const each = t.rows * t.cols * t.shape.outputs;
  return x.map((_, i) => values.slice(i * each, (i + 1) * each));
}

/** The same for a region with holes: input and every layer's output are zero off the mask. */
async function maskedImage(weights: WeightTensors, x: readonly Float32Array[], t: Trial, mask: RegionMask) {
  const { rows, cols, shape } = t;
  const out: Float32Array[] = [];
  let states = shape.filters.map((f) => ({
    h: zeros<Rank.R4>([1, rows, cols, f]),
    c: zeros<Rank.R4>([1, rows, cols, f]),
  })) as {
    h: Tensor4D;
    c: Tensor4D;
  }[];
  for (const month of x) {
    const made = tidy(() => {
      const land = tensor4d(Float32Array.from(mask.active), [1, rows, cols, 1]);
      let below = mul(tensor4d(month, [1, rows, cols, shape.channels]), land) as Tensor4D;
      const after: Record<string, Tensor> = {};
      shape.filters.forEach((_, i) => {
        const layer = convLstm({
          x: reshape<Rank.R5>(below, [1, 1, rows, cols, below.shape[3]]),
          kernel: weights[`layer${i}/kernel`] as Tensor4D,
          recurrent: weights[`layer${i}/recurrent`] as Tensor4D,
          bias: weights[`layer${i}/bias`] as Tensor1D,
          state: states[i] as { h: Tensor4D; c: Tensor4D },
        });
        below = mul(layer.h, land) as Tensor4D;
        after[`h${i}`] = below;
        after[`c${i}`] = layer.c;
      });
      const flat = reshape<Rank.R2>(below, [rows * cols, below.shape[3]]);
      return { ...after, heads: linear(flat, weights['heads/kernel'] as Tensor2D, weights['heads/bias'] as Tensor1D) };
    }) as Record<string, Tensor>;
    dispose(states.flatMap((s) => [s.h, s.c]));
    states = shape.filters.map((_, i) => ({ h: made[`h${i}`] as Tensor4D, c: made[`c${i}`] as Tensor4D }));
    out.push(await (made.heads as Tensor).data<'float32'>());
    made.heads?.dispose();
  }
  dispose(states.flatMap((s) => [s.h, s.c]));
  return out;
}

/** Heads of one month, laid out over the region; NaN where no tile wrote. */
function collector(plan: TilePlan, t: Trial) {
  const { outputs } = t.shape;
  const region = new Float32Array(t.rows * t.cols * outputs).fill(Number.NaN);
  const take = (tile: number, heads: Float32Array) => {
    const at = plan.tiles[tile] as PlannedTile;
    for (let r = 0; r < at.rows; r++) {
      const row = heads.subarray(r * at.cols * outputs, (r + 1) * at.cols * outputs);
      region.set(row, ((at.row + r) * t.cols + at.col) * outputs);
    }
  };
  return { region, take };
}

/** Input of a tile cut from the region; beyond it there is nothing. */
function inputOf(plan: TilePlan, month: Float32Array, t: Trial) {
  const { channels } = t.shape;
  return (tile: number): Float32Array => {
    const at = plan.tiles[tile] as PlannedTile;
    const [rows, cols] = [at.rows + 2 * plan.halo, at.cols + 2 * plan.halo];
    const out = new Float32Array(rows * cols * channels);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < cols; c++) {
        const [row, col] = [at.row - plan.halo + r, at.col - plan.halo + c];
        if (row < 0 || row >= t.rows || col < 0 || col >= t.cols) continue;
        const from = (row * t.cols + col) * channels;
        out.set(month.subarray(from, from + channels), (r * cols + c) * channels);
      }
    }
    return out;
  };
}

async function tiled(weights: WeightTensors, x: readonly Float32Array[], t: Trial, mask: RegionMask, seat?: Seat) {
  const halo = t.shape.kernel >> 1;
  const plan = planTiles(mask, Math.max(t.size, halo), halo, t.cut);
  const run = new RegionRun(weights, plan, seat && teamOf(seat, plan), t.together);
  const out: Float32Array[] = [];
  try {
    for (const month of x) {
      const { region, take } = collector(plan, t);
      await run.month(inputOf(plan, month, t), take);
      out.push(region);
    }
  } finally {
    run.dispose();
  }
  return out;
}

/** Largest difference on the mask; infinite where nothing was written. */
function difference(a: readonly Float32Array[], b: readonly Float32Array[], mask: RegionMask, outputs: number): number {
  let worst = 0;
  a.forEach((month, m) => {
    for (let i = 0; i < month.length; i++) {
      if (mask.active[Math.floor(i / outputs)] === 0) continue;
      const d = Math.abs((month[i] as number) - ((b[m] as Float32Array)[i] as number));
      worst = Math.max(worst, Number.isNaN(d) ? Number.POSITIVE_INFINITY : d);
    }
  });
  return worst;
}

describe('a region run tile by tile', () => {
  beforeAll(() => useDevice('wasm'));

  it('is the training graph over the whole region, whatever the tiles', async () => {
    await fc.assert(
      fc.asyncProperty(trials, async (t) => {
        const weights = weightsOf(t.shape, t.seed);
        const x = driversOf(t);
        const mask = maskOf(t, true);
        const [whole, parts] = [await trainingGraph(weights, x, t), await tiled(weights, x, t, mask)];
        disposeWeights(weights);
        expect(difference(whole, parts, mask, t.shape.outputs)).toBeLessThan(1e-5);
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it('leaves the ocean out without a trace on land', async () => {
    await fc.assert(
      fc.asyncProperty(trials, async (t) => {
        const weights = weightsOf(t.shape, t.seed);
        const x = driversOf(t);
        const mask = maskOf(t, false);
        const [whole, parts] = [await maskedImage(weights, x, t, mask), await tiled(weights, x, t, mask)];
        disposeWeights(weights);
        expect(difference(whole, parts, mask, t.shape.outputs)).toBeLessThan(1e-5);
      }),
      { numRuns: 40, seed: 4 },
    );
  });

  it('gives the same bits when two threads share the tiles', async () => {
    await fc.assert(
      fc.asyncProperty(trials, async (t) => {
        const weights = weightsOf(t.shape, t.seed);
        const x = driversOf(t);
        const mask = maskOf(t, false);
        const { port1, port2 } = new MessageChannel();
        const pair = [port1, port2].map((p, me) => new PortTeam(me, 2, new Map([[1 - me, p as unknown as TeamPort]])));
        const alone = await tiled(weights, x, t, mask);
        const [a, b] = (await Promise.all(pair.map((seat) => tiled(weights, x, t, mask, seat)))) as [
          Float32Array[],
          Float32Array[],
        ];
        port1.close();
        disposeWeights(weights);
        const together = a.map((month, m) => month.map((v, i) => (Number.isNaN(v) ? (b[m]?.[i] as number) : v)));
        expect(difference(alone, together, mask, t.shape.outputs)).toBe(0);
      }),
      { numRuns: 15, seed: 5 },
    );
  });

  const trial: Trial = {
    shape: { channels: 2, filters: [3, 2], kernel: 3, outputs: 1 },
    rows: 12,
    cols: 12,
    size: 4,
    months: 3,
    seed: 1,
    land: 0.6,
    together: 1,
    cut: true,
  };

  it('would be wrong if tiles did not see each other, so the comparison can fail', async () => {
    const weights = weightsOf(trial.shape, 1);
    const x = driversOf(trial);
    const mask = maskOf(trial, true);
    const whole = await trainingGraph(weights, x, trial);
    const blind = { ...planTiles(mask, 4, 1), copies: [] };
    const run = new RegionRun(weights, blind);
    const parts: Float32Array[] = [];
    for (const month of x) {
      const { region, take } = collector(blind, trial);
      await run.month(inputOf(blind, month, trial), take);
      parts.push(region);
    }
    run.dispose();
    disposeWeights(weights);
    expect(difference(whole, parts, mask, 1)).toBeGreaterThan(1e-3);
  });

  it('holds as many tensors after many months as after one, and none when disposed of', async () => {
    const before = memory().numTensors;
    const weights = weightsOf(trial.shape, 1);
    const mask = maskOf(trial, false);
    const plan = planTiles(mask, 4, 1);
    const run = new RegionRun(weights, plan);
    const [x] = driversOf(trial) as [Float32Array];
    const month = () => run.month(inputOf(plan, x, trial), () => undefined);
    await month();
    const first = memory().numTensors;
    for (let i = 0; i < 5; i++) await month();
    expect(memory().numTensors).toBe(first);
    run.dispose();
    disposeWeights(weights);
    expect(memory().numTensors).toBe(before);
  });

  it('hears a cancel within its first month, and asks for a tile before the one in front of it computes', async () => {
    const weights = weightsOf(trial.shape, 1);
    const mask = maskOf(trial, true);
    const plan = planTiles(mask, 4, 1);
    const run = new RegionRun(weights, plan, undefined, 1);
    const [x] = driversOf(trial) as [Float32Array];
    const cut = inputOf(plan, x, trial);
    const asked: number[] = [];
    const cancel = new AbortController();
    const input = (tile: number) => {
      asked.push(tile);
      if (tile === 3) cancel.abort();
      return cut(tile);
    };
    await expect(run.month(input, () => undefined, cancel.signal)).rejects.toThrow('cancelled');
    expect(asked).toEqual([0, 1, 2, 3]);
    run.dispose();
    disposeWeights(weights);
  });
});
