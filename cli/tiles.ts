import { rename, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { BadRequest } from '../src/core/error.ts';
import type { Progress } from '../src/core/progress.ts';
import { buildTiles } from '../src/preprocess/build-tiles.ts';
import { importFiles } from '../src/preprocess/import-files.ts';
import { type ImportReport, reportText } from '../src/preprocess/import-report.ts';
import type { Extent } from '../src/preprocess/observation-table.ts';
import { diskFiles } from '../src/sources/disk-file.node.ts';
import { readAtlas } from '../src/sources/reference-alaska/atlas.node.ts';
import { landMaskOf } from '../src/sources/reference-alaska/land-mask.ts';
import { folderStorage } from '../src/store/folder.node.ts';
import { memoryStorage } from '../src/store/memory.ts';
import { packZip } from '../src/store/pack-zip.ts';
import type { WritableStorage } from '../src/store/storage.ts';
import { ProgressLine } from './progress-line.ts';

export const help = `npm run studio -- tiles INPUT... --out STORE [--extent W,S,E,N]

Reads files a scientist has, each recognised by its content, puts measurements on cells with unit, sign, uncertainty and provenance,
interpolates climate to the grid, runs the process models on it, and writes a store. One bad file never stops the others.

  INPUT            files or folders; folders are walked, zips are opened
  --out STORE      a folder (STORE.zarr), or a zip when the name ends in .zip; a store that is there already is replaced
  --extent W,S,E,N degrees, west negative: only cells and measurements inside (the whole Alaska window)

Read are: CALM summary (.xls) and long table, GTN-P probing grids with metadata, ABCflux as published (zip) and tidied, the
Anaktuvuk River burn files, monthly climate and terrain as CF netCDF, half-degree annual grids, station series.

The store holds report.json and report.txt: every file, and everything rejected with file, line, reason and what to do.
Progress goes to standard error, a summary to standard output. Exit status: 0 done, 1 nothing could be read, 2 wrong usage.`;

/** @returns 0 when a store was made */
export async function tiles(args: string[]): Promise<number> {
  const { inputs, out, extent } = optionsOf(args);
  const line = new ProgressLine();
  const onProgress = (p: Progress) =>
    line.tell(`${p.what}: ${p.of > 0 ? Math.floor((100 * p.done) / p.of) : 0} %`, p.secondsLeft);
  const imported = await importFiles(await diskFiles(inputs), onProgress);
  line.end();
  const gave = imported.observations.length + imported.series.length + imported.grids.length;
  if (gave === 0) {
    const nothing: ImportReport = { files: imported.files, rejected: imported.rejected, observations: {}, notes: [] };
    process.stderr.write(
      `${reportText(nothing)}\nNothing could be read from ${inputs.join(', ')}; no store was written.\n`,
    );
    return 1;
  }
  const zipped = /\.zip$/i.test(out);
  const storage = zipped ? memoryStorage(out) : folderStorage(out);
  const land = landMaskOf(readAtlas());
  const made = await buildTiles({ imported, storage, land, created: new Date().toISOString(), extent, onProgress });
  line.end();
  const text = await writeReport(storage, made.report);
  if (zipped) await writeZip(storage, out);
  process.stdout.write(`${summaryOf(text)}\n${out}\n`);
  return 0;
}

function optionsOf(given: string[]): { inputs: string[]; out: string; extent: Extent | undefined } {
  const { values, positionals } = parseArgs({
    args: joinWest(given),
    allowPositionals: true,
    options: { out: { type: 'string' }, extent: { type: 'string' } },
  });
  if (positionals.length === 0)
    throw new BadRequest({ what: 'no input', expected: 'at least one file or folder to read' });
  if (!values.out) throw new BadRequest({ what: 'no --out', expected: '--out STORE, where the store goes' });
  return {
    inputs: positionals,
    out: values.out,
    extent: values.extent === undefined ? undefined : extentOf(values.extent),
  };
}

/** `--extent -150,68,…` as one argument: west is negative here, and a minus would pass for another option. */
function joinWest(args: readonly string[]): string[] {
  const at = args.indexOf('--extent');
  const west = args[at + 1];
  if (at < 0 || west === undefined || !/^-[\d.]/.test(west)) return [...args];
  return [...args.slice(0, at), `--extent=${west}`, ...args.slice(at + 2)];
}

function extentOf(text: string): Extent {
  const [west, south, east, north] = text.split(',').map(Number) as [number, number, number, number];
  const fits =
    text.split(',').length === 4 && west < east && south < north && Math.abs(south) <= 90 && Math.abs(north) <= 90;
  if (!fits)
    throw new BadRequest({
      what: `--extent ${text}`,
      expected: 'W,S,E,N in degrees, west negative, such as -150,68,-149,69',
    });
  return { west, south, east, north };
}

/** Puts both forms of the report beside the store's own files; a Zarr reader passes them over. */
async function writeReport(storage: WritableStorage, report: ImportReport): Promise<string> {
  const text = reportText(report);
  await storage.set('report.json', new TextEncoder().encode(`${JSON.stringify(report, null, 1)}\n`));
  await storage.set('report.txt', new TextEncoder().encode(text));
  return text;
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
