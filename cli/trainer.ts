import { availableParallelism } from 'node:os';
import type { MemberTrainer } from '../src/learn/member-trainer.ts';
import type { Device } from '../src/nn/device.ts';
import { MemberPool } from '../workers/member-pool.ts';
import { nodeThread } from '../workers/node-thread.node.ts';

/** Who trains members for the command line. */
export interface Trainers {
  /** Undefined where one device serves all members: a GPU is not faster for being shared. */
  readonly trainer: MemberTrainer | undefined;
  close(): void;
}

/**
 * Threads for the members on a processor.
 * @param wanted members that could be trained at the same time
 */
export function trainersOn(device: Device, wanted: number): Trainers {
  const threads = Math.min(availableParallelism(), wanted);
  const shared = device.name === 'webgpu' || device.name === 'webgl';
  if (shared || threads < 2) return { trainer: undefined, close: () => undefined };
  const file = new URL('../workers/member-thread.node.ts', import.meta.url);
  const pool = new MemberPool({ threads, device: device.name, start: () => nodeThread(file) });
  return { trainer: pool, close: () => pool.close() };
}
