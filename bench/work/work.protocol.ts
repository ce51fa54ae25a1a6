import type { WireError } from '../../src/core/wire.ts';
import type { TileModule, TileRate } from './tile-rate.ts';
import type { Counts, WorkOrder } from './workload.ts';

/** What a worker that runs a workload is asked; one question at a time. */
export type WorkRequest =
  | { readonly kind: 'open'; readonly order: WorkOrder }
  | { readonly kind: 'run'; readonly steps: number }
  | { readonly kind: 'counts' }
  /** Rate of the best of these register tiles; `ms` milliseconds each. */
  | { readonly kind: 'tile'; readonly modules: readonly TileModule[]; readonly ms: number };

/** The answers, in the order of the questions. */
export type WorkReply =
  | { readonly kind: 'opened'; readonly description: string }
  | { readonly kind: 'ran'; readonly ms: number }
  | { readonly kind: 'counted'; readonly counts: Counts | undefined }
  | { readonly kind: 'tile'; readonly rate: TileRate | undefined }
  | { readonly kind: 'failed'; readonly error: WireError };
