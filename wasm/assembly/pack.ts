// Kernels to and from the transformed places where the products run.

import { madd, put, take } from './lanes';
import { POINT_P, POINT_Q } from './constants';
import * as layer from './layer';

/** Where in working memory G stands, `[point][tap]`, and room for one kernel at its points. */
const TAPS: usize = 1280;
const VECTORS: usize = 576;

/** Element of G: what tap `j` of a kernel `width` wide counts at point `i`. */
function tapAt(i: i32, j: i32, width: i32): f32 {
  if (width == 1) return 1;
  const p2: f64 = <f64>POINT_P * <f64>POINT_P;
  const q2: f64 = <f64>POINT_Q * <f64>POINT_Q;
  if (i == 0) return j == 0 ? <f32>(1.0 / (p2 * q2)) : 0;
  if (i == 5) return j == width - 1 ? 1 : 0;
  const point: f64 = i < 3 ? <f64>POINT_P : <f64>POINT_Q;
  let value: f64 = 1.0 / (i < 3 ? 2.0 * p2 * (p2 - q2) : 2.0 * q2 * (q2 - p2));
  for (let k = 0; k < j; k++) value *= point;
  return <f32>((i & 1) == 0 && (j & 1) == 1 ? -value : value);
}

function fillTaps(temp: usize): void {
  const k = layer.kernelWidth;
  for (let i = 0; i < side(); i++) {
    for (let j = 0; j < k; j++) store<f32>(temp + TAPS + (<usize>(i * k + j) << 2), tapAt(i, j, k));
  }
}

@inline
function tap(temp: usize, i: i32, j: i32, k: i32): v128 {
  return v128.load32_splat(temp + TAPS + (<usize>(i * k + j) << 2));
}

/** Six points in a row, or one. */
@inline
function side(): i32 {
  return layer.points == 1 ? 1 : 6;
}

/**
 * The k x k taps from one channel to four gate values, at all points: G g G'. `at` is their byte in the first tap, taps are
 * `step` bytes apart; the result is one vector a point.
 */
function tapsToPoints(at: usize, step: usize, lanes: i32, to: usize, temp: usize): void {
  const k = layer.kernelWidth;
  const n = side();
  for (let b = 0; b < k; b++) {
    for (let i = 0; i < n; i++) {
      let sum = f32x4.splat(0);
      for (let a = 0; a < k; a++) {
        sum = madd(take(at + <usize>(a * k + b) * step, lanes), tap(temp, i, a, k), sum);
      }
      v128.store(temp + (<usize>(i * k + b) << 4), sum);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = f32x4.splat(0);
      for (let b = 0; b < k; b++) {
        sum = madd(v128.load(temp + (<usize>(i * k + b) << 4)), tap(temp, j, b, k), sum);
      }
      v128.store(to + (<usize>(i * n + j) << 4), sum);
    }
  }
}

/** Its adjoint, G' u G: gradients at the points, one vector each, to the gradient of the taps. */
function pointsToTaps(at: usize, to: usize, step: usize, lanes: i32, temp: usize): void {
  const k = layer.kernelWidth;
  const n = side();
  for (let i = 0; i < n; i++) {
    for (let b = 0; b < k; b++) {
      let sum = f32x4.splat(0);
      for (let j = 0; j < n; j++) {
        sum = madd(v128.load(at + (<usize>(i * n + j) << 4)), tap(temp, j, b, k), sum);
      }
      v128.store(temp + (<usize>(i * k + b) << 4), sum);
    }
  }
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      let sum = f32x4.splat(0);
      for (let i = 0; i < n; i++) {
        sum = madd(v128.load(temp + (<usize>(i * k + b) << 4)), tap(temp, i, a, k), sum);
      }
      put(to + <usize>(a * k + b) * step, sum, lanes);
    }
  }
}

/** Channel `row` of the forward product in the weights: of x first, then of h; 0 where it only fills a vector up. */
@inline
function tapsOf(row: i32, kernel: usize, recurrent: usize): usize {
  const wide = (<usize>layer.gates) << 2;
  if (row < layer.channels4) return row < layer.channels ? kernel + <usize>row * wide : 0;
  const feature = row - layer.channels4;
  return feature < layer.features ? recurrent + <usize>feature * wide : 0;
}

/** Bytes between the taps of the weights that `row` belongs to. */
@inline
function tapStep(row: i32): usize {
  return (<usize>((row < layer.channels4 ? layer.channels : layer.features) * layer.gates)) << 2;
}

/** Packs both kernels for the forward product: `[point][gates8 / 8][depth][8]`. `temp` is working memory. */
export function packForward(kernel: usize, recurrent: usize, to: usize, temp: usize): void {
  const depth = layer.depth;
  const points = layer.points;
  const panel = (<usize>depth) << 5;
  const plane = (<usize>(depth * layer.gates8)) << 2;
  const at = temp + VECTORS;
  fillTaps(temp);
  for (let row = 0; row < depth; row++) {
    const taps = tapsOf(row, kernel, recurrent);
    const step = tapStep(row);
    for (let gate = 0; gate < layer.gates8; gate += 4) {
      const filled = taps != 0 && gate < layer.gates;
      if (filled) tapsToPoints(taps + ((<usize>gate) << 2), step, layer.gates - gate, at, temp);
      let place = to + <usize>(gate >> 3) * panel + ((<usize>row) << 5) + ((<usize>(gate & 4)) << 2);
      for (let p = 0; p < points; p++) {
        v128.store(place, filled ? v128.load(at + ((<usize>p) << 4)) : f32x4.splat(0));
        place += plane;
      }
    }
  }
}

/**
 * The packed forward kernel turned for the backward product, from row `from` on: `[point][panel of eight rows][gates][8]`.
 */
export function packBackward(forward: usize, from: i32, to: usize): void {
  const depth = layer.depth;
  const wide = depth - from;
  const panels = (wide + 7) >> 3;
  const plane = (<usize>(depth * layer.gates8)) << 2;
  for (let p = 0; p < layer.points; p++) {
    for (let panel = 0; panel < panels; panel++) {
      for (let gate = 0; gate < layer.gates; gate++) {
        const column = forward + ((<usize>(gate >> 3) * <usize>depth) << 5) + ((<usize>(gate & 7)) << 2);
        for (let lane = 0; lane < 8; lane++) {
          const row = from + panel * 8 + lane;
          store<f32>(to, row < depth ? load<f32>(column + ((<usize>row) << 5)) : 0);
          to += 4;
        }
      }
    }
    forward += plane;
  }
}

/** Gradients at the points `[point][depth][gates8]` to those of both kernels. `temp` is working memory. */
export function unpackGradient(at: usize, kernel: usize, recurrent: usize, temp: usize): void {
  const plane = (<usize>(layer.depth * layer.gates8)) << 2;
  const vectors = temp + VECTORS;
  fillTaps(temp);
  for (let row = 0; row < layer.depth; row++) {
    const taps = tapsOf(row, kernel, recurrent);
    if (taps == 0) continue;
    const step = tapStep(row);
    for (let gate = 0; gate < layer.gates; gate += 4) {
      let place = at + ((<usize>(row * layer.gates8 + gate)) << 2);
      for (let p = 0; p < layer.points; p++) {
        v128.store(vectors + ((<usize>p) << 4), v128.load(place));
        place += plane;
      }
      pointsToTaps(vectors, taps + ((<usize>gate) << 2), step, layer.gates - gate, temp);
    }
  }
}
