import {
  conv2d,
  engine,
  fused,
  getBackend,
  getKernel,
  reverse,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';

/*
 * Stride-1 'same' convolution and its gradients, as the parts a custom gradient is built from.
 * x `[n, row, col, C]`, kernel `[k, k, C, out]` with odd k, z and dz `[n, row, col, out]`.
 */

export function convolve(x: Tensor4D, kernel: Tensor4D, bias?: Tensor1D): Tensor4D {
  if (getKernel('ThawConvolution', getBackend())) {
    return engine().runKernel('ThawConvolution', { x, kernel, ...(bias ? { bias } : {}) }) as Tensor as Tensor4D;
  }
  return bias ? fused.conv2d({ x, filter: kernel, strides: 1, pad: 'same', bias }) : conv2d(x, kernel, 1, 'same');
}

/**
 * The kernel that turns dz into dx by a plain convolution: turned by 180 degrees, channels exchanged.
 * Stock input-gradient kernels are slow (2.6 against 20 GFLOP/s on wasm) and this one is made once for many months.
 */
export const turned = (kernel: Tensor4D): Tensor4D => transpose(reverse(kernel, [0, 1]), [0, 1, 3, 2]);

/** @returns gradient of the kernel, `[k, k, C, out]`, summed over n */
export const kernelGradient = (x: Tensor4D, dz: Tensor4D, kernel: number): Tensor4D =>
  engine().runKernel('ThawFilterGradient', { x, dz }, { kernel }) as Tensor as Tensor4D;
