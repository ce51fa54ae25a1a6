import { availableParallelism } from 'node:os';
import type { StartHelpers } from '../src/forecast/roll-out.ts';
import type { PartOrder } from '../workers/forecast-part.protocol.ts';
import { startTeam, threadsFor } from '../workers/forecast-team.ts';
import { nodeThread } from '../workers/node-thread.node.ts';

/** Threads of this machine that share a forecast with the main one; undefined when one is all there is, or the device is a GPU. */
export function inThreads(order: Omit<PartOrder<string>, 'me' | 'threads' | 'ports'>): StartHelpers | undefined {
  const threads = order.device === 'wasm' || order.device === 'cpu' ? threadsFor(availableParallelism()) : 1;
  if (threads === 1) return undefined;
  return startTeam(() => nodeThread(new URL('./forecast-thread.ts', import.meta.url)), threads, order);
}
