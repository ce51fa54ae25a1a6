import type { Counts } from './work/workload.ts';

/** One side of a race, set up and waiting in a thread or process of its own. */
export interface Contestant {
  /** As it stands in a row: library and host. */
  readonly label: string;
  /** What computes. */
  readonly device: string;
  /** Milliseconds of `steps` steps. */
  lap(steps: number): Promise<number>;
  counts(): Promise<Counts | undefined>;
  close(): Promise<void>;
}
