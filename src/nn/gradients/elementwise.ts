import {
  cast,
  clone,
  div,
  exp,
  type GradConfig,
  greaterEqual,
  lessEqual,
  logicalAnd,
  mul,
  neg,
  sigmoid,
  sign,
  sqrt,
  step,
  sub,
  type Tensor,
  zerosLike,
} from '@tensorflow/tfjs-core';

/** An operation of one tensor, from its derivative times dy at the input x. */
const ofInput = (
  kernelName: string,
  run: (dy: Tensor, x: Tensor, attrs: Record<string, unknown>) => Tensor,
): GradConfig => ({
  kernelName,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => ({ x: () => run(dy as Tensor, x!, attrs) }),
});

/** The same, from the output y, which is at hand and often cheaper. */
const ofOutput = (kernelName: string, run: (dy: Tensor, y: Tensor) => Tensor): GradConfig => ({
  kernelName,
  outputsToSave: [true],
  gradFunc: (dy, [y]) => ({ x: () => run(dy as Tensor, y!) }),
});

const plain = (kernelName: string, run: (dy: Tensor) => Tensor): GradConfig => ({
  kernelName,
  gradFunc: (dy) => ({ x: () => run(dy as Tensor) }),
});

export const ELEMENTWISE: readonly GradConfig[] = [
  plain('Identity', clone),
  plain('Cast', (dy) => clone(dy)),
  plain('Neg', neg),
  plain('Step', zerosLike),
  ofInput('Square', (dy, x) => mul(dy, mul(x, 2))),
  ofInput('Abs', (dy, x) => mul(dy, sign(x))),
  ofInput('Sqrt', (dy, x) => div(dy, mul(sqrt(x), 2))),
  ofInput('Log', (dy, x) => div(dy, x)),
  ofInput('Relu', (dy, x) => mul(dy, step(x))),
  ofInput('Softplus', (dy, x) => mul(dy, sigmoid(x))),
  ofInput('ClipByValue', (dy, x, { clipValueMin, clipValueMax }) =>
    mul(dy, cast(logicalAnd(greaterEqual(x, Number(clipValueMin)), lessEqual(x, Number(clipValueMax))), 'float32')),
  ),
  ofOutput('Exp', (dy, y) => mul(dy, y)),
  ofOutput('Sigmoid', (dy, y) => mul(dy, mul(y, sub(1, y)))),
  ofOutput('Tanh', (dy, y) => mul(dy, sub(1, mul(y, y)))),
  ofInput('Expm1', (dy, x) => mul(dy, exp(x))),
];
