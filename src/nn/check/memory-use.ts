import { memory } from '@tensorflow/tfjs-core';
import { allocatedBytes } from './allocated-bytes.ts';
import { type TrialOrder, trial } from './trial.ts';

/** What is alive and taken after a step of a training. */
export interface MemoryUse {
  readonly tensors: number;
  readonly bytes: number;
}

export interface MemoryUses {
  readonly tenth: MemoryUse;
  /** The most at any step after the tenth. */
  readonly most: MemoryUse;
}

/** Trains on the device in use. @returns tensors and bytes after the tenth step, and the most of each after any later one */
export async function memoryUses(order: TrialOrder): Promise<MemoryUses> {
  const uses: MemoryUse[] = [];
  await trial(order, () => uses.push({ tensors: memory().numTensors, bytes: allocatedBytes() }));
  const later = uses.slice(10);
  const most = (of: keyof MemoryUse) => later.reduce((largest, use) => Math.max(largest, use[of]), 0);
  return { tenth: uses[9]!, most: { tensors: most('tensors'), bytes: most('bytes') } };
}
