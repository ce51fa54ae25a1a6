import { checkedCrc32c, withCrc32c } from './crc32c.ts';

/**
 * A shard (codec `sharding_indexed`): chunks one after another, and an index of offset and length of each at the end,
 * where every Zarr reader looks for it, with its own checksum.
 * @see https://zarr-specs.readthedocs.io/en/latest/v3/codecs/sharding-indexed/index.html
 */
const ABSENT = 0xffffffffffffffffn;

/** Bytes of the index of a shard of that many chunks. */
export const indexBytes = (chunks: number): number => 16 * chunks + 4;

/** Where a chunk lies in its shard. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** @param chunks stored bytes of each chunk in C order; undefined where there are no data */
export function assembleShard(chunks: readonly (Uint8Array | undefined)[]): Uint8Array {
  const index = new DataView(new ArrayBuffer(16 * chunks.length));
  const total = chunks.reduce((sum, c) => sum + (c?.length ?? 0), 0);
  const out = new Uint8Array(total + indexBytes(chunks.length));
  let offset = 0;
  chunks.forEach((chunk, i) => {
    index.setBigUint64(16 * i, chunk ? BigInt(offset) : ABSENT, true);
    index.setBigUint64(16 * i + 8, chunk ? BigInt(chunk.length) : ABSENT, true);
    if (!chunk) return;
    out.set(chunk, offset);
    offset += chunk.length;
  });
  out.set(withCrc32c(new Uint8Array(index.buffer)), offset);
  return out;
}

/**
 * Reads an index with its checksum.
 * @param size of the whole shard, where known: an extent beyond it is refused
 * @returns extents in C order, undefined for absent chunks; or the reason why it is corrupt
 */
export function readIndex(bytes: Uint8Array, chunks: number, size?: number): (Extent | undefined)[] | string {
  if (bytes.length !== indexBytes(chunks)) return `its index has ${bytes.length} of ${indexBytes(chunks)} bytes`;
  const body = checkedCrc32c(bytes);
  if (!body) return 'the checksum of its index does not match';
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const extents: (Extent | undefined)[] = [];
  for (let i = 0; i < chunks; i++) {
    const offset = view.getBigUint64(16 * i, true);
    const length = view.getBigUint64(16 * i + 8, true);
    if (offset === ABSENT && length === ABSENT) {
      extents.push(undefined);
      continue;
    }
    const end = offset + length;
    if (end > BigInt(size ?? Number.MAX_SAFE_INTEGER)) return `chunk ${i} lies outside it`;
    extents.push({ offset: Number(offset), length: Number(length) });
  }
  return extents;
}
