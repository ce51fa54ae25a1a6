import { featureGroups, type Layer, nonLinear, vector } from './conv-lstm-program.ts';
import type { Program } from './program.ts';
import { divisor, type Tile } from './tile.ts';
import { eachColumn, gather, place } from './window-code.ts';

/**
 * One month back: the gradient that the month after sends through its recurrent convolution, then the gates. dz of the
 * month after is read and dz of this month written in one buffer; dc is carried in place.
 */
export function backStepProgram(layer: Layer, tile: Tile): Program {
  const { rows, cols, kernel, features } = layer;
  const { lane, units, groups } = featureGroups(features);
  const of = vector(lane);
  const row = features / lane;
  const source = {
    name: 'dz',
    channels: 4 * features,
    width: 4,
    single: lane === 1,
    start: 'at.start + at.cells',
  } as const;
  const unit = (p: number, u: number) => {
    const sums = Array.from({ length: lane }, (_, i) => `a${p}_${lane * u + i}`);
    return `{
    let f0 = part * ${units} + ${u};
    let place = cell * ${row} + f0;
    let kept = at.start * ${row} + place;
    let z = (at.start + cell) * ${4 * row} + f0;
    let i = gates[z];
    let f = gates[z + ${row}];
    let o = gates[z + ${2 * row}];
    let g = gates[z + ${3 * row}];
    let t = squash(cells[kept]);
    var c = ${of}(0);
    if (at.hasBefore != 0) { c = before[at.startBefore * ${row} + place]; }
    let d = dy[kept] + ${of}(${sums});
    var s = d * o * (1.0 - t * t);
    if (convolves) { s += dc[place]; }
    dz[z] = s * g * i * (1.0 - i);
    dz[z + ${row}] = s * c * f * (1.0 - f);
    dz[z + ${2 * row}] = d * t * o * (1.0 - o);
    dz[z + ${3 * row}] = s * i * (1.0 - g * g);
    dc[place] = s * f; }`;
  };
  const read = ['gates', 'cells', 'before', 'dy'].map((name) => ({ name, of }));
  const write = ['dz', 'dc'].map((name) => ({ name, of, writes: true }));
  return {
    key: `thawBackStep ${[rows, cols, kernel, features, tile.columns, tile.run]}`,
    storage: [{ name: 'recurrent', of: 'vec4<f32>' }, ...read, ...write],
    parameters: {
      lines: 'i32',
      cells: 'i32',
      start: 'i32',
      startBefore: 'i32',
      hasBefore: 'i32',
      convolves: 'i32',
    },
    code: () => `
${nonLinear(of)}
fn run(id : i32) {
  ${place(layer, tile, groups)}
  let convolves = at.convolves != 0;
  ${gather(source, layer, tile, { name: 'recurrent', width: features }, `part * ${units * lane}`, units * lane)}
  ${eachColumn(layer, tile, (p) => Array.from({ length: units }, (_, u) => unit(p, u)).join('\n'))}
}`,
  };
}

/** Channels of x that one thread takes. */
export const inputGroup = (channels: number): number => divisor(channels, 4);

/** Gradient of the input of all months from dz. */
export function inputGradientProgram(layer: Layer, tile: Tile): Program {
  const { rows, cols, kernel, channels, features } = layer;
  const each = inputGroup(channels);
  const source = { name: 'dz', channels: 4 * features, width: 4 } as const;
  return {
    key: `thawInputGradient ${[rows, cols, kernel, channels, features, tile.columns, tile.run]}`,
    storage: [
      { name: 'dz', of: 'vec4<f32>' },
      { name: 'kernel', of: 'vec4<f32>' },
      { name: 'dx', of: 'f32', writes: true },
    ],
    parameters: { lines: 'i32' },
    code: () => `
fn run(id : i32) {
  ${place(layer, tile, channels / each)}
  let convolves = true;
  ${gather(source, layer, tile, { name: 'kernel', width: channels }, `part * ${each}`, each)}
  ${eachColumn(layer, tile, (p) =>
    Array.from({ length: each }, (_, v) => `dx[cell * ${channels} + part * ${each} + ${v}] = a${p}_${v};`).join(' '),
  )}
}`,
  };
}
