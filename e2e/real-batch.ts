import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Batch } from '../src/learn/batch.ts';
import { gatherKnowledge } from '../src/learn/knowledge.ts';
import { lagsOf } from '../src/learn/lags.ts';
import type { Sample } from '../src/learn/samples.ts';
import { DEFAULT_HYPER, jobsOf, prepare } from '../src/learn/train-ensemble.ts';
import type { NetworkShape } from '../src/nn/network.ts';
import { folderStorage } from '../src/store/folder.node.ts';
import { openStore } from '../src/store/open.ts';

const root = join(import.meta.dirname, '..');
export const REAL_DATA = join(root, '../shared/data');

/** Samples of one batch: enough for all three targets, few enough for an emulated GPU. */
const SIZE = 8;

/** Plain numbers, so that a batch crosses from the test into the page. */
export type PlainBatch = { readonly [K in keyof Batch]: K extends 'size' ? number : readonly number[] };

export interface RealBatch {
  readonly batch: PlainBatch;
  readonly shape: NetworkShape;
}

/** One training batch of the store that `tiles` makes of the real files, made by the code that trains. */
export async function realBatch(): Promise<RealBatch> {
  const folder = join(root, '.cache/test-real.zarr');
  rmSync(folder, { recursive: true, force: true });
  execFileSync(process.execPath, [join(root, 'scripts/studio.mjs'), 'tiles', REAL_DATA, '--out', folder], {
    cwd: root,
    stdio: 'ignore',
  });
  const prepared = await prepare(await gatherKnowledge(await openStore(folderStorage(folder))), () => false);
  const job = jobsOf(prepared, { members: 1, seed: 1 })[0];
  if (!job) throw new Error('an ensemble of one has one job');
  const samples = pick(job.train);
  const batch = job.batcher.make(samples, SIZE, (i) => lagsOf(samples[i] as Sample, undefined, 1), [1, 1, 1], 'train');
  const plain = Object.fromEntries(
    Object.entries(batch).map(([name, value]) => [name, typeof value === 'number' ? value : [...value]]),
  ) as unknown as PlainBatch;
  return { batch: plain, shape: { ...job.shape, filters: [...DEFAULT_HYPER.filters] } };
}

/** Samples that teach every target, taken evenly from the whole list. */
function pick(train: readonly Sample[]): Sample[] {
  const teaching = [0, 1, 2].map((target) =>
    train.filter((s) => s.truths.some((t) => t.target === target && t.role === 'train')),
  );
  return Array.from({ length: SIZE }, (_, i) => {
    const of = teaching[i % 3] as Sample[];
    return of[Math.floor(((i + 0.5) * of.length) / SIZE)] as Sample;
  });
}
