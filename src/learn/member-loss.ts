import {
  add,
  addN,
  exp,
  mean,
  mul,
  relu,
  reshape,
  type Scalar,
  scalar,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor5D,
  tanh,
  tensor2d,
  tensor3d,
  zeros,
} from '@tensorflow/tfjs-core';
import { TARGETS } from '../core/variable.ts';
import { linear } from '../nn/linear.ts';
import { type Dropout, forward } from '../nn/network.ts';
import type { Loss } from '../nn/value-and-gradients.ts';
import type { WeightTensors } from '../nn/weights.ts';
import { type Batch, CELLS } from './batch.ts';
import { SOFT_DEPTH } from './latent.ts';
import { PHYSICS, PHYSICS_SIZE } from './physics.ts';
import { LOOK_BACK } from './samples.ts';

/** Outputs of the network, in this order. NEE is respiration less uptake; uptake is multiplied with light, so it is 0 at night. */
export const HEADS = ['alt', 'alt spread', 'respiration', 'uptake', 'co2 spread', 'ch4', 'ch4 spread'] as const;

/** Share of each term in the loss. */
export interface LossWeights {
  readonly process: number;
  readonly decay: number;
  readonly smooth: number;
}
export const LOSS_WEIGHTS: LossWeights = { process: 0.1, decay: 2e-4, smooth: 0.02 };

const T = TARGETS.length;
const at = (name: (typeof HEADS)[number]) => HEADS.indexOf(name);

/** `[HEADS, target]` of ones where a head feeds a target. */
function selector(pairs: readonly (readonly [(typeof HEADS)[number], number])[]): Tensor2D {
  const m = new Float32Array(HEADS.length * T);
  for (const [head, target] of pairs) m[at(head) * T + target] = 1;
  return tensor2d(m, [HEADS.length, T]);
}

/**
 * Heads to what they mean, latent units: the residual on top of the analysis, and the logarithm by which the variance of the belief
 * is multiplied, within ±1.
 *
 * @param heads `[n, HEADS]` @param light `[n, 1]`
 */
export function readHeads(heads: Tensor2D, light: Tensor2D): { residual: Tensor2D; logSpread: Tensor2D } {
  const none: Tensor1D = zeros([T]);
  const plus = linear(
    heads,
    selector([
      ['alt', 0],
      ['respiration', 1],
      ['ch4', 2],
    ]),
    none,
  );
  const uptake = linear(heads, selector([['uptake', 1]]), none);
  const spread = linear(
    heads,
    selector([
      ['alt spread', 0],
      ['co2 spread', 1],
      ['ch4 spread', 2],
    ]),
    none,
  );
  return { residual: sub(plus, mul(uptake, light)), logSpread: tanh(spread) };
}

/** Device tensors of a batch; whoever makes them disposes of them. */
export interface BatchTensors {
  readonly x: Tensor5D;
  readonly y: Tensor2D;
  readonly mean: Tensor2D;
  readonly logVariance: Tensor2D;
  readonly weight: Tensor2D;
  readonly analysis: Tensor2D;
  readonly physics: Readonly<Record<(typeof PHYSICS)[number], Tensor2D>>;
  readonly co2Spread: Tensor2D;
  readonly size: number;
}

export function toDevice(b: Batch, side: number, channels: number): BatchTensors {
  const n = b.size * LOOK_BACK * CELLS;
  const flat = (values: Float32Array) => tensor2d(values, [n, values.length / n]);
  const physics = Object.fromEntries(
    PHYSICS.map((name, j) => {
      const one = new Float32Array(n);
      for (let i = 0; i < n; i++) one[i] = b.physics[i * PHYSICS_SIZE + j] as number;
      return [name, flat(one)];
    }),
  ) as BatchTensors['physics'];
  return {
    x: reshape(tensor3d(b.x, [b.size * LOOK_BACK, CELLS, channels]), [b.size, LOOK_BACK, side, side, channels]),
    y: flat(b.y),
    mean: flat(b.mean),
    logVariance: flat(b.logVariance),
    weight: flat(b.weight),
    analysis: flat(b.analysis),
    physics,
    co2Spread: flat(b.co2Spread),
    size: b.size,
  };
}

/** What a network says of every cell of a batch, `[n, 3]`. */
export function outputOf(
  weights: WeightTensors,
  b: BatchTensors,
  dropout?: Dropout,
): { residual: Tensor2D; logSpread: Tensor2D } {
  const { heads } = forward(weights, b.x, undefined, dropout);
  return readHeads(reshape(heads, [b.y.shape[0], HEADS.length]), b.physics.light);
}

