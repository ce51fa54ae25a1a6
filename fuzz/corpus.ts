import { gridded } from './corpus/gridded.ts';
import { packed } from './corpus/packed.ts';
import { real } from './corpus/real.ts';
import { tables } from './corpus/tables.ts';
import type { Specimen } from './specimen.ts';

/** Every specimen there is on this machine: files made to specification for every source, and publishers' files where present. */
export async function corpus(): Promise<readonly Specimen[]> {
  const texts = tables();
  return [...texts, ...(await gridded()), ...packed(texts), ...real()];
}
