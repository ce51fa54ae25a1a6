// Kernels to and from the transformed places where the products run.

import { madd, put, take } from './lanes';
import * as layer from './layer';
import { tapAt } from './winograd';

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
        sum = madd(take(at + <usize>(a * k + b) * step, lanes), f32x4.splat(tapAt(i, a, k)), sum);
      }
      v128.store(temp + (<usize>(i * k + b) << 4), sum);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = f32x4.splat(0);
      for (let b = 0; b < k; b++) {
        sum = madd(v128.load(temp + (<usize>(i * k + b) << 4)), f32x4.splat(tapAt(j, b, k)), sum);
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
        sum = madd(v128.load(at + (<usize>(i * n + j) << 4)), f32x4.splat(tapAt(j, b, k)), sum);
      }
      v128.store(temp + (<usize>(i * k + b) << 4), sum);
    }
  }
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      let sum = f32x4.splat(0);
      for (let i = 0; i < n; i++) {
        sum = madd(v128.load(temp + (<usize>(i * k + b) << 4)), f32x4.splat(tapAt(i, a, k)), sum);
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
  const at = temp + 576;
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
  const vectors = temp + 576;
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
