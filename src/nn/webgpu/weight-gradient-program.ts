import type { Layer } from './conv-lstm-program.ts';
import type { Program } from './program.ts';
import { divisor } from './tile.ts';

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** How the weight gradients of a layer are cut into threads. */
export interface Cut {
  /** Channels of x and features of h that one thread takes. */
  readonly ofX: number;
  readonly ofH: number;
  /** Vectors of four outputs that one thread takes. */
  readonly vectors: number;
  /** Threads for one slice of the image rows. */
  readonly threads: number;
  /** Weights of kernel, recurrent and bias together. */
  readonly weights: number;
}

export function cut({ kernel, channels, features }: Layer): Cut {
  const ofX = divisor(channels, 4);
  const ofH = divisor(features, 4);
  // Sums of one thread: kernel * 4 * vectors * 4, about a hundred.
  const vectors = divisor(features, kernel > 3 ? 1 : 2);
  const blocks = channels / ofX + features / ofH;
  const weights = (kernel * kernel * (channels + features) + 1) * 4 * features;
  return { ofX, ofH, vectors, threads: blocks * kernel * (features / vectors), weights };
}

interface Part {
  /** Name of the function. */
  readonly name: string;
  /** Channels of the source and how many a thread takes. */
  readonly channels: number;
  readonly each: number;
  /** First weight of this part in a slice. */
  readonly start: number;
  readonly bias?: number;
  /** Loops over lines: buffer, first and last line as WGSL, and how many lines earlier the source lies. */
  readonly loops: readonly { buffer: string; from: string; to: string; shift: string }[];
}

/** One buffer's lines: a window of the kernel's width slides along each row, so that a value is loaded once. */
function loop(layer: Layer, { each, channels, bias }: Part, vectors: number, source: Part['loops'][number]): string {
  const { rows, cols, kernel, features } = layer;
  const half = (kernel - 1) / 2;
  const wide = each === 4 && channels % 4 === 0;
  const names = range(each).map((s) => (wide ? `.${'xyzw'[s]}` : `_${s}`));
  const load = (into: (suffix: string) => string, column: string) =>
    wide
      ? `${into('')} = ${source.buffer}[(base + ${column}) * ${channels / 4} + block];`
      : names
          .map((n, s) => `${into(n)} = ${source.buffer}[(base + ${column}) * ${channels} + block * ${each} + ${s}];`)
          .join(' ');
  const declare = (j: number) =>
    wide ? `var s${j} = vec4<f32>(0);` : names.map((n) => `var s${j}${n} = 0.0;`).join(' ');
  const zero = (j: number) => (wide ? `s${j} = vec4<f32>(0);` : names.map((n) => `s${j}${n} = 0.0;`).join(' '));
  const move = (j: number) => (wide ? `s${j} = s${j + 1};` : names.map((n) => `s${j}${n} = s${j + 1}${n};`).join(' '));
  return `
  for (var line = ${source.from}; line < ${source.to}; line++) {
    let row = line % ${rows};
    let other = row + ky - ${half};
    if (other < 0 || other >= ${rows}) { continue; }
    let base = (line - row + other - ${source.shift}) * ${cols};
    ${range(kernel).map(declare).join(' ')}
    ${range(half)
      .map((j) => (j < cols ? load((n) => `s${half + j}${n}`, `${j}`) : ''))
      .join('\n')}
    for (var column = 0; column < ${cols}; column++) {
      if (column < ${cols - half}) { ${load((n) => `s${kernel - 1}${n}`, `column + ${half}`)} } else { ${zero(kernel - 1)} }
      ${range(vectors)
        .map((v) => `let d${v} = dz[(line * ${cols} + column) * ${features} + out + ${v}];`)
        .join(' ')}
      ${range(kernel)
        .flatMap((kx) => names.flatMap((n, s) => range(vectors).map((v) => `a${kx}_${s}_${v} += s${kx}${n} * d${v};`)))
        .join('\n')}
      ${
        bias === undefined
          ? ''
          : `if (sumsBias) { ${range(vectors)
              .map((v) => `b${v} += d${v};`)
              .join(' ')} }`
      }
      ${range(kernel - 1)
        .map(move)
        .join(' ')}
    }
  }`;
}

