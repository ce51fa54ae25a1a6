// What the page calls: a ConvLSTM layer over all months, forward and back. Addresses are bytes into the memory of the
// tensors; `room` is working memory of the size that `forwardRoom` and `backwardRoom` name.
import { monthBackward } from './backward';
import { fillConstants, TEMP } from './constants';
import { monthForward } from './forward';
import { clear } from './image';
import * as layer from './layer';
import { packBackward, packForward, unpackGradient } from './pack';

export { adam } from './adam';
export { shape } from './layer';
// Exported so that they stay functions: inlined, their registers spill and they run at half the speed.
export { accumulate, multiply } from './tile';

function bytes(floats: i32): usize {
  // Whole vectors, and one more: the last tile of a block may be read a few floats beyond its end.
  return (((<usize>floats) << 2) + 31) & ~15;
}

const kernelRoom = (): usize => bytes(layer.points * layer.depth * layer.gates8);
const imageRoom = (lanes: i32): usize => layer.paddedSample(lanes) * <usize>layer.samples + 16;
const blockRoom = (width: i32): usize => bytes(layer.points * layer.blockRows * width);
const turnedRows = (withX: bool): i32 => (layer.depth - (withX ? 0 : layer.channels4) + 7) & ~7;

export function forwardRoom(): usize {
  const images = imageRoom(layer.channels4) + imageRoom(layer.features4);
  return TEMP + kernelRoom() + images + blockRoom(layer.depth) + blockRoom(layer.gates8);
}

export function backwardRoom(withX: bool): usize {
  const turned = bytes(layer.points * turnedRows(withX) * layer.gates);
  const images = 2 * imageRoom(layer.channels4) + 3 * imageRoom(layer.features4);
  const blocks = blockRoom(layer.depth) + blockRoom(layer.gates8) + blockRoom(turnedRows(withX));
  const cell = bytes(layer.samples * layer.rows * layer.cols * layer.features);
  return TEMP + 2 * kernelRoom() + turned + images + blocks + cell;
}

/** `cells` and `active` are 0 where no trace is kept; then the cell state lives in `last` alone. `h`, `c` 0 for no state. */
export function forward(
  months: i32,
  x: usize,
  kernel: usize,
  recurrent: usize,
  bias: usize,
  h: usize,
  c: usize,
  sequence: usize,
  last: usize,
  cells: usize,
  active: usize,
  room: usize,
): void {
  const packed = room + TEMP;
  const xImages = packed + kernelRoom();
  const hImages = xImages + imageRoom(layer.channels4);
  const windows = hImages + imageRoom(layer.features4);
  const results = windows + blockRoom(layer.depth);
  const count = layer.samples * layer.rows * layer.cols;
  const below = (<usize>(count * layer.channels)) << 2;
  const step = (<usize>(count * layer.features)) << 2;
  fillConstants(room);
  packForward(kernel, recurrent, packed, room);
  clear(xImages, layer.channels4);
  clear(hImages, layer.features4);
  let hBefore = h;
  let cBefore = c;
  for (let month = 0; month < months; month++) {
    const cAfter = cells == 0 ? last : cells;
    monthForward(
      x,
      hBefore,
      cBefore,
      packed,
      bias,
      sequence,
      cAfter,
      active,
      xImages,
      hImages,
      windows,
      results,
      room,
    );
    hBefore = sequence;
    cBefore = cAfter;
    x += below;
    sequence += step;
    if (cells == 0) continue;
    cells += step;
    active += 4 * step;
  }
  if (cells != 0) memory.copy(last, cBefore, step);
}

/** `dx` is 0 where nobody asks for it. */
export function backward(
  months: i32,
  x: usize,
  kernel: usize,
  recurrent: usize,
  h: usize,
  c: usize,
  sequence: usize,
  cells: usize,
  active: usize,
  dy: usize,
  dKernel: usize,
  dRecurrent: usize,
  dBias: usize,
  dx: usize,
  room: usize,
): void {
  const withX = dx != 0;
  const packed = room + TEMP;
  const dWeights = packed + kernelRoom();
  const turned = dWeights + kernelRoom();
  const xImages = turned + bytes(layer.points * turnedRows(withX) * layer.gates);
  const dxImages = xImages + imageRoom(layer.channels4);
  const hImages = dxImages + imageRoom(layer.channels4);
  let dh = hImages + imageRoom(layer.features4);
  let dhBefore = dh + imageRoom(layer.features4);
  const windows = dhBefore + imageRoom(layer.features4);
  const gradients = windows + blockRoom(layer.depth);
  const results = gradients + blockRoom(layer.gates8);
  const dc = results + blockRoom(turnedRows(withX));
  const count = layer.samples * layer.rows * layer.cols;
  const below = (<usize>(count * layer.channels)) << 2;
  const step = (<usize>(count * layer.features)) << 2;
  fillConstants(room);
  packForward(kernel, recurrent, packed, room);
  packBackward(packed, withX ? 0 : layer.channels4, turned);
  clear(xImages, layer.channels4);
  clear(hImages, layer.features4);
  clear(dh, layer.features4);
  memory.fill(dc, 0, step);
  memory.fill(dBias, 0, (<usize>layer.gates) << 2);
  memory.fill(dWeights, 0, kernelRoom());
  for (let month = months - 1; month >= 0; month--) {
    const at = <usize>month;
    const hBefore = month > 0 ? sequence + (at - 1) * step : h;
    const cBefore = month > 0 ? cells + (at - 1) * step : c;
    monthBackward(
      x + at * below,
      hBefore,
      cBefore,
      cells + at * step,
      active + at * 4 * step,
      dy + at * step,
      month > 0 || withX ? turned : 0,
      withX ? dx + at * below : 0,
      dh,
      dhBefore,
      dc,
      dBias,
      dWeights,
      xImages,
      hImages,
      dxImages,
      windows,
      gradients,
      results,
      room,
    );
    const free = dh;
    dh = dhBefore;
    dhBefore = free;
  }
  unpackGradient(dWeights, dKernel, dRecurrent, room);
}
