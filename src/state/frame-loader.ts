import { isCancelled } from '../core/wire.ts';
import type { Frame } from './frame.ts';
import type { FrameRequest } from './question.ts';

/** Reads one block from the data worker: `[month, row, col]`. */
export type FetchBlock = (
  request: FrameRequest,
  quantile: number | undefined,
  signal: AbortSignal,
) => Promise<Float32Array>;

/** Bytes of frames kept for scrubbing back and forth; a year of the 9-km map takes 2.2 MB. */
const BUDGET = 96 * 1024 * 1024;

/**
 * Keeps the frames that were looked at last, and fetches each only once however often it is asked for.
 * Frames are never changed, so a texture made from one stays right.
 */
export class FrameLoader {
  readonly #kept = new Map<string, Frame>();
  readonly #open = new Map<string, { readonly promise: Promise<Frame>; readonly stop: AbortController }>();
  #bytes = 0;

  constructor(private readonly fetch: FetchBlock) {}

  /** The frame if it is resident. */
  peek(request: FrameRequest): Frame | undefined {
    const frame = this.#kept.get(request.key);
    if (!frame) return undefined;
    this.#kept.delete(request.key);
    this.#kept.set(request.key, frame);
    return frame;
  }

  /** @throws what the data worker threw; nothing is kept of a frame that failed, so asking again tries again */
  async get(request: FrameRequest): Promise<Frame> {
    const known = this.peek(request);
    if (known) return known;
    const open = this.#open.get(request.key);
    if (open && !open.stop.signal.aborted) return open.promise;
    const stop = new AbortController();
    const promise = this.#load(request, stop.signal).finally(() => {
      if (this.#open.get(request.key)?.stop === stop) this.#open.delete(request.key);
    });
    this.#open.set(request.key, { promise, stop });
    return promise;
  }

  /** Cancels what is being fetched and nobody wants any more. */
  keepOnly(wanted: readonly FrameRequest[]): void {
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, { promise, stop }] of this.#open) {
      if (keys.has(key)) continue;
      promise.catch((e: unknown) => {
        // Whoever still waits hears of it themselves; here only the cancelling is expected.
        if (!isCancelled(e)) console.warn(e);
      });
      stop.abort();
    }
  }

  /** Forgets everything: the stores have changed. */
  clear(): void {
    this.keepOnly([]);
    this.#kept.clear();
    this.#bytes = 0;
  }

  async #load(request: FrameRequest, signal: AbortSignal): Promise<Frame> {
    const [first, second] = request.quantiles;
    const [upper, lower] = await Promise.all([
      this.fetch(request, first, signal),
      second === undefined ? undefined : this.fetch(request, second, signal),
    ]);
    const values = lower ? upper.map((value, i) => value - (lower[i] as number)) : upper;
    const frame: Frame = { patch: request.patch, firstMonth: request.firstMonth, months: request.months, values };
    this.#keep(request.key, frame);
    return frame;
  }

  #keep(key: string, frame: Frame): void {
    this.#kept.set(key, frame);
    this.#bytes += frame.values.byteLength;
    for (const [oldest, old] of this.#kept) {
      if (this.#bytes <= BUDGET || oldest === key) break;
      this.#kept.delete(oldest);
      this.#bytes -= old.values.byteLength;
    }
  }
}
