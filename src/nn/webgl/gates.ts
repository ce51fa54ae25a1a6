import type { GPGPUProgram, MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { KernelConfig, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { composedGates } from '../composed/gates.ts';
import { activeProgram, cellGradProgram, cellProgram, gateGradProgram, hiddenProgram } from './gates-program.ts';

type Inputs = Record<string, TensorInfo>;
type Run = (program: GPGPUProgram, inputs: TensorInfo[]) => TensorInfo;

function forward({ fromInput, fromState, c }: Inputs, run: Run): TensorInfo[] {
  const size = c!.shape as [number, number];
  const active = run(activeProgram(size), [fromInput!, fromState!]);
  const next = run(cellProgram(size), [active, c!]);
  return [run(hiddenProgram(size), [active, next]), next, active];
}

function backward({ dSequence, dh, dc, active, before, after }: Inputs, run: Run): TensorInfo[] {
  const size = after!.shape as [number, number];
  const reaching = [dSequence!, dh!, dc!, active!];
  return [
    run(gateGradProgram(size), [...reaching, before!, after!]),
    run(cellGradProgram(size), [...reaching, after!]),
  ];
}

/** The gates as two or three programs a month, where stock ops take twenty; stock ops for an odd number of features. */
const [composedForward, composedBackward] = composedGates('webgl') as [KernelConfig, KernelConfig];

const fused =
  (stock: KernelConfig, programs: (inputs: Inputs, run: Run) => TensorInfo[], last: string): KernelFunc =>
  (given) => {
    const inputs = given.inputs as Inputs;
    if (inputs[last]!.shape[1]! % 2 === 1) return stock.kernelFunc(given);
    const run: Run = (program, from) =>
      (given.backend as MathBackendWebGL).runWebGLProgram(program, from, 'float32', [[Number(given.attrs?.month)]]);
    return programs(inputs, run);
  };

export const WEBGL_GATES: readonly KernelConfig[] = [
  { ...composedForward, kernelFunc: fused(composedForward, forward, 'c') },
  { ...composedBackward, kernelFunc: fused(composedBackward, backward, 'after') },
];
