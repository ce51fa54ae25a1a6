import { BadRequest } from '../core/error.ts';
import { VARIABLES } from '../core/variable.ts';
import type { Level } from '../grid/level.ts';
import { windowOf } from '../grid/window.ts';
import { ArrayWriter } from './array-writer.ts';
import { encodeChunk } from './codec.ts';
import { coordinatesOf, DIMENSION, fieldAttributes, type PlainArray, rootAttributes } from './coordinates.ts';
import { layoutOf } from './layout.ts';
import { FILL, type FieldInfo, type ObservationTable, type StoreMeta } from './schema.ts';
import type { WritableStorage } from './storage.ts';
import { columnsOf } from './table-arrays.ts';
import { validateMeta } from './validate.ts';
import { type ArrayJson, type GroupJson, group, shardedArray, toBytes } from './zarr-json.ts';

/** Says that a store is being written, or that writing was interrupted. */
export const UNFINISHED = 'unfinished.json';

/** A block to write: ranges half-open, rows and columns in the store window of the level, months absolute. */
export interface WriteRequest {
  readonly field: string;
  readonly level: Level;
  /** Not given for a static field. */
  readonly months?: readonly [number, number];
  readonly rows: readonly [number, number];
  readonly cols: readonly [number, number];
  /** Index on the quantile axis, for a field that has one. */
  readonly quantile?: number;
  /** `[month, row, col]`, canonical unit of the variable, NaN for no data. */
  readonly values: Float32Array;
}

/** What may become known only while a store is written. */
export type Amendment = Partial<Pick<StoreMeta, 'title' | 'modelled' | 'licence' | 'places' | 'provenance' | 'model'>>;

/**
 * Writes a store. Blocks may come in any order, overlap and be of any size; those that cover whole chunks
 * (12 months from the first month, 72 x 72 cells) leave memory soonest. Up to `MEMORY` bytes are held; what is more is
 * put away and read back if it is touched again, which is slow: write field by field or tile by tile, not cell by cell.
 */
export interface StoreWriter {
  /** @throws BadRequest for a field, level or range the metadata do not have, a wrong length, or a value that int16 cannot hold; nothing of the block is written then */
  writeBlock(request: WriteRequest): Promise<void>;
  /** Replaces the observation table. */
  writeObservations(table: ObservationTable): Promise<void>;
  /** Writes what is left and, last of all, the root's metadata: only now does the store open. */
  finish(amend?: Amendment): Promise<StoreMeta>;
}

const MEMORY = 384 << 20;

/**
 * Begins a store. One that is in the same place already is deleted first.
 * @throws InvalidStore when `meta` breaks the schema; BadRequest when the place holds something that is no store
 */
export async function createStore(storage: WritableStorage, meta: StoreMeta): Promise<StoreWriter> {
  validateMeta(meta, storage.name);
  await clear(storage);
  await storage.set(UNFINISHED, toBytes({ title: meta.title, begun: meta.created }));
  return new Writer(storage, meta);
}

async function clear(storage: WritableStorage): Promise<void> {
  const keys = await storage.list();
  if (keys.length === 0) return;
  const root = await storage.get('zarr.json');
  const ours = keys.includes(UNFINISHED) || (root && new TextDecoder().decode(root).includes('"thawcast"'));
  if (!ours) {
    throw new BadRequest({
      what: `${storage.name} is not empty`,
      expected: 'an empty place or a Thawcast store to replace',
    });
  }
  await storage.set(UNFINISHED, toBytes({}));
  await storage.remove('zarr.json'); // first, so that a half-deleted store does not open
  const mine = /^(M01|M03|M09|M36|observations)\//;
  for (const key of keys) if (mine.test(key)) await storage.remove(key);
}

class Writer implements StoreWriter {
  readonly #arrays = new Map<string, { writer: ArrayWriter; field: FieldInfo }>();
  readonly #fields: Map<string, FieldInfo>;
  #observations: Record<string, PlainArray> = {};
  #rows = 0;
  /** One block at a time: blocks of a shard share its buffers. */
  #last: Promise<unknown> = Promise.resolve();
  #finished = false;

  constructor(
    private readonly storage: WritableStorage,
    private readonly meta: StoreMeta,
  ) {
    this.#fields = new Map(meta.fields.map((f) => [f.name, f]));
    for (const field of meta.fields) {
      for (const level of field.levels) {
        const path = `${level}/${field.name}`;
        const { scale, offset } = VARIABLES[field.variable];
        const writer = new ArrayWriter(storage, path, layoutOf(level, field.axes, meta), { scale, offset });
        this.#arrays.set(path, { writer, field });
      }
    }
  }

  writeBlock(request: WriteRequest): Promise<void> {
    return this.#inTurn(async () => {
      const { writer, field } = this.#array(request);
      await writer.write({ ...this.#box(request, field), values: request.values });
      await this.#makeRoom();
    });
  }

