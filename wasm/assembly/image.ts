// Samples with zeros around them, so that no window needs to ask where an edge is.

import { put, take } from './lanes';
import * as layer from './layer';

/** Byte of the first true cell in a padded sample. */
@inline
function firstCell(lanes: i32): usize {
  const half = (layer.kernelWidth - 1) >> 1;
  return (<usize>((half * layer.paddedCols + half) * lanes)) << 2;
}

/** Zeros a padded batch. */
export function clear(to: usize, lanes: i32): void {
  memory.fill(to, 0, layer.paddedSample(lanes) * <usize>layer.samples);
}

/** Copies a batch `[sample, row, col, n]` into the middle of a padded one of `lanes` channels; fillers become zero. */
export function pad(from: usize, n: i32, to: usize, lanes: i32): void {
  const line = (<usize>(layer.paddedCols * lanes)) << 2;
  const bytes = (<usize>(layer.cols * n)) << 2;
  for (let s = 0; s < layer.samples; s++) {
    let at = to + <usize>s * layer.paddedSample(lanes) + firstCell(lanes);
    for (let r = 0; r < layer.rows; r++) {
      if (n == lanes) memory.copy(at, from, bytes);
      else widen(from, n, at, lanes);
      from += bytes;
      at += line;
    }
  }
}

function widen(from: usize, n: i32, to: usize, lanes: i32): void {
  for (let c = 0; c < layer.cols; c++) {
    for (let i = 0; i < n; i += 4) v128.store(to + ((<usize>i) << 2), take(from + ((<usize>i) << 2), n - i));
    from += (<usize>n) << 2;
    to += (<usize>lanes) << 2;
  }
}

/** The other way: the middle of a padded batch to `[sample, row, col, n]`. */
export function unpad(from: usize, lanes: i32, to: usize, n: i32): void {
  const line = (<usize>(layer.paddedCols * lanes)) << 2;
  for (let s = 0; s < layer.samples; s++) {
    let at = from + <usize>s * layer.paddedSample(lanes) + firstCell(lanes);
    for (let r = 0; r < layer.rows; r++) {
      let cell = at;
      for (let c = 0; c < layer.cols; c++) {
        for (let i = 0; i < n; i += 4) {
          put(to + ((<usize>i) << 2), v128.load(cell + ((<usize>i) << 2)), n - i);
        }
        to += (<usize>n) << 2;
        cell += (<usize>lanes) << 2;
      }
      at += line;
    }
  }
}

/** Byte of a true cell in a padded batch. */
@inline
export function cellAt(sample: i32, row: i32, col: i32, lanes: i32): usize {
  const cell = row * layer.paddedCols + col;
  return <usize>sample * layer.paddedSample(lanes) + firstCell(lanes) + ((<usize>(cell * lanes)) << 2);
}
