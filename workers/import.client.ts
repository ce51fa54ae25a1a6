import type { Progress } from '../src/core/progress.ts';
import type { ExportOrder } from '../src/export/export-store.ts';
import type { Diagnostics } from '../src/preprocess/diagnostics/diagnostics.ts';
import type { Inspection } from '../src/preprocess/inspection.ts';
import type { StoreRef } from '../src/store/ref.ts';
import type { DiagnoseOrder, ImportCalls, ImportOrder, ImportResult, InspectOrder } from './import.protocol.ts';
import { RpcClient, type WorkerDied, type WorkerLike } from './rpc.client.ts';

export interface ImportClientOptions {
  /** For tests; the real worker otherwise. */
  readonly start?: () => WorkerLike;
  readonly onRestart?: (error: WorkerDied) => void;
  /** Milliseconds that a cancelled worker has to show life. */
  readonly patience?: number;
}

/** Longer than any piece of work between two turns; the page has gone on already. */
const PATIENCE_MS = 4000;

const startWorker = (): WorkerLike =>
  new Worker(new URL('./import.worker.ts', import.meta.url), { type: 'module', name: 'import' });

/** The page's way to turn dropped files into a store. One import at a time; the next waits. */
export class ImportClient {
  readonly #rpc: RpcClient<ImportCalls>;

  constructor({ start = startWorker, onRestart, patience = PATIENCE_MS }: ImportClientOptions = {}) {
    this.#rpc = new RpcClient<ImportCalls>({ name: 'import', start, patience, ...(onRestart ? { onRestart } : {}) });
  }

  /**
   * Files that cannot be read are in the report; nothing else is lost by them.
   * @throws Cancelled, WorkerDied, or what building the store threw (RemoteError)
   */
  importFiles(
    order: ImportOrder,
    onProgress?: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<ImportResult> {
    return this.#rpc.call('importFiles', order, { signal, onStep: onProgress });
  }

  /** What each file is and holds, and what it leaves open. @throws Cancelled, WorkerDied */
  inspect(order: InspectOrder, onProgress?: (progress: Progress) => void, signal?: AbortSignal): Promise<Inspection> {
    return this.#rpc.call('inspect', order, { signal, onStep: onProgress });
  }

  /** Statistics of a store. @throws Cancelled, WorkerDied, or what opening the store threw (RemoteError) */
  diagnose(
    order: DiagnoseOrder,
    onProgress?: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<Diagnostics> {
    return this.#rpc.call('diagnose', order, { signal, onStep: onProgress });
  }

  /**
   * Part of a store as netCDF, GeoTIFF or CSV.
   * @throws Cancelled, WorkerDied, or what reading the store threw (RemoteError), such as BadRequest for what it has not
   */
  export(
    ref: StoreRef,
    order: ExportOrder,
    onProgress?: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<Blob> {
    return this.#rpc.call('export', { ref, order }, { signal, onStep: onProgress });
  }

  /** The store as one zip. @throws Cancelled, WorkerDied, or what reading the store threw (RemoteError) */
  pack(ref: StoreRef, onProgress?: (progress: Progress) => void, signal?: AbortSignal): Promise<Blob> {
    return this.#rpc.call('pack', { ref }, { signal, onStep: onProgress });
  }

  /** Ends the worker and gives its memory back. */
  close(): void {
    this.#rpc.close();
  }
}
