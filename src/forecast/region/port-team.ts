import { Cancelled } from '../../core/error.ts';

/** This thread's place in a team, before it is known who computes what. */
export interface Seat {
  readonly me: number;
  readonly threads: number;
  swap(
    outgoing: ReadonlyMap<number, Float32Array>,
    from: readonly number[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<number, Float32Array>>;
}

/** What is needed of a MessagePort: that of a page, a worker, or a thread of Node. */
export interface TeamPort {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent) => unknown) | null;
}

/**
 * Threads that swap the edges of their tiles through message channels, one between each two. Messages of a channel keep their order,
 * so what comes next from a thread is what it sent in the same round.
 */
export class PortTeam implements Seat {
  readonly #arrived = new Map<number, Float32Array[]>();
  readonly #waiting = new Map<number, (values: Float32Array) => void>();

  /** @param ports by number of the other thread */
  constructor(
    readonly me: number,
    readonly threads: number,
    private readonly ports: ReadonlyMap<number, TeamPort>,
  ) {
    for (const [other, port] of ports) {
      this.#arrived.set(other, []);
      port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
        const wake = this.#waiting.get(other);
        this.#waiting.delete(other);
        if (wake) wake(data);
        else this.#arrived.get(other)?.push(data);
      };
    }
  }

  /** @throws Cancelled also while it waits: another thread may never answer again */
  async swap(
    outgoing: ReadonlyMap<number, Float32Array>,
    from: readonly number[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<number, Float32Array>> {
    for (const [to, values] of outgoing) this.ports.get(to)?.postMessage(values, [values.buffer as ArrayBuffer]);
    const got = new Map<number, Float32Array>();
    for (const other of from) got.set(other, await this.#next(other, signal));
    return got;
  }

  #next(other: number, signal?: AbortSignal): Promise<Float32Array> {
    if (signal?.aborted) return Promise.reject(new Cancelled());
    const there = this.#arrived.get(other)?.shift();
    if (there) return Promise.resolve(there);
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.#waiting.delete(other);
        reject(new Cancelled());
      };
      signal?.addEventListener('abort', stop, { once: true });
      this.#waiting.set(other, (values) => {
        signal?.removeEventListener('abort', stop);
        resolve(values);
      });
    });
  }
}
