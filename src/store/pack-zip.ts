import { Zip, ZipPassThrough } from 'fflate';
import type { OnProgress } from '../core/progress.ts';
import { ProgressMeter } from '../core/progress.ts';
import { turn } from '../core/turn.ts';
import type { WritableStorage } from './storage.ts';

/** The same store gives the same bytes: entries carry zip's earliest date instead of the time of packing. */
const NO_DATE = new Date(1980, 0, 1);

/**
 * A store as one zip, to take away. Entries are stored, not deflated: chunks are compressed already, and so the zip can be
 * read in place. A key at a time is in memory; the Blob itself may lie on disk, as the browser decides.
 * @throws Cancelled
 */
export async function packZip(storage: WritableStorage, onProgress?: OnProgress, signal?: AbortSignal): Promise<Blob> {
  const keys = [...(await storage.list())].sort();
  const meter = new ProgressMeter('pack', keys.length, onProgress);
  const parts: Blob[] = [];
  let failed: Error | null = null;
  const zip = new Zip((error, chunk) => {
    failed ??= error;
    if (!error) parts.push(new Blob([chunk as Uint8Array<ArrayBuffer>]));
  });
  for (const key of keys) {
    const value = await storage.get(key, signal);
    if (value) {
      const entry = new ZipPassThrough(key);
      entry.mtime = NO_DATE;
      zip.add(entry);
      entry.push(value, true);
    }
    meter.advance();
    await turn(signal);
  }
  zip.end();
  if (failed) throw failed;
  return new Blob(parts, { type: 'application/zip' });
}
