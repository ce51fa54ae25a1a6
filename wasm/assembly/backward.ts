// One month of the layer back: gate gradients to points, one product a point towards x and h and one for the weights.
import { tangents } from './activation';
import { cellAt, clear, pad, unpad } from './image';
import { put, take } from './lanes';
import * as layer from './layer';
import { addOuterProducts, products } from './product';
import { gatherWindows } from './windows';
import { pointsToWindow, tileToPoints } from './winograd';

/** In `temp`: gradients of the gates of a tile, four times sixteen vectors, and tanh of its cell state. */
const TILE: usize = 2048;
const STATE: usize = 3072;

/** Gradients of the pre-activations of four features of a cell into a tile; bias and dc on the way. */
@inline
function cellGradient(
  cell: usize,
  f: i32,
  n: i32,
  dy: usize,
  dh: usize,
  dc: usize,
  active: usize,
  before: usize,
  dBias: usize,
  z: usize,
): void {
  const wide = (<usize>layer.features) << 2;
  const lane = (<usize>f) << 2;
  const at = cell * wide + lane;
  const gates = active + cell * 4 * wide + lane;
  const one = f32x4.splat(1);
  const i = take(gates, n);
  const forget = take(gates + wide, n);
  const o = take(gates + 2 * wide, n);
  const g = take(gates + 3 * wide, n);
  const t = v128.load(z, STATE - TILE);
  const d = f32x4.add(take(dy + at, n), v128.load(dh + lane));
  const through = f32x4.mul(f32x4.mul(d, o), f32x4.sub(one, f32x4.mul(t, t)));
  const s = f32x4.add(take(dc + at, n), through);
  const was = before == 0 ? f32x4.splat(0) : take(before + at, n);
  const di = f32x4.mul(f32x4.mul(s, g), f32x4.mul(i, f32x4.sub(one, i)));
  const df = f32x4.mul(f32x4.mul(s, was), f32x4.mul(forget, f32x4.sub(one, forget)));
  const dO = f32x4.mul(f32x4.mul(d, t), f32x4.mul(o, f32x4.sub(one, o)));
  const dg = f32x4.mul(f32x4.mul(s, i), f32x4.sub(one, f32x4.mul(g, g)));
  put(dc + at, f32x4.mul(s, forget), n);
  v128.store(z, di);
  v128.store(z, df, 256);
  v128.store(z, dO, 512);
  v128.store(z, dg, 768);
  const bias = dBias + lane;
  put(bias, f32x4.add(take(bias, n), di), n);
  put(bias + wide, f32x4.add(take(bias + wide, n), df), n);
  put(bias + 2 * wide, f32x4.add(take(bias + 2 * wide, n), dO), n);
  put(bias + 3 * wide, f32x4.add(take(bias + 3 * wide, n), dg), n);
}

/** Four gates of four features of a tile to their points in `[point][blockRows][gates8]`. */
@inline
function spread(to: usize, f: i32, n: i32, stride: usize, temp: usize): void {
  for (let gate = 0; gate < 4; gate++) {
    const tile = temp + TILE + ((<usize>gate) << 8);
    const at = to + ((<usize>(gate * layer.features + f)) << 2);
    if (layer.points == 1) {
      put(at, v128.load(tile), n);
      continue;
    }
    tileToPoints(tile, layer.tileWidth, temp);
    for (let p: usize = 0; p < 36; p++) put(at + p * stride, v128.load(temp + (p << 4)), n);
  }
}

