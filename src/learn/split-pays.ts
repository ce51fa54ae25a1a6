import type { NetworkShape } from '../nn/network.ts';
import { CELLS } from './batch.ts';
import { LOOK_BACK } from './samples.ts';

/**
 * Multiply-adds of one forward batch from which on splitting it over threads pays. Measured on two cores, wasm, batches of 16: filters
 * 8, 8 (57 million) take 65 % more processor time when split in two, because the many small operations of a step cost the same for half
 * a batch; 24, 24 (313 million) 35 to 55 % more; 48, 48 (1058 million) 13 % more, and the epoch is over in two thirds of the time.
 */
const PAYS_FROM = 5e8;

/** Whether the batches of a member are big enough to be worth splitting over threads. */
export function splitPays({ channels, filters, kernel }: NetworkShape, batch: number): boolean {
  let below = channels;
  let perCell = 0;
  for (const features of filters) {
    perCell += kernel * kernel * (below + features) * 4 * features;
    below = features;
  }
  return perCell * CELLS * LOOK_BACK * batch >= PAYS_FROM;
}
