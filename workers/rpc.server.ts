import { BadRequest, Cancelled } from '../src/core/error.ts';
import { isCancelled, toWire } from '../src/core/wire.ts';
import type { Calls, Reply, Request } from './rpc.protocol.ts';

/** The worker's side of a channel: `self` in a worker, a MessagePort in a test. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent) => unknown) | null;
}

/** What a handler has besides its order. */
export interface Context<Step> {
  readonly signal: AbortSignal;
  /** Sends a step. Buffers in `transfer` are gone on this side afterwards. */
  step(step: Step, transfer?: Transferable[]): void;
}

/** A result whose buffers move to the other side instead of being copied. */
export class Transferred<R> {
  constructor(
    readonly result: R,
    readonly transfer: Transferable[],
  ) {}
}

export type Handlers<C extends Calls> = {
  readonly [K in keyof C]: (
    order: C[K]['order'],
    context: Context<C[K]['step']>,
  ) => Promise<C[K]['result'] | Transferred<C[K]['result']>> | C[K]['result'] | Transferred<C[K]['result']>;
};

/**
 * Answers calls on a port. Handlers that give the event loop a turn can be cancelled.
 *
 * @param queue  one call at a time, in order of arrival; `cancel` alone passes the queue. For workers whose calls share a
 *               device or a model. A call cancelled while it waits is never started.
 */
export function serve<C extends Calls>(port: Port, handlers: Handlers<C>, options: { queue?: boolean } = {}): void {
  const running = new Map<number, AbortController>();
  const post = (reply: Reply, transfer: Transferable[] = []) => port.postMessage(reply, transfer);
  let last: Promise<void> = Promise.resolve();

  const answer = async (id: number, name: string, order: unknown, signal: AbortSignal): Promise<void> => {
    try {
      if (signal.aborted) throw new Cancelled();
      if (!Object.hasOwn(handlers, name))
        throw new BadRequest({ what: `call ${name}`, expected: 'one this worker has' });
      const context: Context<unknown> = {
        signal,
        step: (step, transfer) => post({ kind: 'step', id, step }, transfer),
      };
      const given = await (handlers as Handlers<Calls>)[name]!(order, context);
      if (given instanceof Transferred) post({ kind: 'done', id, result: given.result }, given.transfer);
      else post({ kind: 'done', id, result: given });
    } catch (e) {
      post({ kind: 'failed', id, error: toWire(signal.aborted && !isCancelled(e) ? new Cancelled() : e) });
    } finally {
      running.delete(id);
    }
  };

  port.onmessage = ({ data }: MessageEvent<Request>) => {
    if (data.kind === 'hello') return void holdLock(data.lock).then((watched) => post({ kind: 'alive', watched }));
    if (data.kind === 'ping') return post({ kind: 'pong', id: data.id });
    if (data.kind === 'cancel') return running.get(data.id)?.abort();
    const stop = new AbortController();
    running.set(data.id, stop);
    const start = () => answer(data.id, data.name, data.order, stop.signal);
    if (options.queue) last = last.then(start);
    else void start();
  };
}

/** Holds a Web Lock until this thread dies. @returns false where locks are missing (no secure context, Node) */
function holdLock(name: string): Promise<boolean> {
  if (typeof navigator === 'undefined' || !navigator.locks) return Promise.resolve(false);
  return new Promise((resolve) => {
    navigator.locks
      .request(name, () => {
        resolve(true);
        return new Promise(() => {}); // never settles: only death releases it
      })
      .catch(() => resolve(false)); // storage is blocked: then only `error` events tell of death
  });
}
