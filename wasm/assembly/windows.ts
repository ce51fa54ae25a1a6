// What the tiles of a block see, at their points: x first, then h.
import * as layer from './layer';
import { windowToPoints } from './winograd';

/** Writes the part of one batch, `lanes` channels from `column` on, into `[point][blockRows][depth]`. */
function gather(images: usize, lanes: i32, first: i32, count: i32, column: i32, to: usize, temp: usize): void {
  const cell = (<usize>lanes) << 2;
  const row = <usize>layer.paddedCols * cell;
  const stride = (<usize>(layer.blockRows * layer.depth)) << 2;
  const one = layer.points == 1;
  for (let t = 0; t < count; t++) {
    const window = images + layer.windowOf(first + t, lanes);
    const place = to + ((<usize>(t * layer.depth + column)) << 2);
    if (one) {
      memory.copy(place, window, cell);
      continue;
    }
    for (let c: usize = 0; c < cell; c += 16) windowToPoints(window + c, cell, row, place + c, stride, temp);
  }
}

/** `x` and `h` are padded batches; tiles `first` to `first + count`. */
export function gatherWindows(x: usize, h: usize, first: i32, count: i32, to: usize, temp: usize): void {
  gather(x, layer.channels4, first, count, 0, to, temp);
  gather(h, layer.features4, first, count, layer.channels4, to, temp);
}
