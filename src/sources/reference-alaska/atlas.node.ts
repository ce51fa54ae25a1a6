import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { UnreadableFile } from '../../core/error.ts';
import type { LandTopology } from './land-mask.ts';

/** The world's land at 1 : 10 million from the npm package world-atlas (Natural Earth, public domain). */
export function readAtlas(): LandTopology {
  const file = 'world-atlas/countries-10m.json';
  try {
    return JSON.parse(readFileSync(createRequire(import.meta.url).resolve(file), 'utf8')) as LandTopology;
  } catch (cause) {
    throw new UnreadableFile({ file, expected: 'the npm package world-atlas; run npm install' }, cause);
  }
}
