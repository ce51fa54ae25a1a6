import {
  concat,
  type KernelConfig,
  matMul,
  ones,
  type Rank,
  reshape,
  slice,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import type { ConvLstmGradInput } from '../conv-lstm.contract.ts';
import { convolve, kernelGradient, turned } from '../convolution.ts';
import { gatesGrad } from '../gates.ts';

interface Sizes {
  readonly months: number;
  readonly batch: number;
  readonly rows: number;
  readonly cols: number;
  readonly channels: number;
  readonly features: number;
}

/** `[…, n]` as images `[…, row, col, n]`. */
const asImages = (t: Tensor2D, { rows, cols }: Sizes): Tensor4D =>
  reshape(t, [t.shape[0] / (rows * cols), rows, cols, t.shape[1]]);

/** Walks the months back, then forms each weight gradient in one product over all of them. */
function backward(input: ConvLstmGradInput, inputGradient: boolean): Tensor[] {
  const [months, batch, rows, cols, channels] = input.x.shape as [number, number, number, number, number];
  const sizes = { months, batch, rows, cols, channels, features: input.recurrent.shape[2]! };
  const k = input.kernel.shape[0]!;
  const width = 4 * sizes.features;
  const dz = concat(backThroughMonths(input, sizes), 0);
  const dzAll = asImages(dz, sizes);
  const dKernel = kernelGradient(reshape<Rank.R4>(input.x, [months * batch, rows, cols, channels]), dzAll, k);
  const dRecurrent = recurrentGradient(input, sizes, k, dzAll);
  // One row of ones times dz: a reduction over the first axis costs a transpose on some backends.
  const dBias = reshape(matMul(ones([1, dz.shape[0]]), dz), [width]);
  if (!inputGradient) return [dKernel, dRecurrent, dBias];
  return [dKernel, dRecurrent, dBias, reshape(convolve(dzAll, turned(input.kernel as Tensor4D)), input.x.shape)];
}

/** Gradients of the pre-activations of every month, `[cell, 4F]` each. */
function backThroughMonths(input: ConvLstmGradInput, sizes: Sizes): Tensor2D[] {
  const { months, batch, rows, cols, features } = sizes;
  const cells = batch * rows * cols;
  const monthOf = (all: Tensor, month: number): Tensor2D => {
    const width = all.size / (months * cells);
    return reshape(slice(reshape(all, [months, cells, width]), [month, 0, 0], [1, cells, width]), [cells, width]);
  };
  const back = turned(input.recurrent as Tensor4D);
  const dSequence = reshape(input.dy, [months, cells, features]);
  const nothing = zeros([cells, features]) as Tensor2D;
  let dh: Tensor2D = nothing;
  let dc: Tensor2D = nothing;
  let after = monthOf(input.cells, months - 1);
  const all: Tensor2D[] = [];
  for (let month = months - 1; month >= 0; month--) {
    const before =
      month > 0 ? monthOf(input.cells, month - 1) : (reshape(input.c ?? nothing, [cells, features]) as Tensor2D);
    const step = gatesGrad({ dSequence, dh, dc, active: monthOf(input.active, month), before, after, month });
    all.unshift(step.dz);
    dc = step.dc;
    after = before;
    if (month > 0) dh = reshape(convolve(reshape(step.dz, [batch, rows, cols, 4 * features]), back), [cells, features]);
  }
  return all;
}

function recurrentGradient({ sequence, h }: ConvLstmGradInput, sizes: Sizes, k: number, dz: Tensor4D): Tensor4D {
  const { months, batch, rows, cols, features } = sizes;
  const images = (n: number): [number, number, number, number] => [n, rows, cols, features];
  const known = reshape<Rank.R4>(sequence, images(months * batch));
  const before = months > 1 ? [slice(known, [0, 0, 0, 0], images((months - 1) * batch))] : [];
  const from = h ? [reshape<Rank.R4>(h, images(batch)), ...before] : before;
  // Without a given state the first month has nothing before it.
  if (from.length === 0) return zeros([k, k, features, 4 * features]);
  const skip = h ? 0 : batch;
  return kernelGradient(concat(from, 0), slice(dz, [skip, 0, 0, 0], [-1, -1, -1, -1]), k);
}

export const composedConvLstmGrad = (backendName: string): KernelConfig => ({
  kernelName: 'ThawConvLstmGrad',
  backendName,
  kernelFunc: ({ inputs, attrs }) =>
    tidy(() => backward(inputs as unknown as ConvLstmGradInput, attrs?.inputGradient !== false)),
});
