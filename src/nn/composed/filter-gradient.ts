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
  type Tensor3D,
  type Tensor4D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';

/** Patches are laid out for at most this many bytes at once, so that a large sample does not need a huge buffer. */
const PATCH_BYTES = 48 * 2 ** 20;

/** Lays out what each place of the kernel sees, `[k*k*C, n*row*col]`, zero beyond the edges. */
export type Patches = (x: Tensor4D, kernel: number) => Tensor2D;

/** The same as windows of the padded images, one channel after the other, in stock ops. */
const slicedPatches: Patches = (x, kernel) => {
  const [n, rows, cols, channels] = x.shape;
  const half = (kernel - 1) / 2;
  const planes = transpose(reshape(x, [n * rows * cols, channels]));
  const images = reshape(planes, [channels * n, rows, cols]) as Tensor3D;
  const padded =
    half === 0
      ? images
      : pad(images, [
          [0, 0],
          [half, half],
          [half, half],
        ]);
  const windows: Tensor2D[] = [];
  for (let r = 0; r < kernel; r++) {
    for (let c = 0; c < kernel; c++) {
      const window = half === 0 ? padded : slice(padded, [0, r, c], [channels * n, rows, cols]);
      windows.push(reshape(window, [channels, n * rows * cols]));
    }
  }
  return windows.length === 1 ? windows[0]! : concat(windows, 0);
};

/**
 * Gradient of the filter of a stride-1 'same' convolution as one matrix product with the patches.
 * The left factor is laid out `[k*k*C, n]`, not transposed in the product: wasm multiplies a transposed left factor ten
 * times slower (3 against 37 GFLOP/s).
 */
function patchesTimesGradient(x: Tensor4D, dz: Tensor4D, kernel: number, patches: Patches): Tensor2D {
  const [n, rows, cols, features] = dz.shape;
  return matMul(patches(x, kernel), reshape(dz, [n * rows * cols, features]));
}

/** @returns `[k, k, C, out]` */
function filterGradient(x: Tensor4D, dz: Tensor4D, kernel: number, patches: Patches): Tensor4D {
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
          ? patchesTimesGradient(x, dz, kernel, patches)
          : patchesTimesGradient(
              slice(x, [from, 0, 0, 0], [size, rows, cols, channels]),
              slice(dz, [from, 0, 0, 0], [size, rows, cols, out]),
              kernel,
              patches,
            );
      return before ? add(before, part) : part;
    });
    before?.dispose();
  }
  return reshape(sum!, [kernel, kernel, channels, out]);
}

export const composedFilterGradient = (backendName: string, patches: Patches = slicedPatches): KernelConfig => ({
  kernelName: 'ThawFilterGradient',
  backendName,
  kernelFunc: ({ inputs, attrs }) => {
    const { x, dz } = inputs as unknown as Record<'x' | 'dz', Tensor>;
    return tidy(() => filterGradient(x as Tensor4D, dz as Tensor4D, Number(attrs?.kernel), patches));
  },
});
