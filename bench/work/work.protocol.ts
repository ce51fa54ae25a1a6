import type { WireError } from '../../src/core/wire.ts';
import type { TileModule, TileRate } from './tile-rate.ts';
import type { Counts, WorkOrder } from './workload.ts';

/** A region as text, which crosses every boundary: `1` where the network works. */
export interface PackedMask {
  readonly rows: number;
  readonly cols: number;
  readonly active: string;
}

/** What a worker that runs a workload is asked; one question at a time. */
export type WorkRequest =
  | { readonly kind: 'open'; readonly order: WorkOrder }
  | { readonly kind: 'run'; readonly steps: number }
  | { readonly kind: 'counts' }
  /** Milliseconds that the ConvLSTM kernels of one step take, gates included, without the rest of the step. */
  | { readonly kind: 'kernels' }
  /** Months of a part of the region, by the runner of the product on wasm. */
  | { readonly kind: 'months'; readonly mask: PackedMask; readonly months: number }
  /** Rate of the best of these register tiles; `ms` milliseconds each. */
  | { readonly kind: 'tile'; readonly modules: readonly TileModule[]; readonly ms: number };

/** The answers, in the order of the questions. */
export type WorkReply =
  | { readonly kind: 'opened'; readonly description: string }
  | { readonly kind: 'ran'; readonly ms: number }
  | { readonly kind: 'counted'; readonly counts: Counts | undefined }
  | { readonly kind: 'kernels'; readonly ms: number }
  | { readonly kind: 'months'; readonly computed: number; readonly seconds: readonly number[] }
  | { readonly kind: 'tile'; readonly rate: TileRate | undefined }
  | { readonly kind: 'failed'; readonly error: WireError };
