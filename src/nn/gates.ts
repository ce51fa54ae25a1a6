import { engine, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';

/*
 * One month of a ConvLSTM after its convolutions. The kernels are registered per backend when a device is opened:
 * cpu/ and wasm/ run one fused loop, webgl/ and webgpu/ the composed ops of composed/gates.ts.
 * `cell` below is one place in one sample: cells = batch * rows * cols. Gates lie in the order i, f, o, g.
 */

export interface GatesInput {
  /** Input convolution with bias, all months, `[month, cell, 4F]`. */
  readonly fromInput: Tensor;
  /** Recurrent convolution of the month before, `[cell, 4F]`. */
  readonly fromState: Tensor;
  /** Cell state of the month before, `[cell, F]`. */
  readonly c: Tensor;
  /** Which month of `fromInput`. */
  readonly month: number;
}

export interface GatesOutput {
  readonly h: Tensor2D;
  readonly c: Tensor2D;
  /** Gate values after their non-linearity, `[cell, 4F]`: sigmoid for i, f, o and tanh for g. */
  readonly active: Tensor2D;
}

/** h = o * tanh(c'), c' = f * c + i * g. */
export function gates({ fromInput, fromState, c, month }: GatesInput): GatesOutput {
  const [h, next, active] = engine().runKernel('ThawGates', { fromInput, fromState, c }, { month }) as Tensor[];
  return { h: h as Tensor2D, c: next as Tensor2D, active: active as Tensor2D };
}

export interface GatesGradInput {
  /** Gradient that reaches the outputs of all months, `[month, cell, F]`. */
  readonly dSequence: Tensor;
  /** Gradient that comes back from the month after through its recurrent convolution, `[cell, F]`. */
  readonly dh: Tensor;
  /** The same through the cell state, `[cell, F]`. */
  readonly dc: Tensor;
  readonly active: Tensor;
  /** Cell state before and after this month, `[cell, F]`. */
  readonly before: Tensor;
  readonly after: Tensor;
  readonly month: number;
}

/** @returns gradients of the pre-activations `[cell, 4F]` and of the cell state before, `[cell, F]` */
export function gatesGrad({ month, ...inputs }: GatesGradInput): { dz: Tensor2D; dc: Tensor2D } {
  const [dz, dc] = engine().runKernel('ThawGatesGrad', inputs, { month }) as Tensor[];
  return { dz: dz as Tensor2D, dc: dc as Tensor2D };
}
