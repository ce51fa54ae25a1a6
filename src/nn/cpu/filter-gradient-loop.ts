export interface ConvolutionSizes {
  readonly n: number;
  readonly rows: number;
  readonly cols: number;
  readonly channels: number;
  readonly features: number;
}

/**
 * Gradient of the filter of a stride-1 'same' convolution, straight from its definition.
 *
 * @param x `[n, row, col, C]` @param dz `[n, row, col, features]` @param out `[k, k, C, features]`, zero on entry
 */
export function filterGradientLoop(
  x: Float32Array,
  dz: Float32Array,
  sizes: ConvolutionSizes,
  kernel: number,
  out: Float32Array,
): void {
  const { n, rows, cols, channels, features } = sizes;
  const half = (kernel - 1) / 2;
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) {
        const at = ((image * rows + row) * cols + col) * features;
        for (let r = Math.max(0, half - row); r < Math.min(kernel, rows - row + half); r++) {
          for (let c = Math.max(0, half - col); c < Math.min(kernel, cols - col + half); c++) {
            const seen = ((image * rows + row + r - half) * cols + col + c - half) * channels;
            const tap = (r * kernel + c) * channels;
            for (let channel = 0; channel < channels; channel++) {
              const value = x[seen + channel]!;
              const into = (tap + channel) * features;
              for (let f = 0; f < features; f++) out[into + f]! += value * dz[at + f]!;
            }
          }
        }
      }
    }
  }
}
