import type { Plane, Tile } from './tile.ts';

/*
 * WGSL text of a stride-1 'same' convolution for a tile of neighbouring columns, unrolled over the tile and the kernel's
 * width. The text around it provides `line` (image row counted over all images), `row` within its image and `column`, the
 * first of the tile, and finds the sums in `a<p>_<v>`: column p, output v.
 */

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

export interface Source {
  readonly name: string;
  /** Values a place. */
  readonly channels: number;
  /** Channels taken at a time. */
  readonly width: 1 | 4;
  /** The buffer is declared by single numbers although four are taken at a time. */
  readonly single?: boolean;
  /** Place of its first image, a WGSL expression. */
  readonly start?: string;
}

export interface Weights {
  readonly name: string;
  /** Outputs in all. */
  readonly width: number;
}

const inRuns = <T>(all: readonly T[], size: number): T[][] =>
  range(Math.ceil(all.length / size)).map((i) => all.slice(i * size, (i + 1) * size));

const type = (width: 1 | 4): string => (width === 4 ? 'vec4<f32>' : 'f32');

const element = ({ name, single }: Source, at: string): string =>
  single ? `vec4<f32>(${range(4).map((i) => `${name}[(${at}) * 4 + ${i}]`)})` : `${name}[${at}]`;

/** Loads `s<j>`, places column - half … column + tile - 1 + half of row `base`, zero outside the image. */
function loadWindow(source: Source, { cols, kernel }: Plane, { columns: tile }: Tile): string {
  const half = (kernel - 1) / 2;
  const stride = source.channels / source.width;
  return range(tile + kernel - 1)
    .map((j) => {
      const shift = j - half;
      const inside = shift >= 0 && (cols % tile === 0 ? shift < tile : shift === 0);
      const load = element(source, `(base + column + ${shift}) * ${stride} + c`);
      if (inside) return `let s${j} = ${load};`;
      return `var s${j} = ${type(source.width)}(0);
        if (column + ${shift} >= 0 && column + ${shift} < ${cols}) { s${j} = ${load}; }`;
    })
    .join('\n');
}

/** Sums declared, then the loops over kernel rows and channels around `body`; `turned` walks the kernel backwards. */
function overRows(
  source: Source,
  plane: Plane,
  tile: Tile,
  outputs: number,
  sum: string,
  turned: boolean,
  body: string,
) {
  const half = (plane.kernel - 1) / 2;
  const from = turned ? `row + ${half} - ky` : `row + ky - ${half}`;
  return `
    ${range(tile.columns)
      .map((p) =>
        range(outputs)
          .map((v) => `var a${p}_${v} = ${sum}(0);`)
          .join(' '),
      )
      .join('\n')}
    if (convolves) {
      for (var ky = 0; ky < ${plane.kernel}; ky++) {
        let other = ${from};
        if (other < 0 || other >= ${plane.rows}) { continue; }
        let base = ${source.start ?? 0} + (line - row + other) * ${plane.cols};
        for (var c = 0; c < ${source.channels / source.width}; c++) {
          ${loadWindow(source, plane, tile)}
          ${body}
        }
      }
    }`;
}

/**
 * Weights `[k, k, channel, output]` read along their outputs.
 *
 * @param outputs for each sum the place of its weight in a row of outputs, in units of `lane`
 * @param lane 4 when sums are `vec4<f32>`, else 1
 * @param width outputs in a row of weights
 */
export function spread(
  source: Source,
  plane: Plane,
  tile: Tile,
  weights: Weights,
  outputs: readonly string[],
  lane: 1 | 4,
): string {
  const part = source.width === 4 ? ['.x', '.y', '.z', '.w'] : [''];
  const body = inRuns(range(plane.kernel), tile.run).map((run) => {
    const terms = run.flatMap((kx) => part.map((of, s) => ({ kx, s, of })));
    const loads = terms.map(({ kx, s }, t) => {
      const row = `(ky * ${plane.kernel} + ${kx}) * ${source.channels} + c * ${source.width} + ${s}`;
      const load = outputs.map((at, v) => `let w${t}_${v} = ${weights.name}[r${t} + ${at}];`);
      return `let r${t} = (${row}) * ${weights.width / lane}; ${load.join(' ')}`;
    });
    const sums = range(tile.columns).map((p) =>
      outputs
        .map((_, v) => `a${p}_${v} += ${terms.map(({ kx, of }, t) => `s${p + kx}${of} * w${t}_${v}`).join(' + ')};`)
        .join(' '),
    );
    return `{ ${loads.join('\n')}\n${sums.join('\n')} }`;
  });
  return overRows(source, plane, tile, outputs.length, type(lane), false, body.join('\n'));
}

/**
 * The same with a turned kernel and its two channel axes exchanged: what carries a gradient back through a convolution.
 * Source and weights `[k, k, output, channel]` are read four channels at a time; sums are single numbers.
 *
 * @param first WGSL expression of the first of `outputs` consecutive outputs
 * @param width outputs of the weights
 */
export function gather(
  source: Source,
  plane: Plane,
  tile: Tile,
  weights: Weights,
  first: string,
  outputs: number,
): string {
  const stride = source.channels / 4;
  const body = inRuns(range(plane.kernel), tile.run).map((run) => {
    const loads = run.map((kx, t) => {
      const load = range(outputs).map((v) => `let w${t}_${v} = ${weights.name}[r${t} + ${v * stride}];`);
      return `let r${t} = ((ky * ${plane.kernel} + ${kx}) * ${weights.width} + ${first}) * ${stride} + c; ${load.join(' ')}`;
    });
    const term = (p: number, v: number) =>
      run.map((kx, t) => `dot(s${p + plane.kernel - 1 - kx}, w${t}_${v})`).join(' + ');
    const sums = range(tile.columns).map((p) =>
      range(outputs)
        .map((v) => `a${p}_${v} += ${term(p, v)};`)
        .join(' '),
    );
    return `{ ${loads.join('\n')}\n${sums.join('\n')} }`;
  });
  return overRows(source, plane, tile, outputs, 'f32', true, body.join('\n'));
}

/** Finds the tile of thread `id`: `groups` threads share a place, the first of them lying next to each other. */
export function place({ rows, cols }: Plane, { columns: tile }: Tile, groups: number): string {
  const across = Math.ceil(cols / tile);
  return `
    let part = id % ${groups};
    let spot = id / ${groups};
    let line = spot / ${across};
    if (line >= at.lines) { return; }
    let column = (spot % ${across}) * ${tile};
    let row = line % ${rows};`;
}

/** Runs `code` for each column of the tile that lies in the image. */
export function eachColumn({ cols }: Plane, { columns: tile }: Tile, code: (p: number) => string): string {
  return range(tile)
    .map((p) => {
      const text = `let cell = line * ${cols} + column + ${p}; ${code(p)}`;
      return cols % tile === 0 ? `{ ${text} }` : `if (column + ${p} < ${cols}) { ${text} }`;
    })
    .join('\n');
}