/**
 * The loss of one member on one batch and its terms: `obs`, `process`, `reg` (scalars) and the residual and log spread of every cell
 * (`[n, 3]`), from which the model's own output for the next lags is read.
 */
export function memberLoss(weights: WeightTensors, b: BatchTensors, w: LossWeights, dropout?: Dropout): Loss {
  const { residual, logSpread } = outputOf(weights, b, dropout);
  const obs = likelihood(b, residual, logSpread);
  const process = processTerm(b, residual);
  const reg = add(mul(decay(weights), w.decay), mul(roughness(residual, b.size), w.smooth)) as Scalar;
  const loss = addN([obs, mul(process, w.process), reg]) as Scalar;
  return { loss, terms: { obs, process, reg, residual, logSpread } };
}

/** Gaussian negative log-likelihood of the observed cells, weighted, per sample. */
function likelihood(b: BatchTensors, residual: Tensor2D, logSpread: Tensor2D): Scalar {
  const logV = add(b.logVariance, logSpread);
  const error = sub(sub(b.y, b.mean), residual);
  const each = mul(add(mul(square(error), exp(mul(logV, -1))), logV), 0.5);
  return mul(sum(mul(each, b.weight)), 1 / b.size) as Scalar;
}

/** Thaw depth over the root of degree-days, m (degC day)^-0.5: published edaphic factors are 0.01 to 0.03, with some room. */
const EDAPHIC: readonly [number, number] = [0.008, 0.04];
/** asinh of the greatest CH4 uptake, 2.9 nmol m-2 s-1, over 3. */
const LEAST_CH4 = Math.asinh(-2.9 / 3);

/**
 * How far the forecast breaks physics, over all cells and months: thaw that shrinks while the ground still thaws, a Stefan factor
 * outside what is published, uptake at night or beyond what light allows, more CH4 uptake than soils are known for.
 */
function processTerm(b: BatchTensors, residual: Tensor2D): Scalar {
  const p = b.physics;
  const total = add(b.analysis, residual);
  const [alt, co2, ch4] = [0, 1, 2].map((t) => slice(total, [0, t], [-1, 1])) as [Tensor2D, Tensor2D, Tensor2D];
  const depth = add(p.thaw, alt);
  const byMonth = (x: Tensor): Tensor3D => reshape(x, [b.size, LOOK_BACK, CELLS]);
  const after = (x: Tensor) => slice(byMonth(x), [0, 1, 0], [-1, LOOK_BACK - 1, -1]);
  const before = (x: Tensor) => slice(byMonth(x), [0, 0, 0], [-1, LOOK_BACK - 1, -1]);
  const shrinking = mul(square(relu(sub(before(depth), after(depth)))), after(p.growing));
  const edaphic = mul(sub(exp(depth), SOFT_DEPTH), p.heat);
  const outside = add(
    square(relu(sub(mul(edaphic, 1 / EDAPHIC[1]), 1))),
    square(relu(sub(1, mul(edaphic, 1 / EDAPHIC[0])))),
  );
  const nee = add(p.co2, mul(co2, b.co2Spread));
  const allowed = mul(p.uptake, sub(1, p.dark));
  const tooMuch = square(relu(sub(mul(nee, -1), allowed)));
  const tooLow = square(relu(sub(LEAST_CH4, add(p.ch4, ch4))));
  return addN([mean(shrinking), mean(mul(outside, p.stefan)), mean(tooMuch), mean(tooLow)]) as Scalar;
}

/** Mean squared step of the residual from month to month. */
function roughness(residual: Tensor2D, size: number): Scalar {
  const byMonth: Tensor3D = reshape(residual, [size, LOOK_BACK, CELLS * T]);
  const a = slice(byMonth, [0, 1, 0], [-1, LOOK_BACK - 1, -1]);
  const c = slice(byMonth, [0, 0, 0], [-1, LOOK_BACK - 1, -1]);
  return mean(square(sub(a, c)));
}

function decay(weights: WeightTensors): Scalar {
  const kernels = Object.entries(weights).filter(([name]) => !name.endsWith('bias'));
  return addN([scalar(0), ...kernels.map(([, k]) => sum(square(k)) as Scalar)]) as Scalar;
}
