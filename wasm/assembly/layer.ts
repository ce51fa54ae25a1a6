// Sizes and addresses of the layer at work. One thread, one call at a time: so they are globals, set before each call.

/** Sizes: kernel width, samples, rows and columns of a sample, channels below, features. */
export let kernelWidth: i32 = 3;
export let samples: i32 = 0;
export let rows: i32 = 0;
export let cols: i32 = 0;
export let channels: i32 = 0;
export let features: i32 = 0;

/** Cells a tile gives in one direction, and places it is told by: 4 or 2 of 6 by Winograd, or cell by cell. */
export let tileWidth: i32 = 4;
export let points: i32 = 36;
/** Tiles down and across a sample, and in all samples. */
export let tilesDown: i32 = 0;
export let tilesAcross: i32 = 0;
export let tiles: i32 = 0;
/** Rows and columns of a sample with zeros around it. */
export let paddedRows: i32 = 0;
export let paddedCols: i32 = 0;
/** Channels and features in whole vectors; both together are the depth of the forward product. */
export let channels4: i32 = 0;
export let features4: i32 = 0;
export let depth: i32 = 0;
/** Gate values of a cell, and the same in whole panels of eight. */
export let gates: i32 = 0;
export let gates8: i32 = 0;
/** Tiles worked on at once, and the same in whole register tiles. */
export let block: i32 = 0;
export let blockRows: i32 = 0;

/** Tiles at once: what they need stays in the second-level cache beside the kernel. */
const MOST_AT_ONCE: i32 = 60;

export function shape(k: i32, b: i32, r: i32, c: i32, below: i32, f: i32): void {
  kernelWidth = k;
  samples = b;
  rows = r;
  cols = c;
  channels = below;
  features = f;
  tileWidth = k == 1 ? 1 : 7 - k;
  points = k == 1 ? 1 : 36;
  tilesDown = (r + tileWidth - 1) / tileWidth;
  tilesAcross = (c + tileWidth - 1) / tileWidth;
  tiles = b * tilesDown * tilesAcross;
  paddedRows = tilesDown * tileWidth + k - 1;
  paddedCols = tilesAcross * tileWidth + k - 1;
  channels4 = (below + 3) & ~3;
  features4 = (f + 3) & ~3;
  depth = channels4 + features4;
  gates = 4 * f;
  gates8 = (gates + 7) & ~7;
  const blocks = (tiles + MOST_AT_ONCE - 1) / MOST_AT_ONCE;
  block = (tiles + blocks - 1) / blocks;
  blockRows = ((block + 4) / 5) * 5;
}

/** Bytes of one sample with zeros around it, `lanes` channels. */
export function paddedSample(lanes: i32): usize {
  return (<usize>(paddedRows * paddedCols * lanes)) << 2;
}

/** Byte in a padded batch where the window of a tile begins. */
export function windowOf(tile: i32, lanes: i32): usize {
  const across = tile % tilesAcross;
  const rest = tile / tilesAcross;
  const down = rest % tilesDown;
  const sample = rest / tilesDown;
  const cell = (sample * paddedRows + down * tileWidth) * paddedCols + across * tileWidth;
  return (<usize>(cell * lanes)) << 2;
}
