import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { Commands } from './commands.ts';
import {
  linearInputGradientProgram,
  linearPartialProgram,
  linearProgram,
  linearReduceProgram,
} from './linear-program.ts';

type Given = Readonly<Record<'x' | 'weight', TensorInfo>>;

function forward({ x, weight, bias }: Given & Readonly<{ bias: TensorInfo }>, commands: Commands): TensorInfo[] {
  const [rows, from] = x.shape as [number, number];
  const to = weight.shape[1]!;
  const out = commands.make([rows, to]);
  const buffers = [x, weight, bias, out].map((t) => commands.buffer(t));
  commands.run(linearProgram(from, to), [[rows]], [{ buffers, threads: rows * to, work: rows * from * to }]);
  commands.finish();
  return [out];
}

/** Slices of the rows for the gradient of the weights: a thread walks one, and there are many more rows than weights. */
const SLICES = 256;

function backward({ x, weight, dy }: Given & Readonly<{ dy: TensorInfo }>, commands: Commands): TensorInfo[] {
  const [rows, from] = x.shape as [number, number];
  const to = weight.shape[1]!;
  const [dx, dWeight, dBias] = [commands.make(x.shape), commands.make(weight.shape), commands.make([to])] as const;
  const each = Math.ceil(rows / Math.min(SLICES, rows));
  const slices = Math.ceil(rows / each);
  const weights = (from + 1) * to;
  const partial = commands.scratch(slices * weights);
  const bound = (...tensors: TensorInfo[]) => tensors.map((t) => commands.buffer(t));
  const work = rows * from * to;
  const ofInput = { buffers: bound(dy, weight, dx), threads: rows * from, work };
  commands.run(linearInputGradientProgram(from, to), [[rows]], [ofInput]);
  const parts = { buffers: [...bound(x, dy), partial], threads: slices * weights, work };
  commands.run(linearPartialProgram(from, to), [[rows, each, slices]], [parts]);
  const sums = { buffers: [partial, ...bound(dWeight, dBias)], threads: weights, work: slices * weights };
  commands.run(linearReduceProgram(from, to), [[slices]], [sums]);
  commands.finish();
  return [dx, dWeight, dBias];
}

/** The heads of the network: a few outputs from many rows, a shape that stock matrix products are slow at. */
export const WEBGPU_LINEAR: readonly KernelConfig[] = [
  {
    kernelName: 'ThawLinear',
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend }) =>
      forward(inputs as unknown as Parameters<typeof forward>[0], new Commands(backend)),
  },
  {
    kernelName: 'ThawLinearGrad',
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend }) =>
      backward(inputs as unknown as Parameters<typeof backward>[0], new Commands(backend)),
  },
];
