/*
 * One thread computes several neighbouring columns and several features: a value that is loaded is then used many times.
 * Larger tiles spare loads, smaller ones give a large GPU enough threads.
 */

export interface Plane {
  readonly rows: number;
  readonly cols: number;
  /** Cells across, odd. */
  readonly kernel: number;
}

/** Threads that keep a GPU of laptop to server size busy, with a few warps for each of its schedulers. */
const HARDWARE_THREADS = 8192;
/** An emulated GPU has as many threads as the processor has cores; more work a thread is better there. */
const EMULATED_THREADS = 64;

export const threadsWanted = (emulated: boolean): number => (emulated ? EMULATED_THREADS : HARDWARE_THREADS);

/** The largest divisor of `n` up to `most`. */
export function divisor(n: number, most: number): number {
  let d = Math.min(n, most);
  while (n % d !== 0) d--;
  return d;
}

/** What one thread of a convolution takes. */
export interface Tile {
  readonly columns: number;
  /** Cells of the kernel's width whose products are added up in one expression, their weights held meanwhile. */
  readonly run: number;
}

/**
 * As many columns as leave enough threads, and few wasted beyond the last column. A GPU has registers for four columns of
 * sixteen outputs; an emulated one keeps everything in memory anyway, and pays dearly for each load of a weight.
 *
 * @param lines image rows in one launch
 * @param groups threads for each place
 */
export function tileOf({ cols, kernel }: Plane, lines: number, groups: number, emulated: boolean): Tile {
  const run = emulated ? kernel : 1;
  const useful = (n: number) => cols / (n * Math.ceil(cols / n));
  for (let n = Math.min(emulated ? 8 : 4, cols); n > 1; n--) {
    const threads = lines * Math.ceil(cols / n) * groups;
    if (threads >= threadsWanted(emulated) && useful(n) >= 0.85) return { columns: n, run };
  }
  return { columns: 1, run };
}

/** Threads for a tile each. */
export const tileThreads = ({ cols }: Plane, lines: number, groups: number, { columns }: Tile): number =>
  lines * Math.ceil(cols / columns) * groups;
