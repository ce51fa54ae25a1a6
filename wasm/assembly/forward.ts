// One month of the layer: windows to points, one product a point, back to cells, gates.
import { sigmoids, tangents } from './activation';
import { pad } from './image';
import { put, take } from './lanes';
import * as layer from './layer';
import { products } from './product';
import { gatherWindows } from './windows';
import { pointsToTile } from './winograd';

/** In `temp`: the gates of a tile, four times sixteen vectors, and its new cell state. */
const GATES: usize = 1024;
const STATE: usize = 2048;
/** Bytes of one gate. */
const GATE: usize = 256;

/** Gates of four features of all cells of a tile, after their non-linearity. */
@inline
function tileGates(from: usize, bias: usize, n: i32, stride: usize, temp: usize): void {
  const wide = (<usize>layer.features) << 2;
  const width = layer.tileWidth;
  const count = width * width;
  for (let gate: usize = 0; gate < 4; gate++) {
    const to = temp + GATES + gate * GATE;
    if (layer.points == 1) v128.store(to, v128.load(from + gate * wide));
    else pointsToTile(from + gate * wide, stride, to, width, temp);
    const b = take(bias + gate * wide, n);
    const end = to + (<usize>count << 4);
    for (let z = to; z < end; z += 16) v128.store(z, f32x4.add(v128.load(z), b));
  }
  // A narrower tile leaves gaps between its gates, which cost less than three calls.
  sigmoids(temp + GATES, 32 + count, temp);
  tangents(temp + GATES + 3 * GATE, count, temp);
}

/** `before` is 0 where nothing was before; `active` is 0 where nobody asks for the gates. All `[cell, F]` or `[cell, 4F]`. */
function tileOut(
  tile: i32,
  products: usize,
  bias: usize,
  before: usize,
  h: usize,
  after: usize,
  active: usize,
  temp: usize,
): void {
  const across = tile % layer.tilesAcross;
  const rest = tile / layer.tilesAcross;
  const down = rest % layer.tilesDown;
  const width = layer.tileWidth;
  const features = layer.features;
  const wide = (<usize>features) << 2;
  const stride = (<usize>(layer.blockRows * layer.gates8)) << 2;
  const firstRow = down * width;
  const firstCol = across * width;
  const lastRow = min(width, layer.rows - firstRow);
  const lastCol = min(width, layer.cols - firstCol);
  const corner = ((rest / layer.tilesDown) * layer.rows + firstRow) * layer.cols + firstCol;
  for (let f = 0; f < features; f += 4) {
    const n = features - f;
    const lane = (<usize>f) << 2;
    tileGates(products + lane, bias + lane, n, stride, temp);
    for (let r = 0; r < lastRow; r++) {
      let z = temp + GATES + ((<usize>(r * width)) << 4);
      let cell = <usize>(corner + r * layer.cols);
      for (let c = 0; c < lastCol; c++) {
        const at = cell * wide + lane;
        const i = v128.load(z);
        const forget = v128.load(z, 256);
        const g = v128.load(z, 768);
        let state = f32x4.mul(i, g);
        if (before != 0) state = f32x4.add(f32x4.mul(forget, take(before + at, n)), state);
        put(after + at, state, n);
        v128.store(z, state, STATE - GATES);
        if (active != 0) {
          const gates = active + cell * 4 * wide + lane;
          put(gates, i, n);
          put(gates + wide, forget, n);
          put(gates + 2 * wide, v128.load(z, 512), n);
          put(gates + 3 * wide, g, n);
        }
        z += 16;
        cell++;
      }
    }
    tangents(temp + STATE, width * width, temp);
    for (let r = 0; r < lastRow; r++) {
      let z = temp + GATES + ((<usize>(r * width)) << 4);
      let at = h + <usize>(corner + r * layer.cols) * wide + lane;
      for (let c = 0; c < lastCol; c++) {
        put(at, f32x4.mul(v128.load(z, 512), v128.load(z, STATE - GATES)), n);
        z += 16;
        at += wide;
      }
    }
  }
}

/**
 * @param x of this month, `[cell, channel]` @param hBefore, cBefore of the month before, 0 for none @param kernel packed
 * @param xImages, hImages padded batches whose edges are zero @param windows, results room for a block
 */
export function monthForward(
  x: usize,
  hBefore: usize,
  cBefore: usize,
  kernel: usize,
  bias: usize,
  h: usize,
  cAfter: usize,
  active: usize,
  xImages: usize,
  hImages: usize,
  windows: usize,
  results: usize,
  temp: usize,
): void {
  pad(x, layer.channels, xImages, layer.channels4);
  // Before the first month the images are as they were cleared.
  if (hBefore != 0) pad(hBefore, layer.features, hImages, layer.features4);
  for (let first = 0; first < layer.tiles; first += layer.block) {
    const count = min(layer.block, layer.tiles - first);
    gatherWindows(xImages, hImages, first, count, windows, temp);
    products(windows, layer.depth, layer.depth, kernel, layer.gates8 >> 3, results);
    for (let t = 0; t < count; t++) {
      const at = results + ((<usize>(t * layer.gates8)) << 2);
      tileOut(first + t, at, bias, cBefore, h, cAfter, active, temp);
    }
  }
}
