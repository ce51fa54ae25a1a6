import {
  add,
  customGrad,
  engine,
  getKernel,
  matMul,
  type NamedTensorMap,
  ones,
  reshape,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  transpose,
} from '@tensorflow/tfjs-core';

/** A kernel of ours where the backend has one: `ThawLinear` x, weight, bias -> out; `ThawLinearGrad` -> dx, dW, db. */
const own = (kernel: string, inputs: NamedTensorMap): Tensor[] | undefined =>
  getKernel(kernel, engine().backendName) && (engine().runKernel(kernel, inputs) as Tensor[]);

/**
 * x W + b, the 1x1 heads as one matrix product.
 *
 * Own gradient because the stock one multiplies transposed factors, ten times slower on wasm than transposing first.
 *
 * @param x `[n, in]` @param weight `[in, out]` @param bias `[out]`
 * @returns `[n, out]`
 */
export function linear(x: Tensor2D, weight: Tensor2D, bias: Tensor1D): Tensor2D {
  const run = customGrad((...args) => {
    const [a, w, b, save] = args as [Tensor2D, Tensor2D, Tensor1D, (t: Tensor[]) => void];
    save([a, w]);
    return {
      value: own('ThawLinear', { x: a, weight: w, bias: b })?.[0] ?? (add(matMul(a, w), b) as Tensor),
      gradFunc: (dy, saved) => {
        const [input, weights] = saved as [Tensor2D, Tensor2D];
        return own('ThawLinearGrad', { x: input, weight: weights, dy }) ?? composed(input, weights, dy as Tensor2D);
      },
    };
  });
  return run(x, weight, bias) as Tensor2D;
}

const composed = (x: Tensor2D, weight: Tensor2D, dy: Tensor2D): Tensor[] => [
  matMul(dy, transpose(weight)),
  matMul(transpose(x), dy),
  reshape(matMul(ones([1, dy.shape[0]]), dy), [dy.shape[1]]),
];
