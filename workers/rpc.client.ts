import { Cancelled, StudioError } from '../src/core/error.ts';
import { fromWire } from '../src/core/wire.ts';
import type { Calls, Reply, Request } from './rpc.protocol.ts';

/** What a client needs of a Worker: the real one, or a stand-in of a test. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent) => unknown) | null;
  onerror: ((event: ErrorEvent) => unknown) | null;
  onmessageerror: ((event: MessageEvent) => unknown) | null;
}

/** A worker died with calls open. Those calls are lost; the client has started another worker unless `forGood`. */
export class WorkerDied extends StudioError<'WorkerDied'> {
  readonly tag = 'WorkerDied';
  constructor(readonly details: { worker: string; why: string; forGood: boolean }) {
    super(
      `The ${details.worker} worker stopped (${details.why}). ${
        details.forGood ? 'It stopped too often to be started again; reload the page.' : 'It has been started again.'
      }`,
    );
  }
}

export interface ClientOptions {
  /** For messages: 'data', 'training'. */
  readonly name: string;
  /** `() => new Worker(new URL('./data.worker.ts', import.meta.url), { type: 'module' })` */
  readonly start: () => WorkerLike;
  /** Puts a new worker into the state of the old one, before any later call reaches it. `call` is for that worker only. */
  readonly restore?: () => Promise<void>;
  /**
   * Milliseconds within which the worker must show life after a cancel; beyond, it counts as stuck and is replaced. For workers that
   * keep no state and run foreign parsers, which can loop on a damaged file.
   */
  readonly patience?: number;
  /** Told after a death, so that the person can be. */
  readonly onRestart?: (error: WorkerDied) => void;
}

export interface CallOptions<Step> {
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((step: Step) => void) | undefined;
  /** Buffers of the order that move to the worker and are empty here afterwards. */
  readonly transfer?: Transferable[] | undefined;
}

interface Open {
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
  readonly onStep: ((step: never) => void) | undefined;
}

/** Deaths within the window after which a worker stays dead. */
const DEATHS = 3;
const DEATH_WINDOW_MS = 60_000;

/**
 * The page's side of a worker: starts it on first use, numbers the calls, drops replies that nobody waits for any more,
 * and replaces a worker that dies: the calls that were open reject with WorkerDied.
 */
export class RpcClient<C extends Calls> {
  readonly #open = new Map<number, Open>();
  #worker: WorkerLike | undefined;
  #ready: Promise<void> = Promise.resolve();
  #deaths: number[] = [];
  #dead: WorkerDied | undefined;
  #next = 1;

  constructor(private readonly options: ClientOptions) {}

