import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { BadRequest } from '../src/core/error.ts';
import type { Progress } from '../src/core/progress.ts';
import { reportText } from '../src/preprocess/import-report.ts';
import { makeTiles } from '../src/preprocess/make-tiles.ts';
import type { Extent } from '../src/preprocess/observation-table.ts';
import { checkRecipe, type Recipe, usualRecipe } from '../src/preprocess/recipe.ts';
import { diskFiles } from '../src/sources/disk-file.node.ts';
import { readAtlas } from '../src/sources/reference-alaska/atlas.node.ts';
import { landMaskOf } from '../src/sources/reference-alaska/land-mask.ts';
import { folderStorage } from '../src/store/folder.node.ts';
import { memoryStorage } from '../src/store/memory.ts';
import { packZip } from '../src/store/pack-zip.ts';
import type { WritableStorage } from '../src/store/storage.ts';
import { ProgressLine } from './progress-line.ts';

export const help = `npm run studio -- tiles INPUT... --out STORE [--recipe R.json] [--extent alaska|W,S,E,N]

Reads files a scientist has, each recognised by its content, puts measurements on cells with unit, sign, uncertainty and provenance,
brings fields to the grid, interpolates climate, runs the process models on it, and writes a store. One bad file never stops the
others.

  INPUT              files or folders; folders are walked, archives (zip, tar, gzip) are opened
  --out STORE        a folder (STORE.zarr), or a zip when the name ends in .zip; a store that is there already is replaced
  --recipe R.json    choices made before: the store's own recipe.json, or one saved from the Data room. The same files and recipe
                     give the same bytes; a file that differs from the recipe's is said
  --extent W,S,E,N   degrees, west negative: only cells and measurements inside; 'alaska' is the whole window (the default).
                     Goes before the recipe's

'inspect' tells what each file is and what it leaves open; docs/guide/data.md lists every source.

The store holds report.json and report.txt (every file, and everything rejected with file, line, reason and what to do) and recipe.json.
Progress goes to standard error, a summary to standard output. Exit status: 0 done, 1 nothing could be read, 2 wrong usage.`;

/** @returns 0 when a store was made */
export async function tiles(args: string[]): Promise<number> {
  const { inputs, out, recipe } = await optionsOf(args);
  const line = new ProgressLine();
  const onProgress = (p: Progress) =>
    line.tell(`${p.what}: ${p.of > 0 ? Math.floor((100 * p.done) / p.of) : 0} %`, p.secondsLeft);
  const zipped = /\.zip$/i.test(out);
  const storage = zipped ? memoryStorage(out) : folderStorage(out);
  const { meta, report } = await makeTiles({
    files: await diskFiles(inputs),
    recipe,
    place: () => storage,
    land: () => landMaskOf(readAtlas()),
    onProgress,
  });
  line.end();
  const text = reportText(report);
  if (!meta) {
    process.stderr.write(`${text}\nNothing could be read from ${inputs.join(', ')}; no store was written.\n`);
    return 1;
  }
  if (zipped) await writeZip(storage, out);
  process.stdout.write(`${summaryOf(text)}\n${out}\n`);
  return 0;
}

async function optionsOf(given: string[]): Promise<{ inputs: string[]; out: string; recipe: Recipe }> {
  const { values, positionals } = parseArgs({
    args: joinWest(given),
    allowPositionals: true,
    options: { out: { type: 'string' }, extent: { type: 'string' }, recipe: { type: 'string' } },
  });
  if (positionals.length === 0)
    throw new BadRequest({ what: 'no input', expected: 'at least one file or folder to read' });
  if (!values.out) throw new BadRequest({ what: 'no --out', expected: '--out STORE, where the store goes' });
  const { extent: of, ...recipe } = values.recipe
    ? await recipeAt(values.recipe)
    : usualRecipe(new Date().toISOString());
  const extent = values.extent === undefined ? of : extentOf(values.extent);
  return { inputs: positionals, out: values.out, recipe: extent ? { ...recipe, extent } : recipe };
}

async function recipeAt(path: string): Promise<Recipe> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new BadRequest({ what: `--recipe ${path}`, expected: 'a recipe file that exists' });
  });
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw new BadRequest({
      what: `--recipe ${path}`,
      expected: `JSON (${cause instanceof Error ? cause.message : String(cause)})`,
    });
  }
  return checkRecipe(found, path);
}

/** `--extent -150,68,…` as one argument: west is negative here, and a minus would pass for another option. */
function joinWest(args: readonly string[]): string[] {
  const at = args.indexOf('--extent');
  const west = args[at + 1];
  if (at < 0 || west === undefined || !/^-[\d.]/.test(west)) return [...args];
  return [...args.slice(0, at), `--extent=${west}`, ...args.slice(at + 2)];
}

/** @returns undefined for all of the window */
function extentOf(text: string): Extent | undefined {
  if (text.toLowerCase() === 'alaska') return undefined;
  const [west, south, east, north] = text.split(',').map(Number) as [number, number, number, number];
  const fits =
    text.split(',').length === 4 && west < east && south < north && Math.abs(south) <= 90 && Math.abs(north) <= 90;
  if (!fits)
    throw new BadRequest({
      what: `--extent ${text}`,
      expected: "'alaska', or W,S,E,N in degrees, west negative, such as -150,68,-149,69",
    });
  return { west, south, east, north };
}

/** A reader sees the old zip or the new one, never a part. */
async function writeZip(storage: WritableStorage, out: string): Promise<void> {
  const unfinished = `${out}.unfinished`;
  try {
    await writeFile(unfinished, new Uint8Array(await (await packZip(storage)).arrayBuffer()));
    await rename(unfinished, out);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Counts, without the lists of files and rejections. */
function summaryOf(text: string): string {
  const from = text.indexOf('In the observation table:');
  const to = text.indexOf('\n', text.indexOf('Rejected:'));
  return `${text.slice(0, text.indexOf('\n'))}\n${text.slice(from, to)} All in report.txt and report.json of the store.`;
}
