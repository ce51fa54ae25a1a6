import type { Dataset } from 'h5wasm';

/** What the library unpacks: deflate, shuffle, fletcher32, n-bit, scale-offset. */
const UNPACKED: readonly number[] = [1, 2, 3, 5, 6];
/** Names of the others in use. @see the HDF Group's list of registered filters */
const NAMES: Readonly<Record<number, string>> = {
  4: 'szip',
  305: 'LZO',
  307: 'bzip2',
  32000: 'LZF',
  32001: 'Blosc',
  32004: 'LZ4',
  32008: 'bitshuffle',
  32013: 'ZFP',
  32015: 'Zstandard',
  32026: 'Blosc 2',
};

/** What is expected of a variable that is packed in a way the library does not know; undefined where packing is not the trouble. */
export function cannotUnpack(dataset: Dataset, name: string): string | undefined {
  try {
    const unknown = dataset.filters.find((f) => !UNPACKED.includes(f.id));
    if (!unknown) return undefined;
    const method = NAMES[unknown.id] ?? `filter ${unknown.id}`;
    return `variable ${name} packed by deflate, not ${method}: repack it with "h5repack -f SHUF -f GZIP=4 IN OUT" or "nccopy -F none -d 4 IN OUT"`;
  } catch {
    return undefined; // damage, not packing
  }
}
