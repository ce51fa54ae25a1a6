const SIGNATURE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ENTRY = 128;
const MINI_SECTOR = 64;
/** Streams below this size lie in the mini stream. */
const MINI_LIMIT = 4096;
/** Sector numbers from here on are no sectors: end of chain, free, FAT itself. */
const LAST_SECTOR = 0xfffffffa;
const STREAM = 2;
const ROOT = 5;
/** FAT sectors that the header itself lists. */
const IN_HEADER = 109;

/** Why bytes are no whole compound file. */
export class BrokenContainer extends Error {}

interface Entry {
  readonly name: string;
  readonly type: number;
  readonly start: number;
  readonly size: number;
}

/**
 * A stream of an OLE compound file (old Office documents) by the first of its names that is there. Every chain of sectors is walked once
 * at the most, so a damaged file ends in an error.
 * @see MS-CFB
 * @throws BrokenContainer when it is none, is cut off, or a chain runs in a circle
 * @returns undefined when it has no such stream
 */
export function compoundStream(bytes: Uint8Array, names: readonly string[]): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 512 || SIGNATURE.some((b, i) => bytes[i] !== b)) throw new BrokenContainer('no compound file');
  const shift = view.getUint16(30, true);
  if (shift !== 9 && shift !== 12) throw new BrokenContainer(`sectors of 2^${shift} bytes`);
  const file: Sectors = { bytes, view, size: 1 << shift };
  const fat = tableOf(file, fatSectors(file));
  const entries = entriesOf(chain(file, fat, view.getUint32(48, true)));
  const found = names.flatMap((n) => entries.filter((e) => e.type === STREAM && e.name === n))[0];
  if (!found) return undefined;
  if (found.size >= MINI_LIMIT) return cut(chain(file, fat, found.start, found.size), found.size);
  const root = entries.find((e) => e.type === ROOT);
  if (!root) throw new BrokenContainer('no root entry');
  const mini = chain(file, fat, root.start);
  const miniFat = chain(file, fat, view.getUint32(60, true));
  const table = new DataView(miniFat.buffer);
  const next = Uint32Array.from({ length: miniFat.length >> 2 }, (_, i) => table.getUint32(4 * i, true));
  return cut(gather(mini, next, found.start, MINI_SECTOR, 0, found.size), found.size);
}

interface Sectors {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Bytes of a sector; the header takes the place of one. */
  readonly size: number;
}

/** Numbers of the sectors that hold the FAT: 109 in the header, more in a chain of their own. */
function fatSectors({ bytes, view, size }: Sectors): number[] {
  const found: number[] = [];
  const take = (at: number, n: number): void => {
    for (let i = 0; i < n; i++) {
      const sector = view.getUint32(at + 4 * i, true);
      if (sector < LAST_SECTOR) found.push(sector);
    }
  };
  take(76, IN_HEADER);
  let sector = view.getUint32(68, true);
  const perSector = size / 4 - 1;
  for (let seen = 0; sector < LAST_SECTOR; seen++) {
    const at = (sector + 1) * size;
    if (at + size > bytes.length || seen > bytes.length / size)
      throw new BrokenContainer('the list of its tables is damaged');
    take(at, perSector);
    sector = view.getUint32(at + 4 * perSector, true);
  }
  return found;
}

function tableOf({ bytes, view, size }: Sectors, sectors: readonly number[]): Uint32Array {
  const table = new Uint32Array((sectors.length * size) / 4).fill(0xffffffff);
  for (const [k, sector] of sectors.entries()) {
    const at = (sector + 1) * size;
    if (at + size > bytes.length) throw new BrokenContainer('its table is cut off');
    for (let i = 0; i < size / 4; i++) table[(k * size) / 4 + i] = view.getUint32(at + 4 * i, true);
  }
  return table;
}

const chain = ({ bytes, size }: Sectors, fat: Uint32Array, start: number, most?: number): Uint8Array =>
  gather(bytes, fat, start, size, size, most);

/** Sectors of a chain, one behind the other. @param head bytes before the first sector @param most bytes that are wanted */
function gather(
  bytes: Uint8Array,
  next: Uint32Array,
  start: number,
  size: number,
  head: number,
  most = Number.POSITIVE_INFINITY,
): Uint8Array {
  const pieces: Uint8Array[] = [];
  const seen = new Uint8Array(next.length);
  for (let s = start; s < LAST_SECTOR && pieces.length * size < most; s = next[s] as number) {
    const at = head + s * size;
    if (s >= next.length || at >= bytes.length) throw new BrokenContainer('a chain leaves the file');
    if (seen[s] === 1) throw new BrokenContainer('a chain runs in a circle');
    seen[s] = 1;
    pieces.push(bytes.subarray(at, at + size));
  }
  const whole = new Uint8Array(pieces.reduce((n, p) => n + p.length, 0));
  let to = 0;
  for (const piece of pieces) {
    whole.set(piece, to);
    to += piece.length;
  }
  return whole;
}

function cut(stream: Uint8Array, size: number): Uint8Array {
  if (stream.length < size) throw new BrokenContainer('a stream is cut off');
  return stream.subarray(0, size);
}

/** All entries of the directory, in the order in which they stand: names suffice, so the tree between them need not be whole. */
function entriesOf(directory: Uint8Array): Entry[] {
  const view = new DataView(directory.buffer);
  const entries: Entry[] = [];
  for (let at = 0; at + ENTRY <= directory.length; at += ENTRY) {
    const length = Math.min(64, view.getUint16(at + 64, true));
    const letters = Array.from({ length: Math.max(0, length / 2 - 1) }, (_, i) => view.getUint16(at + 2 * i, true));
    entries.push({
      name: String.fromCharCode(...letters),
      type: view.getUint8(at + 66),
      start: view.getUint32(at + 116, true),
      size: view.getUint32(at + 120, true),
    });
  }
  return entries;
}
