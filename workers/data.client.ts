import { absoluteRef } from '../src/store/absolute-ref.ts';
import type { PlaceValue } from '../src/store/at-place.ts';
import type { Site } from '../src/store/near.ts';
import type { StoreRef } from '../src/store/ref.ts';
import type { RowPage } from '../src/store/row-page.ts';
import type { StoreMeta } from '../src/store/schema.ts';
import type {
  Companion,
  DataCalls,
  FramesOrder,
  PlaceOrder,
  RowsOrder,
  SeriesOrder,
  SeriesReply,
} from './data.protocol.ts';
import { RpcClient, type WorkerDied, type WorkerLike } from './rpc.client.ts';

/** A store that the data worker has open. */
export interface OpenedStore {
  readonly handle: number;
  readonly meta: StoreMeta;
}

export interface DataClientOptions {
  /** For tests; the real worker otherwise. */
  readonly start?: () => WorkerLike;
  /** The worker died and was started again; its stores have been reopened. */
  readonly onRestart?: (error: WorkerDied) => void;
  /** A store could not be reopened in the new worker: calls to it fail from now on. */
  readonly onLost?: (handle: number, error: unknown) => void;
}

const startWorker = (): WorkerLike =>
  new Worker(new URL('./data.worker.ts', import.meta.url), { type: 'module', name: 'data' });

/** The page's way to the bytes of stores. All methods throw RemoteError, WorkerDied or Cancelled. */
export class DataClient {
  readonly #rpc: RpcClient<DataCalls>;
  readonly #stores = new Map<number, StoreRef>();
  #next = 1;

  constructor({ start = startWorker, onRestart, onLost }: DataClientOptions = {}) {
    this.#rpc = new RpcClient<DataCalls>({
      name: 'data',
      start,
      restore: () => this.#reopen(onLost),
      ...(onRestart ? { onRestart } : {}),
    });
  }

  /** Relative URLs are relative to the page. */
  async open(given: StoreRef, signal?: AbortSignal): Promise<OpenedStore> {
    const ref = absoluteRef(given, () => document.baseURI);
    const handle = this.#next++;
    const meta = await this.#rpc.call('open', { handle, ref }, { signal });
    this.#stores.set(handle, ref);
    return { handle, meta };
  }

  async close(handle: number): Promise<void> {
    this.#stores.delete(handle);
    await this.#rpc.call('close', { handle });
  }

  /** `[month, row, col]`, canonical unit, NaN for no data. A year of a field makes one texture array. */
  frames(order: FramesOrder, signal?: AbortSignal): Promise<Float32Array> {
    return this.#rpc.call('frames', order, { signal });
  }

  /** The value at a place from the finest level that has one; undefined outside the Alaska window. */
  value(
    order: PlaceOrder & { readonly field: string; readonly month: number },
    signal?: AbortSignal,
  ): Promise<PlaceValue | undefined> {
    return this.#rpc.call('value', order, { signal });
  }

  /** All months and quantiles of fields at a place, and what was measured near it. */
  series(order: SeriesOrder, signal?: AbortSignal): Promise<SeriesReply> {
    return this.#rpc.call('series', order, { signal });
  }

  sites(handle: number, signal?: AbortSignal): Promise<Site[]> {
    return this.#rpc.call('sites', { handle }, { signal });
  }

  /** A page of the observation table, filtered and sorted as asked. */
  rows(order: RowsOrder, signal?: AbortSignal): Promise<RowPage> {
    return this.#rpc.call('observationRows', order, { signal });
  }

  /** The report or the recipe that a build left in the store. */
  companion(handle: number, name: Companion, signal?: AbortSignal): Promise<string | undefined> {
    return this.#rpc.call('companion', { handle, name }, { signal });
  }

  /** Ends the worker and forgets the stores. */
  end(): void {
    this.#stores.clear();
    this.#rpc.close();
  }

  async #reopen(onLost: DataClientOptions['onLost']): Promise<void> {
    await Promise.all(
      [...this.#stores].map(async ([handle, ref]) => {
        try {
          await this.#rpc.callNow('open', { handle, ref });
        } catch (e) {
          onLost?.(handle, e);
        }
      }),
    );
  }
}
