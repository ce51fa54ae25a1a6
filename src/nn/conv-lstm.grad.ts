import {
  concat,
  matMul,
  ones,
  type Rank,
  reshape,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  type Tensor5D,
  zeros,
} from '@tensorflow/tfjs-core';
import { convolve, kernelGradient, turned } from './convolution.ts';
import { gatesGrad } from './gates.ts';

/** Sizes of one call. */
export interface ConvLstmShape {
  readonly months: number;
  readonly batch: number;
  readonly rows: number;
  readonly cols: number;
  readonly channels: number;
  readonly features: number;
}

/** What the backward pass needs of the forward pass. */
export interface Trace {
  readonly state?: { readonly h: Tensor2D; readonly c: Tensor2D };
  /** Hidden state after each month, then the same of the cell state and the gates; `[cell, F]`, `[cell, 4F]`. */
  readonly h: Tensor2D[];
  readonly c: Tensor2D[];
  readonly active: Tensor2D[];
}

/** What the gradient is taken of and by. */
export interface ConvLstmGradInput {
  readonly x: Tensor5D;
  readonly kernel: Tensor4D;
  readonly recurrent: Tensor4D;
  readonly inputGradient?: boolean;
}

/** `[…, n]` as images `[…, row, col, n]`. */
const asImages = (t: Tensor2D, { rows, cols }: ConvLstmShape): Tensor4D =>
  reshape(t, [t.shape[0] / (rows * cols), rows, cols, t.shape[1]]);

/** Puts what was saved back in order. */
export function traceOf(saved: Tensor2D[], months: number, withState: boolean): Trace {
  const [h0, c0] = withState ? saved : [];
  const rest = saved.slice(withState ? 2 : 0);
  return {
    ...(h0 && c0 ? { state: { h: h0, c: c0 } } : {}),
    h: rest.slice(0, months),
    c: rest.slice(months, 2 * months),
    active: rest.slice(2 * months),
  };
}

/** @returns gradients of kernel, recurrent, bias and, where asked for, x */
export function convLstmGrad(input: ConvLstmGradInput, shape: ConvLstmShape, dy: Tensor, trace: Trace): Tensor[] {
  const { months, batch, rows, cols, channels, features } = shape;
  const k = input.kernel.shape[0];
  const dz = backThroughMonths(input.recurrent, shape, dy, trace);
  const dzAll = asImages(concat(dz, 0), shape);
  const x = reshape<Rank.R4>(input.x, [months * batch, rows, cols, channels]);
  const dKernel = kernelGradient(x, dzAll, k);
  const dRecurrent = recurrentGradient(shape, k, dz, trace);
  const cells = months * batch * rows * cols;
  // One row of ones times dz: a reduction over the first axis costs a transpose on some backends.
  const dBias = reshape(matMul(ones([1, cells]), reshape(dzAll, [cells, 4 * features])), [4 * features]);
  if (input.inputGradient === false) return [dKernel, dRecurrent, dBias];
  return [dKernel, dRecurrent, dBias, reshape(convolve(dzAll, turned(input.kernel)), input.x.shape)];
}

/** Gradients of the pre-activations of every month, `[cell, 4F]` each. */
function backThroughMonths(recurrent: Tensor4D, shape: ConvLstmShape, dy: Tensor, trace: Trace): Tensor2D[] {
  const { months, batch, rows, cols, features } = shape;
  const cells = batch * rows * cols;
  const back = turned(recurrent);
  const dSequence = reshape(dy, [months, cells, features]);
  const nothing = zeros([cells, features]) as Tensor2D;
  let dh: Tensor2D = nothing;
  let dc: Tensor2D = nothing;
  const all: Tensor2D[] = [];
  for (let month = months - 1; month >= 0; month--) {
    const before = month > 0 ? trace.c[month - 1]! : reshape(trace.state?.c ?? nothing, [cells, features]);
    const step = gatesGrad({
      dSequence,
      dh,
      dc,
      active: trace.active[month]!,
      before,
      after: trace.c[month]!,
      month,
    });
    all.unshift(step.dz);
    dc = step.dc;
    if (month > 0) dh = reshape(convolve(reshape(step.dz, [batch, rows, cols, 4 * features]), back), [cells, features]);
  }
  return all;
}

function recurrentGradient(shape: ConvLstmShape, k: number, dz: Tensor2D[], trace: Trace): Tensor4D {
  const { months, batch, rows, cols, features } = shape;
  const cells = batch * rows * cols;
  const before = trace.h.slice(0, months - 1);
  const from = trace.state ? [reshape(trace.state.h, [cells, features]) as Tensor2D, ...before] : before;
  // Without a given state the first month has nothing before it.
  if (from.length === 0) return zeros([k, k, features, 4 * features]);
  const to = dz.slice(months - from.length);
  return kernelGradient(asImages(concat(from, 0), shape), asImages(concat(to, 0), shape), k);
}