function partCode(layer: Layer, part: Part, { vectors, weights }: Cut): string {
  const { kernel, features } = layer;
  const { name, channels, each, start, bias } = part;
  const sums = range(kernel).flatMap((kx) =>
    range(each).flatMap((s) => range(vectors).map((v) => [kx, s, v] as const)),
  );
  return `
fn ${name}(slice : i32, ky : i32, block : i32, out : i32) {
  let first = slice * at.each;
  let end = min(first + at.each, at.lines);
  ${sums.map(([kx, s, v]) => `var a${kx}_${s}_${v} = vec4<f32>(0);`).join(' ')}
  ${
    bias === undefined
      ? ''
      : `let sumsBias = ky == ${(kernel - 1) / 2} && block == 0; ${range(vectors)
          .map((v) => `var b${v} = vec4<f32>(0);`)
          .join(' ')}`
  }
  ${part.loops.map((source) => loop(layer, part, vectors, source)).join('\n')}
  let to = slice * ${weights / 4} + ${start / 4} + (ky * ${kernel * channels} + block * ${each}) * ${features} + out;
  ${sums.map(([kx, s, v]) => `partial[to + ${(kx * channels + s) * features + v}] = a${kx}_${s}_${v};`).join('\n')}
  ${
    bias === undefined
      ? ''
      : `if (sumsBias) { ${range(vectors)
          .map((v) => `partial[slice * ${weights / 4} + ${bias / 4} + out + ${v}] = b${v};`)
          .join(' ')} }`
  }
}`;
}

/**
 * Gradients of kernel, recurrent and bias over one slice of the image rows of all months, a slice after another in
 * `partial`. A thread takes one row of the kernel, a few channels and outputs, and walks its slice once for the whole
 * width of the kernel.
 *
 * @param withState whether a state stood before the first month
 */
export function partialProgram(layer: Layer, withState: boolean): Program {
  const { rows, cols, kernel, channels, features } = layer;
  const plan = cut(layer);
  const { ofX, ofH, vectors } = plan;
  const width = (n: number) => (n % 4 === 0 ? ('vec4<f32>' as const) : ('f32' as const));
  const area = kernel * kernel * 4 * features;
  const x: Part = {
    name: 'fromX',
    channels,
    each: ofX,
    start: 0,
    bias: area * (channels + features),
    loops: [{ buffer: 'x', from: 'first', to: 'end', shift: '0' }],
  };
  const later = { buffer: 'sequence', from: 'max(first, at.month)', to: 'end', shift: 'at.month' };
  const given = { buffer: 'h', from: 'first', to: 'min(end, at.month)', shift: '0' };
  const h: Part = {
    name: 'fromH',
    channels: features,
    each: ofH,
    start: area * channels,
    loops: withState ? [given, later] : [later],
  };
  const outs = features / vectors;
  const blocks = channels / ofX + features / ofH;
  return {
    key: `thawWeightPartial ${[rows, cols, kernel, channels, features, withState]}`,
    storage: [
      { name: 'x', of: width(channels) },
      { name: 'sequence', of: width(features) },
      ...(withState ? [{ name: 'h', of: width(features) }] : []),
      { name: 'dz', of: 'vec4<f32>' },
      { name: 'partial', of: 'vec4<f32>', writes: true },
    ],
    parameters: { lines: 'i32', month: 'i32', each: 'i32', slices: 'i32' },
    code: () => `
${partCode(layer, x, plan)}
${partCode(layer, h, plan)}
fn run(id : i32) {
  let out = (id % ${outs}) * ${vectors};
  let block = (id / ${outs}) % ${blocks};
  let ky = (id / ${outs * blocks}) % ${kernel};
  let slice = id / ${outs * blocks * kernel};
  if (slice >= at.slices) { return; }
  if (block < ${channels / ofX}) { fromX(slice, ky, block, out); } else { fromH(slice, ky, block - ${channels / ofX}, out); }
}`,
  };
}

/** Adds the slices up, always in the same order. */
export function reduceProgram(layer: Layer): Program {
  const { kernel, channels, features } = layer;
  const area = kernel * kernel * 4 * features;
  const { weights } = cut(layer);
  return {
    key: `thawWeightReduce ${[kernel, channels, features]}`,
    storage: [
      { name: 'partial', of: 'f32' },
      ...['dKernel', 'dRecurrent', 'dBias'].map((name) => ({ name, of: 'f32' as const, writes: true })),
    ],
    parameters: { slices: 'i32' },
    code: () => `
fn run(id : i32) {
  if (id >= ${weights}) { return; }
  var sum = 0.0;
  for (var slice = 0; slice < at.slices; slice++) { sum += partial[slice * ${weights} + id]; }
  if (id < ${area * channels}) { dKernel[id] = sum; return; }
  if (id < ${area * (channels + features)}) { dRecurrent[id - ${area * channels}] = sum; return; }
  dBias[id - ${area * (channels + features)}] = sum;
}`,
  };
}
