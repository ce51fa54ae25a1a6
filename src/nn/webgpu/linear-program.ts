import type { Program, Storage } from './program.ts';

/*
 * out = x W + b for `from` features and `to` outputs of every row; the gradients of W and b are summed over slices of the
 * rows first, then over the slices.
 */

const read = (...names: string[]): Storage[] => names.map((name) => ({ name, of: 'f32' }));
const write = (...names: string[]): Storage[] => names.map((name) => ({ name, of: 'f32', writes: true }));

export const linearProgram = (from: number, to: number): Program => ({
  key: `thawLinear ${[from, to]}`,
  storage: [...read('x', 'weight', 'bias'), ...write('result')],
  parameters: { rows: 'i32' },
  code: () => `
fn run(id : i32) {
  if (id >= at.rows * ${to}) { return; }
  let row = id / ${to};
  let output = id % ${to};
  var sum = bias[output];
  for (var i = 0; i < ${from}; i++) { sum += x[row * ${from} + i] * weight[i * ${to} + output]; }
  result[id] = sum;
}`,
});

export const linearInputGradientProgram = (from: number, to: number): Program => ({
  key: `thawLinearInputGradient ${[from, to]}`,
  storage: [...read('dy', 'weight'), ...write('dx')],
  parameters: { rows: 'i32' },
  code: () => `
fn run(id : i32) {
  if (id >= at.rows * ${from}) { return; }
  let row = id / ${from};
  let feature = id % ${from};
  var sum = 0.0;
  for (var o = 0; o < ${to}; o++) { sum += dy[row * ${to} + o] * weight[feature * ${to} + o]; }
  dx[id] = sum;
}`,
});

/** `partial` is `[slice, from + 1, to]`: the last row of a slice belongs to the bias. */
export const linearPartialProgram = (from: number, to: number): Program => ({
  key: `thawLinearPartial ${[from, to]}`,
  storage: [...read('x', 'dy'), ...write('partial')],
  parameters: { rows: 'i32', each: 'i32', slices: 'i32' },
  code: () => `
fn run(id : i32) {
  let slice = id / ${(from + 1) * to};
  if (slice >= at.slices) { return; }
  let feature = (id / ${to}) % ${from + 1};
  let output = id % ${to};
  let end = min((slice + 1) * at.each, at.rows);
  var sum = 0.0;
  if (feature == ${from}) {
    for (var row = slice * at.each; row < end; row++) { sum += dy[row * ${to} + output]; }
  } else {
    for (var row = slice * at.each; row < end; row++) { sum += x[row * ${from} + feature] * dy[row * ${to} + output]; }
  }
  partial[id] = sum;
}`,
});

export const linearReduceProgram = (from: number, to: number): Program => ({
  key: `thawLinearReduce ${[from, to]}`,
  storage: [...read('partial'), ...write('dWeight', 'dBias')],
  parameters: { slices: 'i32' },
  code: () => `
fn run(id : i32) {
  if (id >= ${(from + 1) * to}) { return; }
  var sum = 0.0;
  for (var slice = 0; slice < at.slices; slice++) { sum += partial[slice * ${(from + 1) * to} + id]; }
  if (id < ${from * to}) { dWeight[id] = sum; } else { dBias[id - ${from * to}] = sum; }
}`,
});
