import type { Progress } from '../src/core/progress.ts';
import type { ImportReport } from '../src/preprocess/import-report.ts';
import type { Extent } from '../src/preprocess/observation-table.ts';
import type { StoreRef } from '../src/store/ref.ts';
import type { StoreMeta } from '../src/store/schema.ts';
import type { Call } from './rpc.protocol.ts';

/** What the page asks of the import worker. */
export type ImportCalls = {
  importFiles: Call<ImportOrder, ImportResult, Progress>;
};

/** A dropped file; a Blob crosses without being copied. */
export interface DroppedFile {
  /** Path below the dropped folder, `/`-separated, or the file's name. */
  readonly name: string;
  readonly blob: Blob;
}

export interface ImportOrder {
  readonly files: readonly DroppedFile[];
  /** Only cells and measurements inside; the whole Alaska window when not given. */
  readonly extent?: Extent;
}

export type ImportResult =
  /** A zip that is a finished store already: nothing was built. */
  | { readonly kind: 'store'; readonly ref: StoreRef; readonly meta: StoreMeta }
  /** Tiles built from files; `ref` is in the browser's own storage, or a zip in memory where it has none. */
  | { readonly kind: 'tiles'; readonly ref: StoreRef; readonly meta: StoreMeta; readonly report: ImportReport }
  /** None of the files gave anything; the report says why. */
  | { readonly kind: 'nothing'; readonly report: ImportReport };
