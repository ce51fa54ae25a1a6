import {
  concat,
  type KernelConfig,
  type Rank,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import type { ConvLstmKernelInput } from '../conv-lstm.contract.ts';
import { convolve } from '../convolution.ts';
import { gates } from '../gates.ts';
import { composedConvLstmGrad } from './conv-lstm-grad.ts';

/** Forward through all months: the input convolution runs once for all, the recurrent one, 4F wide, once a month. */
function forward({ x, kernel, recurrent, bias, h, c }: ConvLstmKernelInput, trace: boolean): Tensor[] {
  const [months, batch, rows, cols, channels] = x.shape as [number, number, number, number, number];
  const features = recurrent.shape[2]!;
  const cells = batch * rows * cols;
  const all = reshape<Rank.R4>(x, [months * batch, rows, cols, channels]);
  const fromInput = reshape(convolve(all, kernel as Tensor4D, bias as Tensor1D), [months, cells, 4 * features]);
  const hidden: Tensor2D[] = [];
  const after: Tensor2D[] = [];
  const active: Tensor2D[] = [];
  let cell: Tensor2D = c ? reshape(c, [cells, features]) : zeros([cells, features]);
  for (let month = 0; month < months; month++) {
    const previous = month > 0 ? hidden[month - 1] : h;
    const fromState = previous
      ? convolve(reshape(previous, [batch, rows, cols, features]), recurrent as Tensor4D)
      : zeros([cells, 4 * features]);
    // Both names go, or the memory of every month stays until the last.
    const flat = reshape(fromState, [cells, 4 * features]);
    fromState.dispose();
    const out = gates({ fromInput, fromState: flat, c: cell, month });
    flat.dispose();
    if (trace) {
      after.push(out.c);
      active.push(out.active);
    } else {
      out.active.dispose();
      cell.dispose();
    }
    hidden.push(out.h);
    cell = out.c;
  }
  const joined = (parts: Tensor2D[], width: number) => reshape(concat(parts, 0), [months, cells, width]);
  const sequence = reshape(concat(hidden, 0), [months, batch, rows, cols, features]);
  const last = reshape(cell, [batch, rows, cols, features]);
  return trace ? [sequence, last, joined(after, features), joined(active, 4 * features)] : [sequence, last];
}

/** The layer in convolutions and gates of the backend itself: oracle of the fused kernels, and what runs without them. */
export const composedConvLstm = (backendName: string): KernelConfig[] => [
  {
    kernelName: 'ThawConvLstm',
    backendName,
    // The engine hands real tensors to a kernel and takes them back; its type names only their description.
    kernelFunc: ({ inputs, attrs }) =>
      tidy(() => forward(inputs as unknown as ConvLstmKernelInput, attrs?.trace === true)),
  },
  composedConvLstmGrad(backendName),
];
