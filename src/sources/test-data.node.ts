import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCandidate } from './candidate.ts';
import { memoryFile } from './memory-file.ts';
import type { Imported, InputFile, Source } from './source.ts';

/** Folder of the real files that tests check against; it lies beside the repository where it is present at all. */
const ROOT = join(process.cwd(), '../shared/data');

export const realDataIsHere = existsSync(join(ROOT, 'README.md'));

/** A real file, for a test. */
export const realFile = (path: string): InputFile => memoryFile(path, new Uint8Array(readFileSync(join(ROOT, path))));

/** Opens, checks that the source recognises its file, reads. */
export async function importOf(
  source: Source,
  file: InputFile,
  companions: readonly InputFile[] = [],
): Promise<Imported> {
  const candidate = await openCandidate(file);
  try {
    if (source.probe(candidate) === 'no') throw new Error(`${source.id} does not recognise ${file.name}`);
    return await source.read(candidate, companions);
  } finally {
    candidate.close();
  }
}

export const mean = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0) / x.length;
