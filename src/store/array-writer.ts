import { chunksPerShard, type Layout } from './layout.ts';
import { type Packing, pack } from './quantise.ts';
import { FILL } from './schema.ts';
import { ShardBuffer } from './shard-buffer.ts';
import type { WritableStorage } from './storage.ts';

/** A box in the array: first index and length along each axis; values in C order. */
export interface Box {
  readonly first: readonly number[];
  readonly size: readonly number[];
  readonly values: Float32Array;
}

/** Collects the values of one array into shards, and puts full shards away. */
export class ArrayWriter {
  readonly #open = new Map<string, ShardBuffer>();
  /** Bytes of each shard that has been put away: the manifest of the array. */
  readonly shards = new Map<string, number>();
  readonly #perShard: number[];

  /** @param path of the array in the store, `M09/t_air` */
  constructor(
    private readonly storage: WritableStorage,
    readonly path: string,
    readonly layout: Layout,
    private readonly packing: Packing,
  ) {
    this.#perShard = chunksPerShard(layout);
  }

  get bytes(): number {
    let sum = 0;
    for (const shard of this.#open.values()) sum += shard.bytes;
    return sum;
  }

  /** @throws BadRequest when a value does not fit into int16; values before it in the same chunk order may have been taken */
  async write(box: Box): Promise<void> {
    const packed = this.#pack(box);
    const { chunk } = this.layout;
    const from = box.first.map((f, a) => Math.floor(f / chunk[a]!));
    const to = box.first.map((f, a) => Math.ceil((f + box.size[a]!) / chunk[a]!));
    const at = [...from];
    const touched = new Set<string>();
    for (;;) {
      touched.add(await this.#writeChunk(box, packed, at));
      let a = at.length - 1;
      while (a >= 0 && ++at[a]! >= to[a]!) {
        at[a] = from[a]!;
        a--;
      }
      if (a < 0) break;
    }
    for (const key of touched) if (this.#open.get(key)?.full) await this.#flush(key);
  }

  /** Puts everything away. */
  async flush(): Promise<void> {
    for (const key of [...this.#open.keys()]) await this.#flush(key);
  }

  /** Encodes what is being filled; the shards stay open. */
  async squeeze(): Promise<void> {
    for (const shard of this.#open.values()) await shard.squeeze();
  }

  /** Packs before anything is written, so that a value that does not fit leaves the array as it was. */
  #pack(box: Box): Int16Array {
    const packed = new Int16Array(box.values.length);
    for (let i = 0; i < packed.length; i++) packed[i] = pack(box.values[i]!, this.packing, this.path);
    return packed;
  }

  /** @returns key of the shard touched */
  async #writeChunk(box: Box, packed: Int16Array, at: readonly number[]): Promise<string> {
    const { chunk, shape } = this.layout;
    const start = at.map((i, a) => Math.max(i * chunk[a]!, box.first[a]!));
    const size = at.map((i, a) => Math.min((i + 1) * chunk[a]!, box.first[a]! + box.size[a]!, shape[a]!) - start[a]!);
    const key = at.map((i, a) => Math.floor(i / this.#perShard[a]!)).join('/');
    const index = at.reduce((sum, i, a) => sum * this.#perShard[a]! + (i % this.#perShard[a]!), 0);
    const shard = await this.#shard(key);
    const lines = linesOf(
      size,
      start.map((s, a) => s - box.first[a]!),
      box.size,
      start.map((s, a) => s - at[a]! * chunk[a]!),
      chunk,
    );
    const run = size[size.length - 1]!;
    const something = shard.holds(index) || lines.some(([from]) => hasData(packed, from, run));
    if (something) {
      const raw = await shard.open(index);
      for (const [from, to] of lines) raw.set(packed.subarray(from, from + run), to);
    }
    await shard.wrote(index, lines.length * run);
    return key;
  }

  async #shard(key: string): Promise<ShardBuffer> {
    let shard = this.#open.get(key);
    if (!shard) {
      const before = this.shards.has(key) ? await this.storage.get(`${this.path}/c/${key}`) : undefined;
      shard = new ShardBuffer(this.layout, key.split('/').map(Number), before);
      this.#open.set(key, shard);
    }
    return shard;
  }

  async #flush(key: string): Promise<void> {
    const bytes = await this.#open.get(key)?.toBytes();
    this.#open.delete(key);
    if (bytes) {
      await this.storage.set(`${this.path}/c/${key}`, bytes);
      this.shards.set(key, bytes.length);
    } else if (this.shards.delete(key)) {
      await this.storage.remove(`${this.path}/c/${key}`);
    }
  }
}

const hasData = (packed: Int16Array, from: number, length: number): boolean => {
  for (let i = from; i < from + length; i++) if (packed[i] !== FILL) return true;
  return false;
};

/** Offsets of the lines (along the last axis) of a part of a box, in the box and in a chunk. */
export function linesOf(
  size: readonly number[],
  inBox: readonly number[],
  box: readonly number[],
  inChunk: readonly number[],
  chunk: readonly number[],
): [from: number, to: number][] {
  let lines: [number, number][] = [[0, 0]];
  size.forEach((n, a) => {
    const last = a === size.length - 1;
    const next: [number, number][] = [];
    for (const [from, to] of lines) {
      for (let i = 0; i < (last ? 1 : n); i++) {
        next.push([from * box[a]! + inBox[a]! + i, to * chunk[a]! + inChunk[a]! + i]);
      }
    }
    lines = next;
  });
  return lines;
}
