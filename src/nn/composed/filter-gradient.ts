import {
  add,
  concat,
  type KernelConfig,
  matMul,
  pad,
  reshape,
  slice,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';

/** Patches are laid out for at most this many bytes at once, so that a large sample does not need a huge buffer. */
const PATCH_BYTES = 48 * 2 ** 20;

/**
 * Gradient of the filter of a stride-1 'same' convolution as im2col and one matrix product.
 * The left factor is laid out `[k*k*C, n]`, not transposed in the product: wasm multiplies a transposed left factor ten
 * times slower (3 against 37 GFLOP/s).
 */
function patchesTimesGradient(x: Tensor4D, dz: Tensor4D, kernel: number): Tensor2D {
  const [n, rows, cols, channels] = x.shape;
  const half = (kernel - 1) / 2;
  const positions = n * rows * cols;
  // [C, n, row, col]: a shifted window of it is then `[C, positions]` without another transpose.
  const byChannel = reshape(transpose(reshape(x, [positions, channels])), [channels * n, rows, cols]);
  const padded =
    half === 0
      ? byChannel
      : pad(byChannel, [
          [0, 0],
          [half, half],
          [half, half],
        ]);
  const windows: Tensor2D[] = [];
  for (let r = 0; r < kernel; r++) {
    for (let c = 0; c < kernel; c++) {
      const window = half === 0 ? padded : slice(padded, [0, r, c], [channels * n, rows, cols]);
      windows.push(reshape(window, [channels, positions]));
    }
  }
  const patches = windows.length === 1 ? windows[0]! : concat(windows, 0);
  return matMul(patches, reshape(dz, [positions, -1]));
}

/** @returns `[k, k, C, out]` */
function filterGradient(x: Tensor4D, dz: Tensor4D, kernel: number): Tensor4D {
  const [n, rows, cols, channels] = x.shape;
  const out = dz.shape[3];
  const bytesEach = kernel * kernel * channels * rows * cols * 4;
  const step = Math.max(1, Math.floor(PATCH_BYTES / bytesEach));
  let sum: Tensor2D | undefined;
  for (let from = 0; from < n; from += step) {
    const size = Math.min(step, n - from);
    const before = sum;
    sum = tidy(() => {
      const part =
        size === n
          ? patchesTimesGradient(x, dz, kernel)
          : patchesTimesGradient(
              slice(x, [from, 0, 0, 0], [size, rows, cols, channels]),
              slice(dz, [from, 0, 0, 0], [size, rows, cols, out]),
              kernel,
            );
      return before ? add(before, part) : part;
    });
    before?.dispose();
  }
  return reshape(sum!, [kernel, kernel, channels, out]);
}

export const composedFilterGradient = (backendName: string): KernelConfig => ({
  kernelName: 'ThawFilterGradient',
  backendName,
  kernelFunc: ({ inputs, attrs }) => {
    const { x, dz } = inputs as unknown as Record<'x' | 'dz', Tensor>;
    return tidy(() => filterGradient(x as Tensor4D, dz as Tensor4D, Number(attrs?.kernel)));
  },
});
