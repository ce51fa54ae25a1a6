import { Zip, ZipPassThrough } from 'fflate';
import { BadRequest } from '../core/error.ts';
import { type OnProgress, ProgressMeter } from '../core/progress.ts';
import { turn } from '../core/turn.ts';
import type { WritableStorage } from './storage.ts';

/** The same store gives the same bytes: entries carry zip's earliest date instead of the time of packing. */
const NO_DATE = new Date(1980, 0, 1);
/** A zip without its 64-bit extension counts bytes in 32 bits and files in 16. */
const [LARGEST, MOST_FILES] = [2 ** 32 - 2 ** 24, 65534];

/**
 * A store as one zip, piece by piece. Entries are stored, not deflated: chunks are compressed already, and so the zip can be
 * read in place. A key at a time is in memory.
 * @param put takes a piece, which is its own to keep
 * @throws BadRequest for a store of 4 GB or 65535 files, which a zip cannot hold; Cancelled
 */
export async function zipInto(
  storage: WritableStorage,
  put: (piece: Uint8Array) => Promise<void> | void,
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<void> {
  const keys = [...(await storage.list())].sort();
  const meter = new ProgressMeter('pack', keys.length, onProgress);
  let pieces: Uint8Array[] = [];
  let size = 0;
  let failed: Error | null = null;
  const zip = new Zip((error, piece) => {
    failed ??= error;
    if (!error) pieces.push(piece);
  });
  const drain = async () => {
    if (failed) throw failed;
    for (const piece of pieces) {
      size += piece.length;
      if (size > LARGEST || keys.length > MOST_FILES)
        throw new BadRequest({
          what: `${storage.name} as a zip`,
          expected: 'a store of less than 4 GB and 65535 files; keep it as a folder',
        });
      await put(piece);
    }
    pieces = [];
  };
  for (const key of keys) {
    const value = await storage.get(key, signal);
    if (value) {
      const entry = new ZipPassThrough(key);
      entry.mtime = NO_DATE;
      zip.add(entry);
      entry.push(value, true);
      await drain();
    }
    meter.advance();
    await turn(signal);
  }
  zip.end();
  await drain();
}
