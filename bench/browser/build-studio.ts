import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { root } from '../root.ts';

export const studioFolder = join(root, '.cache', 'bench', 'studio');
export const storesFolder = join(root, '.cache', 'stores');

/** Builds the page as it is now, beside the one that `npm start` serves, and makes the reference stores where there are none. */
export async function buildStudio(): Promise<void> {
  await build({ root, logLevel: 'error', build: { outDir: studioFolder, emptyOutDir: true } });
  if (existsSync(join(storesFolder, 'reference-forecast.zarr'))) return;
  const script = pathToFileURL(join(root, 'scripts', 'make-reference.mjs')).href;
  const { makeReference } = (await import(script)) as { makeReference(): Promise<void> };
  await makeReference();
}
