/*
 * A ConvLSTM layer straight from its equations in double precision, one number at a time: what every backend is held
 * against. It shares no code with any kernel; its own gradient is held against central differences in double precision.
 * Layouts and gate order are those of `conv-lstm.contract.ts`.
 */

export interface LayerSizes {
  readonly months: number;
  readonly batch: number;
  readonly rows: number;
  readonly cols: number;
  readonly channels: number;
  readonly features: number;
  /** Cells across the kernel, odd. */
  readonly k: number;
}

export interface LayerNumbers {
  readonly x: ArrayLike<number>;
  readonly kernel: ArrayLike<number>;
  readonly recurrent: ArrayLike<number>;
  readonly bias: ArrayLike<number>;
  /** State before the first month; both or neither. */
  readonly h?: ArrayLike<number>;
  readonly c?: ArrayLike<number>;
}

export interface ReferenceOutput {
  /** `[M, n, F]`, with n = batch * rows * cols */
  readonly sequence: Float64Array;
  /** `[M, n, F]` */
  readonly cells: Float64Array;
  /** `[M, n, 4F]` */
  readonly active: Float64Array;
}

export interface ReferenceGradients {
  readonly x: Float64Array;
  readonly kernel: Float64Array;
  readonly recurrent: Float64Array;
  readonly bias: Float64Array;
}

interface Images {
  readonly batch: number;
  readonly rows: number;
  readonly cols: number;
  readonly k: number;
}

/** Every pair of a cell `z` and a cell `x` that its kernel sees at `tap`, as indices; beyond the edges there is nothing. */
function eachSeen({ batch, rows, cols, k }: Images, visit: (z: number, x: number, tap: number) => void): void {
  const half = (k - 1) / 2;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) {
        for (let tap = 0; tap < k * k; tap++) {
          const r = row + Math.floor(tap / k) - half;
          const c = col + (tap % k) - half;
          if (r < 0 || r >= rows || c < 0 || c >= cols) continue;
          visit((image * rows + row) * cols + col, (image * rows + r) * cols + c, tap);
        }
      }
    }
  }
}

/** z += x * kernel. `x` `[cell, from]`, `kernel` `[tap, from, to]`, `z` `[cell, to]` */
function convolveInto(
  z: Float64Array,
  x: ArrayLike<number>,
  kernel: ArrayLike<number>,
  images: Images,
  from: number,
): void {
  const to = kernel.length / (images.k ** 2 * from);
  eachSeen(images, (zCell, xCell, tap) => {
    for (let i = 0; i < from; i++) {
      const value = x[xCell * from + i]!;
      const row = (tap * from + i) * to;
      for (let j = 0; j < to; j++) z[zCell * to + j]! += value * kernel[row + j]!;
    }
  });
}

/** Gradients of the convolution: dx += dz * kernel turned, dKernel += x * dz; either may be left out. */
function convolveBack(
  dz: ArrayLike<number>,
  images: Images,
  sides: {
    readonly from: number;
    readonly x?: ArrayLike<number>;
    readonly kernel: ArrayLike<number>;
    readonly dx?: Float64Array;
    readonly dKernel?: Float64Array;
  },
): void {
  const { from, x, kernel, dx, dKernel } = sides;
  const to = kernel.length / (images.k ** 2 * from);
  eachSeen(images, (zCell, xCell, tap) => {
    for (let i = 0; i < from; i++) {
      const row = (tap * from + i) * to;
      for (let j = 0; j < to; j++) {
        const d = dz[zCell * to + j]!;
        if (dx) dx[xCell * from + i]! += d * kernel[row + j]!;
        if (dKernel && x) dKernel[row + j]! += d * x[xCell * from + i]!;
      }
    }
  });
}

const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));

const monthOf = (all: ArrayLike<number>, month: number, size: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => all[month * size + i]!);

