import type { SyncBytes } from './sync-bytes.ts';

/** Bytes before the first object of a global heap, and before the data of each object, for lengths of 2, 4 and 8 bytes alike. */
const HEADER = 16;
/** `GCOL` and its version. */
const SIGNATURE = [0x47, 0x43, 0x4f, 0x4c, 1] as const;
const WINDOW = 65_536;

/** A global heap whose objects cannot be walked to its end. */
export class DamagedHeap extends Error {
  constructor(readonly address: number) {
    super(`the global heap at byte ${address} is damaged`);
  }
}

/**
 * Guards the global heaps of an HDF5 file, where its texts and references of any length lie. The library walks a heap by the sizes
 * that its objects state, and walks for ever where damage makes one of them nothing; so every heap is walked here first, with an end.
 * Remove when h5wasm's library refuses such a heap (H5HG__cache_heap_deserialize, object 0 of size 0).
 * @see HDF5 File Format Specification 3.0, III.E
 */
export class HeapGuard implements SyncBytes {
  readonly #sound = new Map<number, boolean>();
  readonly #lengths: number;
  readonly size: number;
  constructor(readonly bytes: SyncBytes) {
    this.size = bytes.size;
    this.#lengths = sizeOfLengths(bytes);
  }

  /**
   * What stands there, once every heap that begins in it is known to be sound.
   * @throws DamagedHeap
   */
  read(offset: number, length: number): Uint8Array {
    const got = this.bytes.read(offset, length);
    // A signature may begin before this range or end behind it.
    const lead = Math.min(offset, SIGNATURE.length - 1);
    this.#look(this.bytes.read(offset - lead, Math.min(lead + SIGNATURE.length - 1, lead + got.length)), offset - lead);
    this.#look(got, offset);
    return got;
  }

  #look(part: Uint8Array, offset: number): void {
    for (let at = part.indexOf(SIGNATURE[0]); at >= 0; at = part.indexOf(SIGNATURE[0], at + 1)) {
      const address = offset + at;
      const signed =
        at + SIGNATURE.length <= part.length
          ? SIGNATURE.every((b, i) => part[at + i] === b)
          : startsHeap(this.bytes.read(address, SIGNATURE.length));
      if (signed && !this.#isSound(address)) throw new DamagedHeap(address);
    }
  }

  #isSound(address: number): boolean {
    const known = this.#sound.get(address);
    if (known !== undefined) return known;
    const sound = walks(this.bytes, address, this.#lengths);
    this.#sound.set(address, sound);
    return sound;
  }
}

const startsHeap = (b: Uint8Array): boolean => SIGNATURE.every((s, i) => b[i] === s);

/** True when the objects of a heap follow each other to its end. */
function walks(bytes: SyncBytes, address: number, lengths: number): boolean {
  let [window, start] = [bytes.read(address, WINDOW), address];
  const number = (at: number, width: number): number => {
    if (at < start || at + width > start + window.length) [window, start] = [bytes.read(at, WINDOW), at];
    let x = 0;
    for (let i = width - 1; i >= 0; i--) x = x * 256 + (window[at - start + i] ?? Number.NaN);
    return x;
  };
  const end = address + number(address + 8, lengths);
  if (!(end <= bytes.size)) return false;
  for (let at = address + HEADER; at + HEADER <= end; ) {
    const size = number(at + 8, lengths);
    // Object 0 is what is left free, its own header included.
    const step = number(at, 2) === 0 ? size : HEADER + Math.ceil(size / 8) * 8;
    if (!(step >= HEADER && at + step <= end)) return false;
    at += step;
  }
  return true;
}

/** Bytes of a length, by the superblock, which stands at 0, 512, 1024 and so on. */
function sizeOfLengths(bytes: SyncBytes): number {
  for (let at = 0; at + 24 <= bytes.size; at = at === 0 ? 512 : at * 2) {
    const head = bytes.read(at, 24);
    if (!(head[0] === 0x89 && head[1] === 0x48 && head[2] === 0x44 && head[3] === 0x46)) continue;
    const size = head[(head[8] as number) < 2 ? 14 : 10] as number;
    return size === 2 || size === 4 ? size : 8;
  }
  return 8;
}
