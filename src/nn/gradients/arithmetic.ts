import {
  broadcast_util,
  cast,
  clone,
  div,
  type GradConfig,
  greater,
  greaterEqual,
  less,
  lessEqual,
  matMul,
  mul,
  neg,
  reshape,
  square,
  sub,
  sum,
  type Tensor,
  transpose,
} from '@tensorflow/tfjs-core';

/** Sums a gradient over the axes along which `like` was broadcast. */
function summedTo(gradient: Tensor, like: Tensor): Tensor {
  const axes = broadcast_util.getReductionAxes(like.shape, gradient.shape);
  return reshape(axes.length > 0 ? sum(gradient, axes) : gradient, like.shape);
}

type Partial = (dy: Tensor, a: Tensor, b: Tensor) => Tensor;

/** An operation of two tensors that broadcast against each other, from its two partial derivatives times dy. */
const ofTwo = (kernelName: string, byA: Partial, byB: Partial): GradConfig => ({
  kernelName,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, saved) => {
    const [a, b] = saved as [Tensor, Tensor];
    return {
      a: () => summedTo(byA(dy as Tensor, a, b), a),
      b: () => summedTo(byB(dy as Tensor, a, b), b),
    };
  },
});

const where = (condition: Tensor, dy: Tensor): Tensor => mul(dy, cast(condition, 'float32'));

/** Axes of a matrix stack with the last two exchanged. */
const turned = (t: Tensor): Tensor =>
  transpose(t, [...t.shape.keys()].slice(0, -2).concat(t.shape.length - 1, t.shape.length - 2));

const productGradient: GradConfig = {
  kernelName: 'BatchMatMul',
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, saved, attrs) => {
    const [a, b] = saved as [Tensor, Tensor];
    const d = dy as Tensor;
    // Factors as they enter the product; exchanged first and then multiplied, which is ten times faster on wasm.
    const left = attrs.transposeA ? turned(a) : a;
    const right = attrs.transposeB ? turned(b) : b;
    const byLeft = () => matMul(d, turned(right));
    const byRight = () => matMul(turned(left), d);
    return {
      a: () => (attrs.transposeA ? turned(byLeft()) : byLeft()),
      b: () => (attrs.transposeB ? turned(byRight()) : byRight()),
    };
  },
};

export const ARITHMETIC: readonly GradConfig[] = [
  ofTwo(
    'Add',
    (dy) => dy,
    (dy) => dy,
  ),
  ofTwo(
    'Sub',
    (dy) => dy,
    (dy) => neg(dy),
  ),
  ofTwo(
    'Multiply',
    (dy, _, b) => mul(dy, b),
    (dy, a) => mul(dy, a),
  ),
  ofTwo(
    'RealDiv',
    (dy, _, b) => div(dy, b),
    (dy, a, b) => neg(div(mul(dy, a), square(b))),
  ),
  ofTwo(
    'SquaredDifference',
    (dy, a, b) => mul(dy, mul(2, sub(a, b))),
    (dy, a, b) => mul(dy, mul(2, sub(b, a))),
  ),
  // Where both are equal one of them has the whole gradient, so that it is counted once.
  ofTwo(
    'Maximum',
    (dy, a, b) => where(greaterEqual(a, b), dy),
    (dy, a, b) => where(less(a, b), dy),
  ),
  ofTwo(
    'Minimum',
    (dy, a, b) => where(lessEqual(a, b), dy),
    (dy, a, b) => where(greater(a, b), dy),
  ),
  {
    kernelName: 'AddN',
    saveAllInputs: true,
    gradFunc: (dy, saved) => Object.fromEntries(saved.map((_, i) => [i, () => clone(dy as Tensor)])),
  },
  productGradient,
];
