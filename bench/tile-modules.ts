import asc from 'assemblyscript/asc';
import type { TileModule } from './work/tile-rate.ts';

/** Tiles that fill the registers in one way or another; which is best depends on the processor. */
const TILES = [
  [4, 8],
  [6, 8],
  [4, 12],
  [3, 16],
  [12, 4],
  [7, 8],
] as const;
const UNROLL = 4;

/** `c[rows, cols] += a[depth, rows] * b[depth, cols]`, all sums in registers, again and again on the same panels. */
function source(rows: number, cols: number, relaxed: boolean): string {
  const wide = cols / 4;
  const sums = Array.from({ length: rows * wide }, (_, i) => `c${i}`);
  const multiplyAdd = (sum: string, a: string, b: string) =>
    relaxed ? `f32x4.relaxed_madd(${a}, ${b}, ${sum})` : `f32x4.add(${sum}, f32x4.mul(${a}, ${b}))`;
  const one = (k: number): string => {
    const b = Array.from({ length: wide }, (_, j) => `let b${k}_${j} = v128.load(pb + ${4 * (k * cols + 4 * j)});`);
    const lines = Array.from({ length: rows }, (_, r) => {
      const a = `let a${k}_${r} = v128.load32_splat(pa + ${4 * (k * rows + r)});`;
      const products = Array.from({ length: wide }, (_, j) => {
        const sum = sums[r * wide + j] as string;
        return `${sum} = ${multiplyAdd(sum, `a${k}_${r}`, `b${k}_${j}`)};`;
      });
      return [a, ...products].join(' ');
    });
    return [...b, ...lines].join('\n');
  };
  return `export function run(a: usize, b: usize, out: usize, depth: i32, repeats: i32): void {
  ${sums.map((c) => `let ${c} = f32x4.splat(0);`).join('\n')}
  for (let i = 0; i < repeats; i++) {
    let pa = a; let pb = b;
    for (let k = 0; k < depth; k += ${UNROLL}) {
      ${Array.from({ length: UNROLL }, (_, k) => one(k)).join('\n')}
      pa += ${4 * UNROLL * rows}; pb += ${4 * UNROLL * cols};
    }
  }
  ${sums.map((c, i) => `v128.store(out + ${16 * i}, ${c});`).join('\n')}
}`;
}

async function compiled(rows: number, cols: number, relaxed: boolean): Promise<TileModule> {
  let binary: string | undefined;
  const text = source(rows, cols, relaxed);
  const options = ['--enable', 'simd', '--optimizeLevel', '3', '--noAssert', '--runtime', 'stub', '--importMemory'];
  const { error, stderr } = await asc.main(
    ['tile.ts', '--outFile', 'tile.wasm', ...options, ...(relaxed ? ['--enable', 'relaxed-simd'] : [])],
    {
      readFile: (name) => (name === 'tile.ts' ? text : null),
      writeFile: (_, contents) => {
        if (typeof contents !== 'string') binary = Buffer.from(contents).toString('base64');
      },
      listFiles: () => [],
    },
  );
  if (error || !binary) throw new Error(`the register tile does not compile: ${stderr.toString()}`, { cause: error });
  return { rows, cols, relaxed, binary };
}

/** The register tiles of one instruction set, compiled. */
export async function tileModules(relaxed: boolean): Promise<TileModule[]> {
  const made: TileModule[] = [];
  for (const [rows, cols] of TILES) made.push(await compiled(rows, cols, relaxed));
  return made;
}
