import { PortTeam } from '../src/forecast/region/port-team.ts';
import type { StartHelpers } from '../src/forecast/roll-out.ts';
import type { PartCalls, PartOrder } from './forecast-part.protocol.ts';
import { RpcClient, WorkerDied, type WorkerLike } from './rpc.client.ts';

/** Threads that pay: each holds the analyses, and its share of the tiles. */
const MOST = 4;

/** Threads for a forecast on a machine of so many cores, the calling one included. */
export const threadsFor = (cores: number): number => Math.max(1, Math.min(cores, MOST));

/**
 * Starts threads that share the tiles of a forecast with this one, and a channel between each two of them.
 *
 * @param start makes a worker that serves `partHandlers` @param threads with this one
 */
export function startTeam<S>(
  start: () => WorkerLike,
  threads: number,
  order: Omit<PartOrder<S>, 'me' | 'threads' | 'ports'>,
): StartHelpers {
  return async (deliver, signal) => {
    const ports = mesh(threads);
    let writing: Promise<void> = Promise.resolve();
    const clients: RpcClient<PartCalls<S>>[] = [];
    const parts = Array.from({ length: threads - 1 }, (_, i) => {
      const me = i + 1;
      const mine = [...(ports[me] as Map<number, MessagePort>)];
      const client = new RpcClient<PartCalls<S>>({ name: 'forecast part', start });
      clients.push(client);
      return client.call(
        'part',
        { ...order, me, threads, ports: mine },
        {
          signal,
          transfer: mine.map(([, port]) => port),
          onStep: (tile) => {
            writing = writing.then(() => deliver(tile));
            writing.catch(() => undefined); // told by `delivered` and `done`
          },
        },
      );
    });
    const own = ports[0] as Map<number, MessagePort>;
    return {
      seat: new PortTeam(0, threads, own),
      done: Promise.all(parts).then(() => writing),
      delivered: () => writing,
      close() {
        for (const client of clients) client.close();
        for (const port of own.values()) port.close();
      },
    };
  };
}

/**
 * Runs with helpers where there are any, and once more without when one of them dies: a thread killed for want of memory, or one that
 * this browser does not start. What was told before is told again.
 */
export async function orAlone<R>(
  helpers: StartHelpers | undefined,
  run: (helpers: StartHelpers | undefined) => Promise<R>,
): Promise<R> {
  try {
    return await run(helpers);
  } catch (e) {
    if (helpers && e instanceof WorkerDied) return run(undefined);
    throw e;
  }
}

/** By thread, its end of the channel to each other one. */
function mesh(threads: number): Map<number, MessagePort>[] {
  const ends = Array.from({ length: threads }, () => new Map<number, MessagePort>());
  for (let a = 0; a < threads; a++) {
    for (let b = a + 1; b < threads; b++) {
      const { port1, port2 } = new MessageChannel();
      ends[a]?.set(b, port1);
      ends[b]?.set(a, port2);
    }
  }
  return ends;
}
