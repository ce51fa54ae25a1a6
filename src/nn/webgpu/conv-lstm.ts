import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { Commands } from './commands.ts';
import { featureGroups, inputProgram, inputVectors, type Layer, stepProgram } from './conv-lstm-program.ts';
import { tileOf, tileThreads } from './tile.ts';

type Given = Readonly<
  Record<'x' | 'kernel' | 'recurrent' | 'bias', TensorInfo> & Partial<Record<'h' | 'c', TensorInfo>>
>;

/** One launch for the input of all months, then one a month. */
function forward({ x, kernel, recurrent, bias, h, c }: Given, trace: boolean, commands: Commands): TensorInfo[] {
  const [months, batch, rows, cols, channels] = x.shape as [number, number, number, number, number];
  const features = recurrent.shape[2]!;
  const layer: Layer = { rows, cols, channels, features, kernel: kernel.shape[0]! };
  const cells = batch * rows * cols;
  const sequence = commands.make([months, batch, rows, cols, features]);
  const last = commands.make([batch, rows, cols, features]);
  const kept = trace ? [commands.make([months, cells, features]), commands.make([months, cells, 4 * features])] : [];
  const gates = kept[1] ? commands.buffer(kept[1]) : commands.scratch(months * cells * 4 * features);
  const state = commands.buffer(last);
  const hidden = [commands.scratch(cells * features), commands.scratch(cells * features)] as const;
  const work = cells * layer.kernel ** 2 * 4 * features;

  fromInput(layer, months * batch * rows, { x, kernel, bias }, gates, months * work * channels, commands);
  commands.copy(c && commands.buffer(c), state);
  if (h) commands.copy(commands.buffer(h), hidden[0]);

  const { groups } = featureGroups(features);
  const lines = batch * rows;
  const tile = tileOf(layer, lines, groups, commands.emulated);
  const buffers = [0, 1].map((from) => [
    hidden[from]!,
    commands.buffer(recurrent),
    gates,
    state,
    hidden[1 - from]!,
    commands.buffer(sequence),
    ...kept.slice(0, 1).map((t) => commands.buffer(t)),
  ]);
  const everyMonth = Array.from({ length: months }, (_, month) => month);
  commands.run(
    stepProgram(layer, tile, trace),
    everyMonth.map((month) => [lines, month * cells, month > 0 || h ? 1 : 0]),
    everyMonth.map((month) => ({
      buffers: buffers[month % 2]!,
      row: month,
      threads: tileThreads(layer, lines, groups, tile),
      work: work * features,
    })),
  );
  commands.finish();
  return [sequence, last, ...kept];
}

function fromInput(
  layer: Layer,
  lines: number,
  { x, kernel, bias }: Pick<Given, 'x' | 'kernel' | 'bias'>,
  z: GPUBuffer,
  work: number,
  commands: Commands,
): void {
  const groups = layer.features / inputVectors(layer.features);
  const tile = tileOf(layer, lines, groups, commands.emulated);
  const buffers = [commands.buffer(x), commands.buffer(kernel), commands.buffer(bias), z];
  const threads = tileThreads(layer, lines, groups, tile);
  commands.run(inputProgram(layer, tile), [[lines]], [{ buffers, threads, work }]);
}

export const WEBGPU_CONV_LSTM: KernelConfig = {
  kernelName: 'ThawConvLstm',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) =>
    forward(inputs as unknown as Given, attrs?.trace === true, new Commands(backend)),
};
