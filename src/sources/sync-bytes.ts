import { UnreadableFile } from '../core/error.ts';
import type { InputFile } from './source.ts';

/** A file for parsers that cannot wait. A read beyond the end gives what there is. */
export interface SyncBytes {
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

/** Files beyond this are held in memory by no machine of ours; those that can be read by ranges have no limit. */
const LARGEST_HELD = 1.5e9;

export const heldBytes = (bytes: Uint8Array): SyncBytes => ({
  size: bytes.length,
  read: (offset, length) => bytes.subarray(offset, offset + length),
});

/**
 * Ranges of a file at once: from the file itself where its platform can, else from memory.
 * @throws UnreadableFile when it would have to be held and is too large
 */
export async function syncBytes(file: InputFile): Promise<SyncBytes> {
  const { now } = file;
  if (now) return { size: file.size, read: (offset, length) => now(offset, Math.min(length, file.size - offset)) };
  if (file.size > LARGEST_HELD)
    throw new UnreadableFile({ file: file.name, expected: 'a file below 1.5 GB; cut out Alaska first' });
  return heldBytes(await file.bytes());
}
