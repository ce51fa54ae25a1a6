import type { Progress } from '../src/core/progress.ts';
import type { ExportOrder } from '../src/export/export-store.ts';
import type { Diagnostics } from '../src/preprocess/diagnostics/diagnostics.ts';
import type { ImportReport } from '../src/preprocess/import-report.ts';
import type { Inspection } from '../src/preprocess/inspection.ts';
import type { Extent } from '../src/preprocess/observation-table.ts';
import type { Recipe } from '../src/preprocess/recipe.ts';
import type { StoreRef } from '../src/store/ref.ts';
import type { StoreMeta } from '../src/store/schema.ts';
import type { Call } from './rpc.protocol.ts';

/** What the page asks of the import worker. */
export type ImportCalls = {
  /** A look: what each file is, holds and leaves open. Nothing is built. */
  inspect: Call<InspectOrder, Inspection, Progress>;
  importFiles: Call<ImportOrder, ImportResult, Progress>;
  /** Statistics of a store that is open on the page; takes seconds. */
  diagnose: Call<DiagnoseOrder, Diagnostics, Progress>;
  /** Part of a store as a file that other programs read. */
  export: Call<{ readonly ref: StoreRef; readonly order: ExportOrder }, Blob, Progress>;
  /** The store as one zip, to take away. */
  pack: Call<{ readonly ref: StoreRef }, Blob, Progress>;
};

/** A dropped file; a Blob crosses without being copied. */
export interface DroppedFile {
  /** Path below the dropped folder, `/`-separated, or the file's name. */
  readonly name: string;
  readonly blob: Blob;
}

export interface InspectOrder {
  readonly files: readonly DroppedFile[];
  /** As `Recipe.answers`: what a person has answered so far. */
  readonly answers?: Recipe['answers'];
}

export interface ImportOrder {
  readonly files: readonly DroppedFile[];
  /** Only cells and measurements inside; the whole Alaska window when not given. Goes before the recipe's. */
  readonly extent?: Extent;
  /** Choices made before; the usual ones when not given. */
  readonly recipe?: Recipe;
}

export interface DiagnoseOrder {
  readonly ref: StoreRef;
  readonly seed?: number;
}

export type ImportResult =
  /** A zip that is a finished store already: nothing was built. */
  | { readonly kind: 'store'; readonly ref: StoreRef; readonly meta: StoreMeta }
  /** Tiles built from files; `ref` is in the browser's own storage, or a zip in memory where it has none. */
  | {
      readonly kind: 'tiles';
      readonly ref: StoreRef;
      readonly meta: StoreMeta;
      readonly report: ImportReport;
      /** Every choice made: the same files and this give the same bytes again. */
      readonly recipe: Recipe;
    }
  /** None of the files gave anything; the report says why. */
  | { readonly kind: 'nothing'; readonly report: ImportReport };
