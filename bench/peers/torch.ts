import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Contestant } from '../contestant.ts';
import { root } from '../root.ts';
import { SHAPES, type ShapeName } from '../work/shape.ts';
import { lineProcess } from './line-process.ts';

/** Debian's Python first: its PyTorch is the one that everybody can install. */
const PYTHONS = ['/usr/bin/python3', 'python3'];

let found: string | null | undefined;

/** The Python that has PyTorch, or undefined. */
export function pythonWithTorch(): string | undefined {
  if (found === undefined) {
    const has = (python: string) => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
    found = PYTHONS.find(has) ?? null;
  }
  return found ?? undefined;
}

export const NO_TORCH = 'no Python with PyTorch here (Debian: apt-get install python3-torch)';

export interface TorchOrder {
  readonly threads: number;
  readonly shape: ShapeName;
  readonly task: 'train' | 'forward' | 'month';
  readonly device?: 'cpu' | 'cuda';
}

/** PyTorch in a process of its own that stays for the whole race. @throws Error when there is none */
export async function torchContestant({ threads, shape, task, device = 'cpu' }: TorchOrder): Promise<Contestant> {
  const python = pythonWithTorch();
  if (!python) throw new Error(NO_TORCH);
  const { ask, close } = lineProcess('PyTorch', python, ['-u', join(root, 'bench', 'peers', 'torch_peer.py')], {
    OMP_NUM_THREADS: String(threads),
  });
  const { variant, version } = await ask({ kind: 'open', shape: SHAPES[shape], task, threads, device });
  const where = device === 'cuda' ? 'CUDA' : threads === 1 ? '1 thread' : `${threads} threads`;
  return {
    label: `PyTorch ${String(version).split('+')[0]}, ${where} (${variant})`,
    device: where,
    lap: async (steps) => Number((await ask({ kind: 'run', steps })).ms),
    counts: async () => {
      const heldBytes = Number((await ask({ kind: 'peak' })).bytes);
      return { launches: Number.NaN, allocatedBytes: Number.NaN, peakBytes: Number.NaN, heldBytes };
    },
    close: async () => close(),
  };
}
