import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Contestant } from '../contestant.ts';
import { root } from '../root.ts';
import { SHAPES, type ShapeName } from '../work/shape.ts';

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

interface Open {
  resolve(line: Record<string, unknown>): void;
  reject(error: Error): void;
}

/** One question and one answer a line. */
function conversation(child: ChildProcess): (question: object) => Promise<Record<string, unknown>> {
  const open: Open[] = [];
  const fail = (why: string) => {
    for (const { reject } of open.splice(0)) reject(new Error(why));
  };
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const reply = JSON.parse(line) as Record<string, unknown>;
    const asked = open.shift();
    if (typeof reply.error === 'string') asked?.reject(new Error(`PyTorch: ${reply.error}`));
    else asked?.resolve(reply);
  });
  child.on('error', (error) => fail(error.message));
  child.on('exit', (code) => fail(`the PyTorch process ended with ${code}`));
  return (question) =>
    new Promise((resolve, reject) => {
      open.push({ resolve, reject });
      child.stdin?.write(`${JSON.stringify(question)}\n`);
    });
}

/** PyTorch in a process of its own that stays for the whole race. @throws Error when there is none */
export async function torchContestant({ threads, shape, task, device = 'cpu' }: TorchOrder): Promise<Contestant> {
  const python = pythonWithTorch();
  if (!python) throw new Error(NO_TORCH);
  const child = spawn(python, ['-u', join(root, 'bench', 'peers', 'torch_peer.py')], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, OMP_NUM_THREADS: String(threads) },
  });
  const ask = conversation(child);
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
    close: async () => {
      child.kill();
    },
  };
}