function tileBack(
  tile: i32,
  to: usize,
  dy: usize,
  dh: usize,
  dc: usize,
  active: usize,
  before: usize,
  after: usize,
  dBias: usize,
  temp: usize,
): void {
  const across = tile % layer.tilesAcross;
  const rest = tile / layer.tilesAcross;
  const sample = rest / layer.tilesDown;
  const width = layer.tileWidth;
  const firstRow = (rest % layer.tilesDown) * width;
  const firstCol = across * width;
  const lastRow = min(width, layer.rows - firstRow);
  const lastCol = min(width, layer.cols - firstCol);
  const corner = (sample * layer.rows + firstRow) * layer.cols + firstCol;
  const stride = (<usize>(layer.blockRows * layer.gates8)) << 2;
  // Cells beyond an edge have no gradient.
  if (lastRow < width || lastCol < width) memory.fill(temp + TILE, 0, STATE - TILE);
  const wide = (<usize>layer.features) << 2;
  for (let f = 0; f < layer.features; f += 4) {
    const n = layer.features - f;
    for (let r = 0; r < lastRow; r++) {
      let at = after + <usize>(corner + r * layer.cols) * wide + ((<usize>f) << 2);
      for (let c = 0; c < lastCol; c++) {
        v128.store(temp + STATE + ((<usize>(r * width + c)) << 4), take(at, n));
        at += wide;
      }
    }
    tangents(temp + STATE, width * width, temp);
    for (let r = 0; r < lastRow; r++) {
      for (let c = 0; c < lastCol; c++) {
        const cell = <usize>(corner + r * layer.cols + c);
        const back = dh + cellAt(sample, firstRow + r, firstCol + c, layer.features4);
        const z = temp + TILE + ((<usize>(r * width + c)) << 4);
        cellGradient(cell, f, n, dy, back, dc, active, before, dBias, z);
      }
    }
    spread(to, f, n, stride, temp);
  }
}

/** Adds what came back to the windows of a tile, `lanes` channels from `column` of `wide` on. */
function giveBack(at: usize, wide: i32, column: i32, lanes: i32, tile: i32, images: usize, temp: usize): void {
  const cell = (<usize>lanes) << 2;
  const row = (<usize>layer.paddedCols) * cell;
  const stride = (<usize>(layer.blockRows * wide)) << 2;
  const window = images + layer.windowOf(tile, lanes);
  const from = at + ((<usize>column) << 2);
  for (let c: usize = 0; c < cell; c += 16) {
    if (layer.points == 1) v128.store(window + c, f32x4.add(v128.load(window + c), v128.load(from + c)));
    else pointsToWindow(from + c, stride, window + c, cell, row, temp);
  }
}

/**
 * @param hBefore, cBefore of the month before, 0 for none @param turned kernel packed for the way back, 0 where nothing
 * goes further back @param dx gradient of this month's x, 0 where nobody asks @param dh, dhBefore padded gradients of h
 * after and before @param dWeights running sum at the points
 */
export function monthBackward(
  x: usize,
  hBefore: usize,
  cBefore: usize,
  after: usize,
  active: usize,
  dy: usize,
  turned: usize,
  dx: usize,
  dh: usize,
  dhBefore: usize,
  dc: usize,
  dBias: usize,
  dWeights: usize,
  xImages: usize,
  hImages: usize,
  dxImages: usize,
  windows: usize,
  gradients: usize,
  results: usize,
  temp: usize,
): void {
  pad(x, layer.channels, xImages, layer.channels4);
  if (hBefore != 0) pad(hBefore, layer.features, hImages, layer.features4);
  else clear(hImages, layer.features4);
  if (dx != 0) clear(dxImages, layer.channels4);
  clear(dhBefore, layer.features4);
  const skipped = dx != 0 ? 0 : layer.channels4;
  const wide = (layer.depth - skipped + 7) & ~7;
  for (let first = 0; first < layer.tiles; first += layer.block) {
    const count = min(layer.block, layer.tiles - first);
    for (let t = 0; t < count; t++) {
      const to = gradients + ((<usize>(t * layer.gates8)) << 2);
      tileBack(first + t, to, dy, dh, dc, active, cBefore, after, dBias, temp);
    }
    gatherWindows(xImages, hImages, first, count, windows, temp);
    addOuterProducts(windows, gradients, count, dWeights);
    if (turned == 0) continue;
    products(gradients, layer.gates8, layer.gates, turned, wide >> 3, results);
    for (let t = 0; t < count; t++) {
      const at = results + ((<usize>(t * wide)) << 2);
      if (dx != 0) giveBack(at, wide, 0, layer.channels4, first + t, dxImages, temp);
      giveBack(at, wide, layer.channels4 - skipped, layer.features4, first + t, dhBefore, temp);
    }
  }
  if (dx != 0) unpad(dxImages, layer.channels4, dx, layer.channels);
}