/** All months forward. */
export function referenceConvLstm(sizes: LayerSizes, given: LayerNumbers): ReferenceOutput {
  const { months, batch, rows, cols, channels, features: F } = sizes;
  const n = batch * rows * cols;
  const out = {
    sequence: new Float64Array(months * n * F),
    cells: new Float64Array(months * n * F),
    active: new Float64Array(months * n * 4 * F),
  };
  let h = Float64Array.from({ length: n * F }, (_, i) => given.h?.[i] ?? 0);
  let c = Float64Array.from({ length: n * F }, (_, i) => given.c?.[i] ?? 0);
  for (let month = 0; month < months; month++) {
    const z = Float64Array.from({ length: n * 4 * F }, (_, i) => given.bias[i % (4 * F)]!);
    convolveInto(z, monthOf(given.x, month, n * channels), given.kernel, sizes, channels);
    convolveInto(z, h, given.recurrent, sizes, F);
    const active = z.map((v, i) => (i % (4 * F) < 3 * F ? sigmoid(v) : Math.tanh(v)));
    const gate = (which: number, at: number) => active[Math.floor(at / F) * 4 * F + which * F + (at % F)]!;
    c = c.map((before, at) => gate(1, at) * before + gate(0, at) * gate(3, at));
    h = c.map((v, at) => gate(2, at) * Math.tanh(v));
    out.sequence.set(h, month * n * F);
    out.cells.set(c, month * n * F);
    out.active.set(active, month * n * 4 * F);
  }
  return out;
}

/** Gradients of the sum of `dy` times `sequence`; none flows into the state before the first month. */
export function referenceConvLstmGrad(
  sizes: LayerSizes,
  given: LayerNumbers,
  made: ReferenceOutput,
  dy: ArrayLike<number>,
): ReferenceGradients {
  const { months, batch, rows, cols, channels, features: F } = sizes;
  const n = batch * rows * cols;
  const grads = {
    x: new Float64Array(months * n * channels),
    kernel: new Float64Array(given.kernel.length),
    recurrent: new Float64Array(given.recurrent.length),
    bias: new Float64Array(4 * F),
  };
  const stateBefore = (all: Float64Array, first: ArrayLike<number> | undefined, month: number): Float64Array =>
    month > 0 ? monthOf(all, month - 1, n * F) : Float64Array.from({ length: n * F }, (_, i) => first?.[i] ?? 0);
  let dh = new Float64Array(n * F);
  let dc = new Float64Array(n * F);
  for (let month = months - 1; month >= 0; month--) {
    const active = monthOf(made.active, month, n * 4 * F);
    const [cell, cellBefore] = [monthOf(made.cells, month, n * F), stateBefore(made.cells, given.c, month)];
    const reaching = monthOf(dy, month, n * F).map((v, i) => v + dh[i]!);
    const { dz, dcBefore } = gatesBack(F, active, cell, cellBefore, reaching, dc);
    dc = dcBefore;
    for (let i = 0; i < dz.length; i++) grads.bias[i % (4 * F)]! += dz[i]!;
    const x = monthOf(given.x, month, n * channels);
    const dx = new Float64Array(n * channels);
    convolveBack(dz, sizes, { from: channels, x, kernel: given.kernel, dx, dKernel: grads.kernel });
    grads.x.set(dx, month * n * channels);
    const h = stateBefore(made.sequence, given.h, month);
    dh = new Float64Array(n * F);
    convolveBack(dz, sizes, { from: F, x: h, kernel: given.recurrent, dx: dh, dKernel: grads.recurrent });
  }
  return grads;
}

/** One month of gates: `dh` reaches the hidden state and `dc` the cell state after it. */
function gatesBack(
  F: number,
  active: Float64Array,
  cell: Float64Array,
  before: Float64Array,
  dh: Float64Array,
  dc: Float64Array,
): { dz: Float64Array; dcBefore: Float64Array<ArrayBuffer> } {
  const dz = new Float64Array(active.length);
  const dcBefore = new Float64Array(cell.length);
  for (let at = 0; at < cell.length; at++) {
    const first = Math.floor(at / F) * 4 * F + (at % F);
    const [i, f, o, g] = [0, 1, 2, 3].map((which) => active[first + which * F]!) as [number, number, number, number];
    const t = Math.tanh(cell[at]!);
    const d = dc[at]! + dh[at]! * o * (1 - t * t);
    dz[first] = d * g * i * (1 - i);
    dz[first + F] = d * before[at]! * f * (1 - f);
    dz[first + 2 * F] = dh[at]! * t * o * (1 - o);
    dz[first + 3 * F] = d * i * (1 - g * g);
    dcBefore[at] = d * f;
  }
  return { dz, dcBefore };
}
