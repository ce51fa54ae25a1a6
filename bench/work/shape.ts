/** Sizes of one run: a sample, and the network on it. */
export interface WorkShape {
  readonly batch: number;
  readonly months: number;
  readonly rows: number;
  readonly cols: number;
  readonly channels: number;
  /** Features of each layer. */
  readonly filters: readonly number[];
  readonly kernel: number;
  readonly outputs: number;
}

/** Two layers, 3 x 3 kernels and seven heads everywhere, as the trained network has. */
const NETWORK = { kernel: 3, outputs: 7 };

export const SHAPES = {
  small: { batch: 4, months: 12, rows: 16, cols: 16, channels: 8, filters: [16, 16], ...NETWORK },
  studio: { batch: 8, months: 24, rows: 24, cols: 24, channels: 16, filters: [24, 24], ...NETWORK },
  /** One month of one tile of 72 x 72 cells with the two cells of halo that two 3 x 3 layers need. */
  alaska: { batch: 1, months: 1, rows: 76, cols: 76, channels: 16, filters: [24, 24], ...NETWORK },
} as const satisfies Record<string, WorkShape>;

export type ShapeName = keyof typeof SHAPES;

/**
 * Floating-point operations of the convolutions when they are computed directly, a multiplication and an addition each
 * counted. Every month has its recurrent convolution: that of a zero state is counted too, as the peers compute it.
 */
export function directFlops(shape: WorkShape, task: 'train' | 'forward'): number {
  const { batch, months, rows, cols, channels, filters, kernel, outputs } = shape;
  const cells = batch * months * rows * cols;
  let [forward, toInput] = [0, 0];
  filters.forEach((features, layer) => {
    const below = layer === 0 ? channels : (filters[layer - 1] as number);
    const perInput = 2 * cells * kernel ** 2 * 4 * features;
    forward += perInput * (below + features);
    // The input itself needs no gradient.
    toInput += perInput * ((layer === 0 ? 0 : below) + features);
  });
  const heads = 2 * cells * (filters[filters.length - 1] as number) * outputs;
  return task === 'forward' ? forward + heads : 2 * forward + toInput + 3 * heads;
}