  /** @throws Cancelled, WorkerDied, or what the worker threw (RemoteError) */
  async call<K extends keyof C & string>(
    name: K,
    order: C[K]['order'],
    options: CallOptions<C[K]['step']> = {},
  ): Promise<C[K]['result']> {
    if (!this.#worker) this.#start();
    await this.#restored();
    return this.callNow(name, order, options);
  }

  /** As `call`, without waiting for `restore`: for use inside `restore`. */
  callNow<K extends keyof C & string>(
    name: K,
    order: C[K]['order'],
    { signal, onStep, transfer = [] }: CallOptions<C[K]['step']> = {},
  ): Promise<C[K]['result']> {
    if (signal?.aborted) return Promise.reject(new Cancelled());
    if (this.#dead) return Promise.reject(this.#dead);
    if (!this.#worker) this.#start();
    const id = this.#next++;
    return new Promise<C[K]['result']>((resolve, reject) => {
      const cancel = () => {
        if (!this.#open.delete(id)) return;
        this.#post({ kind: 'cancel', id });
        this.#probe();
        reject(new Cancelled());
      };
      const settle = <T>(then: (value: T) => void) => {
        return (value: T) => {
          signal?.removeEventListener('abort', cancel);
          then(value);
        };
      };
      signal?.addEventListener('abort', cancel, { once: true });
      this.#open.set(id, { resolve: settle(resolve), reject: settle(reject), onStep });
      try {
        this.#post({ kind: 'call', id, name, order }, transfer);
      } catch (e) {
        this.#open.delete(id); // the order cannot be cloned: the caller's mistake, the worker knows nothing of it
        settle(reject)(e);
      }
    });
  }

  /** Ends the worker. Open calls reject with Cancelled; the next call starts a new one. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#forgetProbes();
    this.#ready = Promise.resolve();
    for (const open of this.#takeOpen()) open.reject(new Cancelled());
  }

  /** What `restore` threw is thrown by one call; the calls after it try the worker as it is. */
  async #restored(): Promise<void> {
    const ready = this.#ready;
    try {
      await ready;
    } catch (e) {
      if (this.#ready === ready) this.#ready = Promise.resolve();
      throw e;
    }
  }

  #start(): void {
    const worker = this.options.start();
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (this.#worker === worker) this.#settle(worker, data);
    };
    worker.onerror = (event) => this.#died(worker, event.message || 'it could not be loaded');
    worker.onmessageerror = () => this.#died(worker, 'a message could not be read');
    this.#post({ kind: 'hello', lock: lockName() });
  }

  #post(request: Request, transfer: Transferable[] = []): void {
    if (request.kind === 'hello') this.#lock = request.lock;
    this.#worker?.postMessage(request, transfer);
  }
  #lock = '';

  #settle(worker: WorkerLike, reply: Reply): void {
    if (reply.kind === 'alive') {
      if (reply.watched) void this.#watch(worker, this.#lock);
      return;
    }
    if (reply.kind === 'pong') {
      clearTimeout(this.#probes.get(reply.id));
      this.#probes.delete(reply.id);
      return;
    }
    const open = this.#open.get(reply.id);
    if (!open) return; // cancelled a moment ago, or of an earlier worker
    if (reply.kind === 'step') {
      open.onStep?.(reply.step as never);
      return;
    }
    this.#open.delete(reply.id);
    if (reply.kind === 'done') open.resolve(reply.result as never);
    else open.reject(fromWire(reply.error));
  }

  /** Asks for a sign of life, and replaces a worker that gives none. */
  #probe(): void {
    const { patience } = this.options;
    const worker = this.#worker;
    if (patience === undefined || !worker) return;
    const id = this.#next++;
    this.#probes.set(
      id,
      setTimeout(() => this.#died(worker, 'it was stuck in a file and did not heed being cancelled'), patience),
    );
    this.#post({ kind: 'ping', id });
  }
  readonly #probes = new Map<number, ReturnType<typeof setTimeout>>();

  #forgetProbes(): void {
    for (const timer of this.#probes.values()) clearTimeout(timer);
    this.#probes.clear();
  }

  /** A worker that is killed sends no event; its Web Lock becomes free. */
  async #watch(worker: WorkerLike, lock: string): Promise<void> {
    await navigator.locks.request(lock, () => undefined);
    this.#died(worker, 'it ended unexpectedly, perhaps for want of memory');
  }

  #died(worker: WorkerLike, why: string): void {
    if (this.#worker !== worker) return; // closed, or replaced already
    worker.terminate();
    this.#worker = undefined;
    this.#forgetProbes();
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((t) => now - t < DEATH_WINDOW_MS), now];
    const error = new WorkerDied({ worker: this.options.name, why, forGood: this.#deaths.length >= DEATHS });
    const lost = this.#takeOpen();
    if (error.details.forGood) {
      this.#dead = error;
    } else {
      this.#start();
      this.#ready = this.options.restore?.() ?? Promise.resolve();
      this.#ready.catch(() => undefined); // the next call throws it; until then nobody listens
    }
    for (const open of lost) open.reject(error);
    this.options.onRestart?.(error);
  }

  #takeOpen(): Open[] {
    const all = [...this.#open.values()];
    this.#open.clear();
    return all;
  }
}

let locks = 0;
const lockName = () =>
  `thawcast-worker-${Date.now().toString(36)}-${(locks++).toString(36)}-${crypto.randomUUID?.() ?? performance.now()}`;
