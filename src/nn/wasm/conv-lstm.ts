import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, KernelFunc, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { composedConvLstm } from '../composed/conv-lstm.ts';
import { type KernelExports, kernelsOn } from './module.ts';

type Inputs = Readonly<Record<string, TensorInfo | undefined>>;

/** Kernels that the six points of the transform carry; any other width runs in stock ops. */
const WIDTHS = [1, 3, 5];

interface Sizes {
  readonly months: number;
  readonly batch: number;
  readonly rows: number;
  readonly cols: number;
  readonly channels: number;
  readonly features: number;
  readonly width: number;
}

function sizesOf({ x, kernel, recurrent }: Inputs): Sizes {
  const [months, batch, rows, cols, channels] = x!.shape as [number, number, number, number, number];
  return { months, batch, rows, cols, channels, features: recurrent!.shape[2]!, width: kernel!.shape[0]! };
}

const describeLayer = (kernels: KernelExports, s: Sizes): void =>
  kernels.shape(s.width, s.batch, s.rows, s.cols, s.channels, s.features);

/** Runs with working memory of so many bytes. */
function withRoom(wasm: BackendWasm, bytes: number, run: (room: number) => void): void {
  const room = wasm.makeOutput([Math.ceil(bytes / 4)], 'float32');
  run(wasm.getMemoryOffset(room.dataId));
  wasm.disposeData(room.dataId);
}

function forward(wasm: BackendWasm, inputs: Inputs, trace: boolean): TensorInfo[] {
  const s = sizesOf(inputs);
  const cells = s.batch * s.rows * s.cols;
  const make = (...shape: number[]) => wasm.makeOutput(shape, 'float32');
  const at = (t: TensorInfo | undefined) => (t ? wasm.getMemoryOffset(t.dataId) : 0);
  const place = [s.batch, s.rows, s.cols, s.features];
  const out = [make(s.months, ...place), make(...place)];
  if (trace) out.push(make(s.months, cells, s.features), make(s.months, cells, 4 * s.features));
  const kernels = kernelsOn(wasm);
  describeLayer(kernels, s);
  withRoom(wasm, kernels.forwardRoom(), (room) => {
    const { x, kernel, recurrent, bias, h, c } = inputs;
    const made = [0, 1, 2, 3].map((i) => at(out[i]));
    kernels.forward(s.months, ...[x, kernel, recurrent, bias, h, c].map(at), ...made, room);
  });
  return out;
}

function backward(wasm: BackendWasm, inputs: Inputs, inputGradient: boolean): TensorInfo[] {
  const s = sizesOf(inputs);
  const at = (t: TensorInfo | undefined) => (t ? wasm.getMemoryOffset(t.dataId) : 0);
  const { x, kernel, recurrent, h, c, sequence, cells, active, dy } = inputs;
  const shapes = [kernel!.shape, recurrent!.shape, [4 * s.features], ...(inputGradient ? [x!.shape] : [])];
  const out = shapes.map((shape) => wasm.makeOutput(shape, 'float32'));
  const kernels = kernelsOn(wasm);
  describeLayer(kernels, s);
  withRoom(wasm, kernels.backwardRoom(inputGradient), (room) => {
    const made = [0, 1, 2, 3].map((i) => at(out[i]));
    const given = [x, kernel, recurrent, h, c, sequence, cells, active, dy].map(at);
    kernels.backward(s.months, ...given, ...made, room);
  });
  return out;
}

const [composedForward, composedBackward] = composedConvLstm('wasm').map((k) => k.kernelFunc) as [
  KernelFunc,
  KernelFunc,
];

const fits = (inputs: Inputs): boolean => WIDTHS.includes((inputs.kernel as Tensor).shape[0]!);

/** The whole layer in one call, by Winograd's minimal filtering where the kernel is three or five cells wide. */
export const WASM_CONV_LSTM: readonly KernelConfig[] = [
  {
    kernelName: 'ThawConvLstm',
    backendName: 'wasm',
    kernelFunc: (call) =>
      fits(call.inputs)
        ? forward(call.backend as BackendWasm, call.inputs, call.attrs?.trace === true)
        : composedForward(call),
  },
  {
    kernelName: 'ThawConvLstmGrad',
    backendName: 'wasm',
    kernelFunc: (call) =>
      fits(call.inputs)
        ? backward(call.backend as BackendWasm, call.inputs, call.attrs?.inputGradient !== false)
        : composedBackward(call),
  },
];
