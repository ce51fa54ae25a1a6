import { CorruptChunk } from '../core/error.ts';
import { throwIfCancelled } from '../core/turn.ts';
import type { FieldArray } from './array-metadata.ts';
import { decodeChunk, Undecodable } from './codec.ts';
import { chunksPerShard, product } from './layout.ts';
import type { Lru } from './lru.ts';
import { type Extent, indexBytes, readIndex } from './shard.ts';
import type { Storage } from './storage.ts';

/** What is kept between reads, shared by all arrays of a store. */
export interface Caches {
  readonly chunks: Lru<Int16Array>;
  readonly indices: Lru<Index>;
}

/** Extents of a shard's chunks, C order; undefined where the shard is absent. */
type Index = readonly (Extent | undefined)[] | undefined;

/** A chunk that lies in the box asked for: where it begins in the array, and its numbers; undefined is 'no data'. */
export type OnChunk = (first: readonly number[], values: Int16Array | undefined) => void;

/** Ranges nearer than this are fetched as one: a request costs more than the bytes between. About 10 ms at 50 Mbit/s. */
const GAP = 64 << 10;

/** Reads chunks of one sharded array. */
export class ArrayReader {
  readonly #perShard: readonly number[];
  readonly #chunkSize: number;

  constructor(
    private readonly storage: Storage,
    readonly array: FieldArray,
    private readonly caches: Caches,
  ) {
    this.#perShard = chunksPerShard(array.layout);
    this.#chunkSize = product(array.layout.chunk);
  }

  /**
   * Calls `onChunk` for every chunk that meets the box, in no particular order.
   * @param from first index along each axis, inside the array
   * @param to one past the last
   * @throws CorruptChunk for the first chunk that does not decode; Unreachable; Cancelled
   */
  async read(from: readonly number[], to: readonly number[], onChunk: OnChunk, signal?: AbortSignal): Promise<void> {
    const { shard } = this.array.layout;
    const first = from.map((n, a) => Math.floor(n / shard[a]!));
    const last = to.map((n, a) => Math.ceil(n / shard[a]!));
    await Promise.all(positions(first, last).map((at) => this.#readShard(at, from, to, onChunk, signal)));
  }

  async #readShard(
    at: readonly number[],
    from: readonly number[],
    to: readonly number[],
    onChunk: OnChunk,
    signal?: AbortSignal,
  ): Promise<void> {
    const { chunk, shard } = this.array.layout;
    const key = at.join('/');
    const start = at.map((n, a) => Math.floor(Math.max(from[a]!, n * shard[a]!) / chunk[a]!));
    const end = at.map((n, a) => Math.ceil(Math.min(to[a]!, (n + 1) * shard[a]!) / chunk[a]!));
    const missing: Wanted[] = [];
    for (const position of positions(start, end)) {
      const first = position.map((n, a) => n * chunk[a]!);
      const inShard = position.map((n, a) => n % this.#perShard[a]!);
      const cached = this.caches.chunks.get(this.#cacheKey(key, inShard));
      if (cached) onChunk(first, cached);
      else missing.push({ first, inShard, extent: { offset: 0, length: 0 } });
    }
    if (missing.length === 0) return;
    const index = await this.#index(key, signal);
    const stored: Wanted[] = [];
    for (const want of missing) {
      const extent = index?.[want.inShard.reduce((sum, n, a) => sum * this.#perShard[a]! + n, 0)];
      if (extent) stored.push({ ...want, extent });
      else onChunk(want.first, undefined);
    }
    await Promise.all(together(stored).map((group) => this.#readGroup(key, group, onChunk, signal)));
  }

  /** Fetches neighbouring chunks with one request. */
  async #readGroup(key: string, group: readonly Wanted[], onChunk: OnChunk, signal?: AbortSignal): Promise<void> {
    const offset = group[0]!.extent.offset;
    const last = group[group.length - 1]!.extent;
    const bytes = await this.storage.getRange(this.#path(key), offset, last.offset + last.length - offset, signal);
    for (const { first, inShard, extent } of group) {
      throwIfCancelled(signal);
      const begin = extent.offset - offset;
      const part = bytes?.subarray(begin, begin + extent.length);
      if (part?.length !== extent.length) throw this.#corrupt(key, inShard, 'its file ends before it does');
      const values = await this.#decode(part, key, inShard);
      this.caches.chunks.set(this.#cacheKey(key, inShard), values, values.byteLength);
      onChunk(first, values);
    }
  }

  async #decode(bytes: Uint8Array, key: string, inShard: readonly number[]): Promise<Int16Array> {
    try {
      const raw = await decodeChunk(bytes, this.array.codecs);
      if (raw.length !== 2 * this.#chunkSize)
        throw new Undecodable(`${raw.length} bytes instead of ${2 * this.#chunkSize}`);
      return raw.byteOffset % 2 === 0
        ? new Int16Array(raw.buffer, raw.byteOffset, this.#chunkSize)
        : new Int16Array(raw.slice().buffer);
    } catch (e) {
      if (e instanceof Undecodable) throw this.#corrupt(key, inShard, e.message, e.cause);
      throw e;
    }
  }

  async #index(key: string, signal?: AbortSignal): Promise<Index> {
    const { path, shards, indexAtStart } = this.array;
    const known = this.caches.indices.get(`${path}/${key}`);
    if (known) return known;
    // The list of shards saves a request, and a 404 in the browser's console, for every shard that was never written.
    if (shards && shards[key] === undefined) return undefined;
    const count = product(this.#perShard);
    const length = indexBytes(count);
    const size = shards?.[key];
    const offset = indexAtStart ? 0 : size === undefined ? -length : size - length;
    if (offset > 0 || indexAtStart || size === undefined) {
      const bytes = await this.storage.getRange(this.#path(key), offset, length, signal);
      if (!bytes) return undefined;
      const index = readIndex(bytes, count, size);
      if (typeof index === 'string') throw this.#corrupt(key, undefined, index);
      this.caches.indices.set(`${path}/${key}`, index, length);
      return index;
    }
    throw this.#corrupt(key, undefined, 'it is smaller than its index');
  }

  #path(key: string): string {
    return `${this.array.path}/c/${key}`;
  }

  #cacheKey(key: string, inShard: readonly number[]): string {
    return `${this.array.path}/${key}:${inShard.join('/')}`;
  }

  #corrupt(key: string, inShard: readonly number[] | undefined, why: string, cause?: unknown): CorruptChunk {
    const chunk = inShard ? `${inShard.join('/')} of shard c/${key}` : `index of shard c/${key}`;
    return new CorruptChunk({ store: this.storage.name, array: this.array.path, chunk, why }, cause);
  }
}

interface Wanted {
  readonly first: readonly number[];
  readonly inShard: readonly number[];
  readonly extent: Extent;
}

/** Groups of chunks that are fetched as one. */
function together(wanted: readonly Wanted[]): Wanted[][] {
  const groups: Wanted[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const want of [...wanted].sort((a, b) => a.extent.offset - b.extent.offset)) {
    if (want.extent.offset - end <= GAP) groups[groups.length - 1]!.push(want);
    else groups.push([want]);
    end = want.extent.offset + want.extent.length;
  }
  return groups;
}

/** All positions of a box, C order. */
export function positions(from: readonly number[], to: readonly number[]): number[][] {
  return from.reduce<number[][]>(
    (all, first, a) =>
      all.flatMap((p) => Array.from({ length: Math.max(0, to[a]! - first) }, (_, i) => [...p, first + i])),
    [[]],
  );
}
