import { parseArgs } from 'node:util';
import { BadRequest } from '../src/core/error.ts';
import type { Progress } from '../src/core/progress.ts';
import { readAtlas } from '../src/sources/reference-alaska/atlas.node.ts';
import { landMaskOf } from '../src/sources/reference-alaska/land-mask.ts';
import { makeReference } from '../src/sources/reference-alaska/make.ts';
import { folderStorage } from '../src/store/folder.node.ts';

export const help = `npm run studio -- reference [--out FOLDER] [--seed N]

Makes Reference Alaska, the modelled default store: climate from published normals and trends, schematic ground, process models,
pseudo-observations. Whole Alaska at 9 km and six places at 1 km, monthly from 1990 to 2025.

  --out FOLDER  where the store goes (public/stores/reference.zarr); a store that is there already is replaced
  --seed N      whole number, 0 or more; the same seed makes the same store (1)

Progress goes to standard error, the folder's name to standard output.`;

/** @returns 0 when the store is made */
export async function reference(args: string[]): Promise<number> {
  const { out, seed } = optionsOf(args);
  await makeReference({
    storage: folderStorage(out),
    land: landMaskOf(readAtlas()),
    seed,
    created: new Date().toISOString(),
    onProgress: report,
  });
  process.stderr.write('\n');
  process.stdout.write(`${out}\n`);
  return 0;
}

function optionsOf(args: string[]): { out: string; seed: number } {
  const { values } = parseArgs({ args, options: { out: { type: 'string' }, seed: { type: 'string' } } });
  const seed = Number(values.seed ?? 1);
  if (!(Number.isInteger(seed) && seed >= 0))
    throw new BadRequest({ what: `--seed ${values.seed}`, expected: 'a whole number, 0 or more' });
  return { out: values.out ?? 'public/stores/reference.zarr', seed };
}

let told = 0;

/** A line that rewrites itself on a terminal, and a line every ten seconds in a log. */
function report({ what, done, of, secondsLeft }: Progress): void {
  const now = performance.now();
  if (now - told < (process.stderr.isTTY ? 200 : 10_000) && done < of) return;
  told = now;
  const left = secondsLeft === null ? '' : `, about ${Math.ceil(secondsLeft)} s left`;
  const line = `${what}: ${Math.floor((100 * done) / of)} %${left}`;
  process.stderr.write(process.stderr.isTTY ? `\r${line.padEnd(60)}` : `${line}\n`);
}
