import { CHUNK_CODECS, decodeChunk, encodeChunk } from './codec.ts';
import { chunksPerShard, type Layout, product } from './layout.ts';
import { FILL } from './schema.ts';
import { assembleShard, indexBytes, readIndex } from './shard.ts';

interface Chunk {
  /** Numbers, while the chunk is being filled; undefined while nothing but 'no data' has come. */
  raw?: Int16Array | undefined;
  /** Stored bytes, once it is full or had to make room. */
  stored?: Uint8Array | undefined;
  /** Values that have come: a chunk is full when all its cells inside the array have. */
  written: number;
  /** Cells inside the array. */
  readonly cells: number;
}

/** One shard while it is written: chunks being filled as numbers, full ones as stored bytes. */
export class ShardBuffer {
  readonly #chunks: (Chunk | undefined)[];
  readonly #grid: readonly number[];
  readonly #size: number;
  #full = 0;
  readonly #inside: number;
  /** Bytes held. */
  bytes = 0;

  /**
   * @param at position of the shard on the shard grid
   * @param before bytes of the shard as it was flushed earlier, when it is touched again
   */
  constructor(
    private readonly layout: Layout,
    private readonly at: readonly number[],
    before?: Uint8Array,
  ) {
    this.#grid = chunksPerShard(layout);
    this.#size = product(layout.chunk);
    const count = product(this.#grid);
    this.#chunks = new Array<Chunk | undefined>(count).fill(undefined);
    this.#inside = Array.from({ length: count }, (_, i) => this.#cellsOf(i)).filter((n) => n > 0).length;
    if (before) this.#load(before);
  }

  /** True when every cell has been written, so that the shard can leave memory for good. */
  get full(): boolean {
    return this.#full === this.#inside;
  }

  /** The numbers of a chunk, to write into. @param index C order within the shard */
  async open(index: number): Promise<Int16Array> {
    const chunk = this.#chunk(index);
    if (!chunk.raw) {
      chunk.raw = new Int16Array(this.#size).fill(FILL);
      this.bytes += chunk.raw.byteLength;
      if (chunk.stored) {
        const bytes = await decodeChunk(chunk.stored, CHUNK_CODECS);
        chunk.raw.set(new Int16Array(bytes.buffer, bytes.byteOffset, this.#size));
        this.bytes -= chunk.stored.length;
        chunk.stored = undefined;
      }
    }
    return chunk.raw;
  }

  /** True when a chunk holds anything but 'no data'; then even 'no data' must be written into it. */
  holds(index: number): boolean {
    const chunk = this.#chunks[index];
    return chunk?.raw !== undefined || chunk?.stored !== undefined;
  }

  /** Counts values written to a chunk; a full one is encoded. */
  async wrote(index: number, values: number): Promise<void> {
    const chunk = this.#chunk(index);
    const was = chunk.written >= chunk.cells;
    chunk.written += values;
    if (chunk.written < chunk.cells) return;
    if (!was) this.#full++;
    await this.#encode(chunk);
  }

  /** Encodes chunks that are not full, to make room. */
  async squeeze(): Promise<void> {
    for (const chunk of this.#chunks) if (chunk) await this.#encode(chunk);
  }

  /** The shard as stored, or undefined when nothing in it holds data. */
  async toBytes(): Promise<Uint8Array | undefined> {
    await this.squeeze();
    const stored = this.#chunks.map((c) => c?.stored);
    return stored.some((s) => s) ? assembleShard(stored) : undefined;
  }

  async #encode(chunk: Chunk): Promise<void> {
    const raw = chunk.raw;
    if (!raw) return;
    chunk.raw = undefined;
    this.bytes -= raw.byteLength;
    if (raw.every((v) => v === FILL)) return;
    chunk.stored = await encodeChunk(raw);
    this.bytes += chunk.stored.length;
  }

  #chunk(index: number): Chunk {
    let chunk = this.#chunks[index];
    if (!chunk) {
      chunk = { written: 0, cells: this.#cellsOf(index) };
      this.#chunks[index] = chunk;
    }
    return chunk;
  }

  /** Cells of a chunk that lie inside the array; 0 for a chunk beyond its edge. */
  #cellsOf(index: number): number {
    let rest = index;
    let cells = 1;
    for (let a = this.#grid.length - 1; a >= 0; a--) {
      const along = this.#grid[a]!;
      const first = this.at[a]! * this.layout.shard[a]! + (rest % along) * this.layout.chunk[a]!;
      rest = Math.floor(rest / along);
      cells *= Math.max(0, Math.min(this.layout.chunk[a]!, this.layout.shape[a]! - first));
    }
    return cells;
  }

  #load(bytes: Uint8Array): void {
    const count = this.#chunks.length;
    const index = readIndex(bytes.subarray(bytes.length - indexBytes(count)), count, bytes.length);
    if (typeof index === 'string') throw new Error(`a shard written a moment ago does not read back: ${index}`);
    index.forEach((extent, i) => {
      if (!extent) return;
      const chunk = this.#chunk(i);
      chunk.stored = bytes.slice(extent.offset, extent.offset + extent.length);
      this.bytes += chunk.stored.length;
    });
  }
}
