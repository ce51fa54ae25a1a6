import { UnreadableFile } from '../../core/error.ts';
import type { InputFile } from '../source.ts';

/** Bytes of a value by TIFF field type, from 0. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8] as const;
const MOST_DIRECTORIES = 64;
const MOST_ENTRIES = 4096;
/** All fields together; the lists of tiles of the largest rasters take a few MB. Bytes. */
const LARGEST_FIELDS = 128e6;

/**
 * Walks the directories of a TIFF and believes no size: what a field declares must lie inside the file. The library that reads
 * them afterwards makes its arrays as long as the file says.
 * @throws UnreadableFile for a file that is cut off, turns in circles or declares more than it holds
 */
export async function checkDirectories(file: InputFile): Promise<void> {
  const bad = (expected: string) => new UnreadableFile({ file: file.name, expected });
  const at = async (offset: number, length: number): Promise<DataView> => {
    if (!(offset >= 0 && offset + length <= file.size)) throw bad('a whole TIFF; this one is damaged or cut off');
    const bytes = await file.bytes(offset, length);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
  const head = await at(0, 8);
  const little = head.getUint16(0) === 0x4949;
  const big = head.getUint16(2, little) === 43;
  const wide = (v: DataView, i: number) => (big ? Number(v.getBigUint64(i, little)) : v.getUint32(i, little));
  const [countSize, entrySize, wordSize] = big ? [8, 20, 8] : [2, 12, 4];
  let offset = big ? wide(await at(8, 8), 0) : head.getUint32(4, little);
  if (offset === 0) throw bad('a TIFF with an image');
  const seen = new Set<number>();
  let total = 0;
  while (offset !== 0) {
    if (seen.has(offset) || seen.size >= MOST_DIRECTORIES)
      throw bad(`at most ${MOST_DIRECTORIES} images, each listed once; this list turns in circles or is damaged`);
    seen.add(offset);
    const count = big ? wide(await at(offset, countSize), 0) : (await at(offset, countSize)).getUint16(0, little);
    if (count > MOST_ENTRIES) throw bad('a TIFF whose directory can be read; this one is damaged');
    const entries = await at(offset + countSize, count * entrySize + wordSize);
    for (let i = 0; i < count; i++) {
      const size = SIZES[entries.getUint16(i * entrySize + 2, little)] ?? 0;
      const bytes = size * wide(entries, i * entrySize + 4);
      const where = bytes > wordSize ? wide(entries, i * entrySize + 4 + wordSize) : 0;
      total += bytes;
      if (total > LARGEST_FIELDS) throw bad('fields of a possible length; this file is damaged');
      if (where + bytes > file.size) throw bad('fields that lie inside the file; it is damaged or cut off');
    }
    offset = wide(entries, count * entrySize);
  }
}
