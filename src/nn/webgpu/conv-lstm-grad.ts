import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { Commands } from './commands.ts';
import { backStepProgram, inputGradientProgram, inputGroup } from './conv-lstm-grad-program.ts';
import { featureGroups, type Layer } from './conv-lstm-program.ts';
import { tileOf, tileThreads } from './tile.ts';
import { cut, partialProgram, reduceProgram } from './weight-gradient-program.ts';

type Given = Readonly<
  Record<'x' | 'kernel' | 'recurrent' | 'sequence' | 'cells' | 'active' | 'dy', TensorInfo> &
    Partial<Record<'h' | 'c', TensorInfo>>
>;

interface Sizes extends Layer {
  readonly months: number;
  readonly batch: number;
}

/** One launch a month back, two for all weight gradients, one for the input's. */
function backward(given: Given, inputGradient: boolean, commands: Commands): TensorInfo[] {
  const { x, kernel, recurrent } = given;
  const [months, batch, rows, cols, channels] = x.shape as [number, number, number, number, number];
  const features = recurrent.shape[2]!;
  const sizes: Sizes = { months, batch, rows, cols, channels, features, kernel: kernel.shape[0]! };
  const dz = backThroughMonths(given, sizes, commands);
  const gradients = weightGradients(given, sizes, dz, commands);
  if (inputGradient) gradients.push(gradientOfInput(given, sizes, dz, commands));
  commands.finish();
  return gradients;
}

function backThroughMonths(given: Given, sizes: Sizes, commands: Commands): GPUBuffer {
  const { months, batch, rows, cols, features, kernel } = sizes;
  const cells = batch * rows * cols;
  const lines = batch * rows;
  const { groups } = featureGroups(features);
  const tile = tileOf(sizes, lines, groups, commands.emulated);
  const dz = commands.scratch(months * cells * 4 * features);
  const dc = commands.scratch(cells * features);
  const kept = commands.buffer(given.cells);
  const bound = (before: GPUBuffer) => [
    commands.buffer(given.recurrent),
    commands.buffer(given.active),
    kept,
    before,
    commands.buffer(given.dy),
    dz,
    dc,
  ];
  const later = bound(kept);
  const first = given.c ? bound(commands.buffer(given.c)) : later;
  const back = Array.from({ length: months }, (_, i) => months - 1 - i);
  commands.run(
    backStepProgram(sizes, tile),
    back.map((month) => [
      lines,
      cells,
      month * cells,
      Math.max(0, month - 1) * cells,
      month > 0 || given.c ? 1 : 0,
      month < months - 1 ? 1 : 0,
    ]),
    back.map((month, row) => ({
      buffers: month > 0 ? later : first,
      row,
      threads: tileThreads(sizes, lines, groups, tile),
      work: cells * kernel ** 2 * 4 * features ** 2,
    })),
  );
  return dz;
}

function weightGradients(given: Given, sizes: Sizes, dz: GPUBuffer, commands: Commands): TensorInfo[] {
  const { months, batch, rows, cols, channels, features, kernel } = sizes;
  const lines = months * batch * rows;
  const { threads, weights } = cut(sizes);
  const each = Math.ceil(lines / Math.min(lines, commands.slices(threads)));
  const slices = Math.ceil(lines / each);
  const partial = commands.scratch(slices * weights);
  const state = given.h ? [commands.buffer(given.h)] : [];
  commands.run(
    partialProgram(sizes, given.h !== undefined),
    [[lines, batch * rows, each, slices]],
    [
      {
        buffers: [commands.buffer(given.x), commands.buffer(given.sequence), ...state, dz, partial],
        threads: slices * threads,
        work: lines * cols * kernel ** 2 * (channels + features) * 4 * features,
      },
    ],
  );
  const gradients = [
    commands.make(given.kernel.shape),
    commands.make(given.recurrent.shape),
    commands.make([4 * features]),
  ];
  const buffers = [partial, ...gradients.map((t) => commands.buffer(t))];
  commands.run(reduceProgram(sizes), [[slices]], [{ buffers, threads: weights, work: slices * weights }]);
  return gradients;
}

function gradientOfInput(given: Given, sizes: Sizes, dz: GPUBuffer, commands: Commands): TensorInfo {
  const { months, batch, rows, cols, channels, features, kernel } = sizes;
  const dx = commands.make(given.x.shape);
  const lines = months * batch * rows;
  const groups = channels / inputGroup(channels);
  const tile = tileOf(sizes, lines, groups, commands.emulated);
  const buffers = [dz, commands.buffer(given.kernel), commands.buffer(dx)];
  const threads = tileThreads(sizes, lines, groups, tile);
  const work = lines * cols * kernel ** 2 * channels * 4 * features;
  commands.run(inputGradientProgram(sizes, tile), [[lines]], [{ buffers, threads, work }]);
  return dx;
}

export const WEBGPU_CONV_LSTM_GRAD: KernelConfig = {
  kernelName: 'ThawConvLstmGrad',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) =>
    backward(inputs as unknown as Given, attrs?.inputGradient !== false, new Commands(backend)),
};
