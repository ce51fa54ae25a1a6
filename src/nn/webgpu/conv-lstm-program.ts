import type { Program, Storage } from './program.ts';
import { divisor, type Plane, type Tile } from './tile.ts';
import { eachColumn, place, spread } from './window-code.ts';

/** What fixes the programs of a layer. */
export interface Layer extends Plane {
  readonly channels: number;
  readonly features: number;
}

/** Non-linearities that stay finite wherever an exponential does not. */
export const nonLinear = (type: string): string => `
fn gate(x : ${type}) -> ${type} { return 1.0 / (1.0 + exp(-x)); }
fn squash(x : ${type}) -> ${type} {
  let e = exp(-2.0 * abs(x));
  return sign(x) * (1.0 - e) / (1.0 + e);
}`;

/** How many features go together: four in one vector where they divide by four, else a few single ones. */
export function featureGroups(features: number): { lane: 1 | 4; units: number; groups: number } {
  if (features % 4 === 0) return { lane: 4, units: 1, groups: features / 4 };
  const units = divisor(features, 4);
  return { lane: 1, units, groups: features / units };
}

export const vector = (lane: 1 | 4): Storage['of'] => (lane === 4 ? 'vec4<f32>' : 'f32');

/** Output vectors a thread of the input convolution takes. */
export const inputVectors = (features: number): number => divisor(features, 4);

/** Pre-activations of every month from the input alone, `[image, row, col, 4F]`. */
export function inputProgram(layer: Layer, tile: Tile): Program {
  const { rows, cols, kernel, channels, features } = layer;
  const width = channels % 4 === 0 ? 4 : 1;
  const vectors = inputVectors(features);
  const outputs = Array.from({ length: vectors }, (_, v) => `part * ${vectors} + ${v}`);
  const source = { name: 'x', channels, width } as const;
  return {
    key: `thawInput ${[rows, cols, kernel, channels, features, tile.columns, tile.run]}`,
    storage: [
      { name: 'x', of: vector(width) },
      { name: 'kernel', of: 'vec4<f32>' },
      { name: 'bias', of: 'vec4<f32>' },
      { name: 'z', of: 'vec4<f32>', writes: true },
    ],
    parameters: { lines: 'i32' },
    code: () => `
fn run(id : i32) {
  ${place(layer, tile, features / vectors)}
  let convolves = true;
  ${spread(source, layer, tile, { name: 'kernel', width: 4 * features }, outputs, 4)}
  ${eachColumn(layer, tile, (p) => outputs.map((at, v) => `z[cell * ${features} + ${at}] = a${p}_${v} + bias[${at}];`).join(' '))}
}`,
  };
}

/**
 * One month: the recurrent convolution, the gates and the new state. The pre-activations that the input gave are
 * overwritten by the gate values; the hidden state of the month before comes in a buffer of its own, because a program
 * cannot read as input what it also writes.
 */
export function stepProgram(layer: Layer, tile: Tile, trace: boolean): Program {
  const { rows, cols, kernel, features } = layer;
  const { lane, units, groups } = featureGroups(features);
  const of = vector(lane);
  const [row, gates] = [features / lane, [0, 1, 2, 3]];
  const feature = (u: number) => `part * ${units} + ${u}`;
  const outputs = gates.flatMap((g) => Array.from({ length: units }, (_, u) => `${g * row} + ${feature(u)}`));
  const source = { name: 'before', channels: features, width: lane };
  const unit = (p: number, u: number) => `{
    let z = (at.start + cell) * ${4 * row} + ${feature(u)};
    let place = cell * ${row} + ${feature(u)};
    let kept = at.start * ${row} + place;
    let i = gate(gates[z] + a${p}_${u});
    let f = gate(gates[z + ${row}] + a${p}_${units + u});
    let o = gate(gates[z + ${2 * row}] + a${p}_${2 * units + u});
    let g = squash(gates[z + ${3 * row}] + a${p}_${3 * units + u});
    let next = f * last[place] + i * g;
    let h = o * squash(next);
    last[place] = next;
    after[place] = h;
    sequence[kept] = h;
    ${trace ? `cells[kept] = next; gates[z] = i; gates[z + ${row}] = f; gates[z + ${2 * row}] = o; gates[z + ${3 * row}] = g;` : ''} }`;
  const names = ['gates', 'last', 'after', 'sequence', ...(trace ? ['cells'] : [])];
  return {
    key: `thawStep ${[rows, cols, kernel, features, tile.columns, tile.run, trace]}`,
    storage: [{ name: 'before', of }, { name: 'recurrent', of }, ...names.map((name) => ({ name, of, writes: true }))],
    parameters: { lines: 'i32', start: 'i32', convolves: 'i32' },
    code: () => `
${nonLinear(of)}
fn run(id : i32) {
  ${place(layer, tile, groups)}
  let convolves = at.convolves != 0;
  ${spread(source, layer, tile, { name: 'recurrent', width: 4 * features }, outputs, lane)}
  ${eachColumn(layer, tile, (p) => Array.from({ length: units }, (_, u) => unit(p, u)).join('\n'))}
}`,
  };
}