  writeObservations(table: ObservationTable): Promise<void> {
    return this.#inTurn(async () => {
      this.#observations = columnsOf(table);
      this.#rows = table.length;
    });
  }

  finish(amend: Amendment = {}): Promise<StoreMeta> {
    return this.#inTurn(async () => {
      const meta = validateMeta({ ...this.meta, ...amend }, this.storage.name);
      for (const { writer } of this.#arrays.values()) await writer.flush();
      const nodes: Record<string, ArrayJson | GroupJson> = {};
      for (const level of new Set(meta.fields.flatMap((f) => f.levels))) await this.#writeLevel(level, meta, nodes);
      nodes.observations = group({ rows: this.#rows, columns: Object.keys(this.#observations) });
      for (const [name, array] of Object.entries(this.#observations)) {
        await this.#writePlain(`observations/${name}`, array, nodes);
      }
      for (const [path, json] of Object.entries(nodes)) await this.storage.set(`${path}/zarr.json`, toBytes(json));
      const root: GroupJson = {
        ...group(rootAttributes(meta)),
        consolidated_metadata: { kind: 'inline', must_understand: false, metadata: nodes },
      };
      await this.storage.set('zarr.json', toBytes(root));
      await this.storage.remove(UNFINISHED);
      this.#finished = true;
      return meta;
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(() => {
      if (this.#finished)
        throw new BadRequest({ what: 'a write to a finished store', expected: 'no write after finish()' });
      return work();
    });
    this.#last = mine.catch(() => undefined); // the caller has the error; the next block is not concerned
    return mine;
  }

  #array({ field, level }: WriteRequest): { writer: ArrayWriter; field: FieldInfo } {
    const array = this.#arrays.get(`${level}/${field}`);
    if (array) return array;
    const known = this.#fields.get(field);
    const expected = known
      ? `one of its levels ${known.levels.join(', ')}`
      : `one of ${[...this.#fields.keys()].join(', ')}`;
    throw new BadRequest({ what: `field ${field} at ${level}`, expected });
  }

  #box(r: WriteRequest, field: FieldInfo): { first: number[]; size: number[] } {
    const { rows, cols } = windowOf(r.level);
    const what = `block of ${field.name} at ${r.level}`;
    const range = (name: string, [from, to]: readonly [number, number], limit: number): [number, number] => {
      if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= limit)) {
        throw new BadRequest({ what: `${what}: ${name} ${from} to ${to}`, expected: `a range within 0 to ${limit}` });
      }
      return [from, to - from];
    };
    const axes: [number, number][] = [];
    if (field.axes.includes('quantile')) {
      const q = r.quantile ?? -1;
      axes.push(range('quantile', [q, q + 1], this.meta.quantiles?.length ?? 0));
    }
    if (field.axes.includes('month')) {
      if (!r.months) throw new BadRequest({ what, expected: 'months' });
      const { firstMonth, months } = this.meta;
      axes.push(range(`months since ${firstMonth}`, [r.months[0] - firstMonth, r.months[1] - firstMonth], months));
    }
    axes.push(range('rows', r.rows, rows), range('cols', r.cols, cols));
    const size = axes.map(([, n]) => n);
    const count = size.reduce((a, b) => a * b, 1);
    if (r.values.length !== count) {
      throw new BadRequest({ what: `${what}: ${r.values.length} values`, expected: `${size.join(' x ')} = ${count}` });
    }
    return { first: axes.map(([from]) => from), size };
  }

  async #makeRoom(): Promise<void> {
    const all = [...this.#arrays.values()].map(({ writer }) => writer);
    const held = () => all.reduce((sum, w) => sum + w.bytes, 0);
    if (held() <= MEMORY) return;
    for (const writer of all) await writer.squeeze();
    const largest = [...all].sort((a, b) => b.bytes - a.bytes);
    for (const writer of largest) {
      if (held() <= MEMORY / 2) return;
      await writer.flush();
    }
  }

  async #writeLevel(level: Level, meta: StoreMeta, nodes: Record<string, ArrayJson | GroupJson>): Promise<void> {
    const { row0, col0, rows, cols } = windowOf(level);
    nodes[level] = group({ Conventions: 'CF-1.11', grid: 'EASE-Grid 2.0', epsg: 6933, level, row0, col0, rows, cols });
    for (const [name, array] of Object.entries(coordinatesOf(level, meta))) {
      await this.#writePlain(`${level}/${name}`, array, nodes);
    }
    for (const field of meta.fields.filter((f) => f.levels.includes(level))) {
      const { writer } = this.#arrays.get(`${level}/${field.name}`)!;
      const attributes = { ...fieldAttributes(field), shards: Object.fromEntries(writer.shards) };
      const dimensions = field.axes.map((a) => DIMENSION[a]);
      nodes[writer.path] = shardedArray(writer.layout, FILL, attributes, dimensions);
    }
  }

  async #writePlain(path: string, { json, values }: PlainArray, nodes: Record<string, ArrayJson | GroupJson>) {
    nodes[path] = json;
    if (values.length === 0) return;
    const chunk = json.shape.map(() => '0');
    await this.storage.set([path, 'c', ...chunk].join('/'), await encodeChunk(values));
  }
}
