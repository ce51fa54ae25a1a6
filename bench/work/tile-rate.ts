/** A compiled register tile of `rows` x `cols` sums, as `tile-source.ts` writes it. */
export interface TileModule {
  readonly rows: number;
  readonly cols: number;
  /** With fused multiply-add of relaxed SIMD, which not every engine takes. */
  readonly relaxed: boolean;
  /** Base 64, which crosses every boundary. */
  readonly binary: string;
}

/** GFLOP/s, and the tile that reached it; undefined when the engine takes none. */
export interface TileRate {
  readonly gflops: number;
  readonly tile: string;
}

/** Length of the panels: two of them lie well inside a first-level cache. */
export const TILE_DEPTH = 256;
const TRIES = 7;

type Kernel = (a: number, b: number, out: number, depth: number, repeats: number) => void;

const bytesOf = (binary: string) => Uint8Array.from(atob(binary), (c) => c.charCodeAt(0));

function rateOf({ rows, cols, binary }: TileModule, ms: number): number {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytesOf(binary)), { env: { memory } });
  new Float32Array(memory.buffer).fill(1e-3);
  const run = exports.run as unknown as Kernel;
  const [a, b] = [1024, 1024 + 4 * TILE_DEPTH * rows];
  const out = b + 4 * TILE_DEPTH * cols;
  const once = (repeats: number): number => {
    const start = performance.now();
    run(a, b, out, TILE_DEPTH, repeats);
    return performance.now() - start;
  };
  // The first calls run in the baseline tier until the optimised code is there.
  let repeats = 1000;
  for (const until = performance.now() + ms; performance.now() < until; ) once(repeats);
  repeats = Math.max(1000, Math.round((repeats * ms) / TRIES / Math.max(once(repeats), 0.01)));
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < TRIES; i++) best = Math.min(best, once(repeats));
  return (2 * rows * cols * TILE_DEPTH * repeats) / (best * 1e6);
}

/** Best rate of the tiles that this engine takes: the most that one thread of it multiplies and adds. */
export function bestTile(modules: readonly TileModule[], ms: number): TileRate | undefined {
  let best: TileRate | undefined;
  for (const module of modules) {
    if (!WebAssembly.validate(bytesOf(module.binary))) continue;
    const gflops = rateOf(module, ms);
    if (!best || gflops > best.gflops) best = { gflops, tile: `${module.rows} x ${module.cols}` };
  }
  return best;
}
