import { StudioError } from '../core/error.ts';
import { Random } from '../core/random.ts';
import { openNetcdf } from './netcdf.ts';

/** What a test sends to this process: a whole file and which damaged copies of it to read. */
export interface DamageOrder {
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** Damage goes to these bytes in turn; the whole file when empty. */
  readonly places: readonly number[];
}

/** What comes back: the case that is read now, an error that is none of ours, the end. */
export type DamageReply =
  | { readonly at: number }
  | { readonly at: number; readonly odd: string }
  | { readonly done: true };

/** A copy with some bytes changed: zeroed, filled, flipped in one bit, random, or eight copied from elsewhere, as a pointer is. Seeded. */
function damaged({ bytes, places }: DamageOrder, k: number): Uint8Array {
  const random = new Random(k + 1);
  const copy = bytes.slice();
  const changes = places.length > 0 ? 1 : 1 + random.integer(4);
  for (let i = 0; i < changes; i++) {
    const at = places.length > 0 ? (places[k % places.length] as number) : random.integer(copy.length);
    const kind = random.integer(6);
    if (kind === 0) copy[at] = 0;
    else if (kind === 1) copy[at] = 255;
    else if (kind === 2) copy[at] = (copy[at] as number) ^ (1 << random.integer(8));
    else if (kind === 3) copy[at] = random.integer(256);
    else if (kind === 4) copy.fill(255, at, at + 1 + random.integer(8));
    else {
      const from = random.integer(copy.length - 8);
      copy.copyWithin(at, from, from + 8);
    }
  }
  return copy;
}

/** Opens a file and reads all of it, as some source may. Errors of ours are an answer. */
async function readAll(bytes: Uint8Array): Promise<void> {
  const ours = (take: () => unknown) => {
    try {
      take();
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
    }
  };
  let file: Awaited<ReturnType<typeof openNetcdf>>;
  try {
    file = await openNetcdf(bytes, 'f.h5');
  } catch (error) {
    if (error instanceof StudioError) return;
    throw error;
  }
  try {
    for (const v of file.variables) {
      ours(() => v.dimensions);
      ours(() => v.read());
      ours(() => v.texts?.());
      ours(() => v.records?.());
    }
  } finally {
    file.close();
  }
}

process.on('message', async (order: DamageOrder) => {
  const tell = (reply: DamageReply) => process.send?.(reply);
  for (let at = order.from; at < order.to; at++) {
    tell({ at });
    try {
      await readAll(damaged(order, at));
    } catch (error) {
      tell({ at, odd: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    // Lets what was told leave this process before a case that may never end.
    if (at % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  tell({ done: true });
});
