import { engine, type NamedTensorMap, type Tensor, type Tensor4D, type Tensor5D } from '@tensorflow/tfjs-core';

/*
 * What a backend must give to run a ConvLSTM layer: the kernels `ThawConvLstm` and `ThawConvLstmGrad`.
 *
 * M months, B samples, R x C cells, n = B * R * C. Gates lie in the order i, f, o, g along the last axis; sigmoid for
 * i, f, o and tanh for g; 'same' padding with zeros, stride 1, no peepholes:
 *   z = x * kernel + bias + h' * recurrent;  c = f c' + i g;  h = o tanh(c).
 * Every element of every output is written by the kernel: memory is reused and holds old numbers.
 */

export interface ConvLstmKernelInput {
  /** `[M, B, R, C, channel]` */
  readonly x: Tensor;
  /** `[k, k, channel, 4F]` */
  readonly kernel: Tensor;
  /** `[k, k, F, 4F]` */
  readonly recurrent: Tensor;
  /** `[4F]` */
  readonly bias: Tensor;
  /** State before the first month, `[B, R, C, F]`; both or neither, zero when absent. */
  readonly h?: Tensor;
  readonly c?: Tensor;
}

export interface ConvLstmKernelOutput {
  /** Hidden state after each month, `[M, B, R, C, F]`. */
  readonly sequence: Tensor5D;
  /** Cell state after the last month, `[B, R, C, F]`. */
  readonly last: Tensor4D;
  /** Cell state after each month `[M, n, F]` and gates after their non-linearity `[M, n, 4F]`, for the backward pass. */
  readonly trace?: readonly [cells: Tensor, active: Tensor];
}

export interface ConvLstmGradInput extends Omit<ConvLstmKernelInput, 'bias'> {
  readonly sequence: Tensor;
  readonly cells: Tensor;
  readonly active: Tensor;
  /** Gradient that reaches `sequence`, `[M, B, R, C, F]`. */
  readonly dy: Tensor;
}

const named = (tensors: object): NamedTensorMap => tensors as NamedTensorMap;

/** @param attrs.trace false spares what only a backward pass needs */
export function runConvLstm(input: ConvLstmKernelInput, attrs: { readonly trace: boolean }): ConvLstmKernelOutput {
  const [sequence, last, ...trace] = engine().runKernel('ThawConvLstm', named(input), { ...attrs }) as Tensor[];
  const [cells, active] = trace;
  const made = { sequence: sequence as Tensor5D, last: last as Tensor4D };
  return cells && active ? { ...made, trace: [cells, active] } : made;
}

/** @returns gradients of kernel, recurrent and bias, and of x where asked for; none flows into h and c */
export function runConvLstmGrad(input: ConvLstmGradInput, attrs: { readonly inputGradient: boolean }): Tensor[] {
  return engine().runKernel('ThawConvLstmGrad', named(input), { ...attrs }) as Tensor[];
}
