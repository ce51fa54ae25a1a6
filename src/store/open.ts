import { BadRequest, CorruptChunk, InvalidStore, StudioError } from '../core/error.ts';
import { LEVELS, type Level } from '../grid/level.ts';
import { windowOf } from '../grid/window.ts';
import { type FieldArray, fieldArray } from './array-metadata.ts';
import { ArrayReader, type Caches } from './array-reader.ts';
import { decodeChunk } from './codec.ts';
import { layoutOf } from './layout.ts';
import { Lru } from './lru.ts';
import { FILL, type FieldInfo, type ObservationTable, type StoreMeta } from './schema.ts';
import type { Storage } from './storage.ts';
import type { BlockRequest, FieldBlock, Store } from './store.ts';
import { emptyTable } from './table.ts';
import { tableFromColumns } from './table-arrays.ts';
import { validateMeta } from './validate.ts';
import { UNFINISHED } from './writer.ts';
import type { ArrayJson, GroupJson } from './zarr-json.ts';

/** Decoded chunks kept, bytes: a year of all Alaska at 9 km is 1.5 MB a variable, ten years of a 1-km place 1.2 MB. */
const CHUNK_CACHE = 96 << 20;
const INDEX_CACHE = 8 << 20;

/**
 * Opens a store for reading. One request for a store of ours: the root's metadata hold those of every array.
 * @throws InvalidStore when it is not a store, is unfinished, or breaks the schema; Unreachable
 */
export async function openStore(storage: Storage, signal?: AbortSignal): Promise<Store> {
  const bytes = await storage.get('zarr.json', signal);
  if (!bytes) {
    const begun = await storage.get(UNFINISHED, signal);
    throw new InvalidStore({
      store: storage.name,
      expected: begun
        ? 'a finished store: writing it was interrupted, so make it again'
        : 'a zarr.json, the root of a Zarr v3 store',
    });
  }
  const root = parse<GroupJson>(bytes, 'zarr.json', storage.name);
  if (root.zarr_format !== 3 || root.node_type !== 'group') {
    throw new InvalidStore({ store: storage.name, expected: 'a Zarr v3 group at the root' });
  }
  const meta = validateMeta(root.attributes?.thawcast, storage.name);
  const nodes = { ...root.consolidated_metadata?.metadata };
  const levels = new Set(meta.fields.flatMap((f) => f.levels));
  for (const level of levels) await checkLevel(level, nodes, storage, signal);
  return new OpenStore(storage, meta, nodes);
}

function parse<T>(bytes: Uint8Array, key: string, store: string): T {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as T;
  } catch (e) {
    throw new InvalidStore({ store, expected: `JSON in ${key}` }, e);
  }
}

type Nodes = Record<string, ArrayJson | GroupJson>;

/** Metadata of an array or group: from the root where it holds them, else from its own file, kept for the next time. */
async function nodeAt(
  path: string,
  nodes: Nodes,
  storage: Storage,
  signal?: AbortSignal,
): Promise<ArrayJson | GroupJson> {
  const known = nodes[path];
  if (known) return known;
  const bytes = await storage.get(`${path}/zarr.json`, signal);
  if (!bytes) throw new InvalidStore({ store: storage.name, expected: `${path}/zarr.json` });
  const node = parse<ArrayJson | GroupJson>(bytes, `${path}/zarr.json`, storage.name);
  nodes[path] = node;
  return node;
}

/** The grid is stated, not assumed: the same file on another grid or window would be drawn in the wrong place. */
async function checkLevel(level: Level, nodes: Nodes, storage: Storage, signal?: AbortSignal): Promise<void> {
  const { attributes } = await nodeAt(level, nodes, storage, signal);
  const { row0, col0, rows, cols } = windowOf(level);
  const want: Record<string, unknown> = { epsg: 6933, level, row0, col0, rows, cols };
  for (const [name, value] of Object.entries(want)) {
    if (attributes?.[name] !== value) {
      const expected = `${name} ${value} in ${level}/zarr.json, found ${JSON.stringify(attributes?.[name])}`;
      throw new InvalidStore({ store: storage.name, expected });
    }
  }
}

class OpenStore implements Store {
  readonly #readers = new Map<string, ArrayReader>();
  readonly #caches: Caches = { chunks: new Lru(CHUNK_CACHE), indices: new Lru(INDEX_CACHE) };
  readonly #fields: Map<string, FieldInfo>;
  #table: ObservationTable | undefined;

  constructor(
    private readonly storage: Storage,
    readonly meta: StoreMeta,
    private readonly nodes: Nodes,
  ) {
    this.#fields = new Map(meta.fields.map((f) => [f.name, f]));
  }

  get name(): string {
    return this.storage.name;
  }

  async readBlock(request: BlockRequest, signal?: AbortSignal): Promise<FieldBlock> {
    const field = this.#field(request);
    const [row, rowEnd] = request.rows;
    const [col, colEnd] = request.cols;
    const dated = field.axes.includes('month');
    const [month, monthEnd] = dated ? this.#months(request) : [0, 1];
    const block = { months: monthEnd - month, rows: rowEnd - row, cols: colEnd - col };
    const values = new Float32Array(block.months * block.rows * block.cols).fill(Number.NaN);
    // Months outside the time axis stay NaN.
    const t0 = dated ? Math.max(0, month - this.meta.firstMonth) : 0;
    const t1 = dated ? Math.min(this.meta.months, monthEnd - this.meta.firstMonth) : 1;
    if (t0 >= t1 || values.length === 0) return { ...block, values };
    const reader = await this.#reader(field, request.level, signal);
    const quantile = field.axes.includes('quantile') ? [this.#quantile(request, field)] : [];
    const from = [...quantile, ...(dated ? [t0] : []), row, col];
    const to = [...quantile.map((q) => q + 1), ...(dated ? [t1] : []), rowEnd, colEnd];
    const shift = dated ? month - this.meta.firstMonth : 0;
    const paste = pasteInto(values, block, reader.array, {
      quantile: quantile[0] ?? 0,
      shift,
      row,
      col,
      t0,
      t1,
      dated,
    });
    await reader.read(from, to, paste, signal);
    return { ...block, values };
  }

  async observations(signal?: AbortSignal): Promise<ObservationTable> {
    this.#table ??= await this.#readTable(signal);
    return this.#table;
  }

  async #readTable(signal?: AbortSignal): Promise<ObservationTable> {
    const { attributes } = await nodeAt('observations', this.nodes, this.storage, signal);
    const rows = attributes?.rows;
    if (rows === 0) return emptyTable();
    if (!(Number.isInteger(rows) && (rows as number) > 0)) {
      throw new InvalidStore({ store: this.name, expected: 'a number of rows in observations/zarr.json' });
    }
    try {
      const columns = Array.isArray(attributes?.columns) ? (attributes.columns as string[]) : [];
      return await tableFromColumns(rows as number, (name) => this.#column(`observations/${name}`, signal), columns);
    } catch (e) {
      if (e instanceof StudioError) throw e;
      throw new InvalidStore({ store: this.name, expected: `in the observation table ${(e as Error).message}` }, e);
    }
  }

  async #column(path: string, signal?: AbortSignal): Promise<Int32Array | Float32Array | Float64Array | Uint8Array> {
    const json = (await nodeAt(path, this.nodes, this.storage, signal)) as ArrayJson;
    const corrupt = (why: string, cause?: unknown) =>
      new CorruptChunk({ store: this.name, array: path, chunk: 'c/0', why }, cause);
    const bytes = await this.storage.get(`${path}/c/0`, signal);
    if (!bytes) throw corrupt('it is not there');
    let raw: Uint8Array;
    try {
      raw = (await decodeChunk(bytes, json.codecs)).slice();
    } catch (e) {
      throw corrupt((e as Error).message, e);
    }
    const type = {
      int32: Int32Array,
      float32: Float32Array,
      float64: Float64Array,
      uint8: Uint8Array,
      int16: undefined,
    }[json.data_type];
    if (!type || raw.length !== json.shape[0]! * type.BYTES_PER_ELEMENT)
      throw corrupt(`${raw.length} bytes for ${json.shape}`);
    return new type(raw.buffer as ArrayBuffer);
  }

  #field({ field, level, rows, cols }: BlockRequest): FieldInfo {
    const info = this.#fields.get(field);
    if (!info)
      throw new BadRequest({ what: `field ${field}`, expected: `one of ${[...this.#fields.keys()].join(', ')}` });
    if (!LEVELS.includes(level) || !info.levels.includes(level)) {
      throw new BadRequest({
        what: `field ${field} at ${level}`,
        expected: `one of its levels ${info.levels.join(', ')}`,
      });
    }
    const w = windowOf(level);
    const inside = ([from, to]: readonly [number, number], limit: number) =>
      Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= limit;
    if (!inside(rows, w.rows) || !inside(cols, w.cols)) {
      throw new RangeError(`rows ${rows} and cols ${cols} do not lie in the ${w.rows} x ${w.cols} window of ${level}`);
    }
    return info;
  }

  #months({ field, months }: BlockRequest): readonly [number, number] {
    if (months && Number.isInteger(months[0]) && Number.isInteger(months[1]) && months[0] <= months[1]) return months;
    throw new BadRequest({
      what: `months ${months} of ${field}`,
      expected: 'two whole months, the first not after the second',
    });
  }

  #quantile({ quantile }: BlockRequest, field: FieldInfo): number {
    const count = this.meta.quantiles?.length ?? 0;
    if (quantile !== undefined && Number.isInteger(quantile) && quantile >= 0 && quantile < count) return quantile;
    throw new BadRequest({
      what: `quantile ${quantile} of ${field.name}`,
      expected: `an index from 0 to ${count - 1}`,
    });
  }

  async #reader(field: FieldInfo, level: Level, signal?: AbortSignal): Promise<ArrayReader> {
    const path = `${level}/${field.name}`;
    const known = this.#readers.get(path);
    if (known) return known;
    const json = (await nodeAt(path, this.nodes, this.storage, signal)) as ArrayJson;
    const shape = layoutOf(level, field.axes, this.meta).shape;
    const reader = new ArrayReader(this.storage, fieldArray(json, field, shape, path, this.name), this.#caches);
    this.#readers.set(path, reader);
    return reader;
  }
}

/** Where the box asked for lies in the array, and in the block that is being filled. */
interface Placement {
  readonly quantile: number;
  /** Index on the time axis of the block's first month; negative when the block begins earlier than the store. */
  readonly shift: number;
  readonly row: number;
  readonly col: number;
  readonly t0: number;
  readonly t1: number;
  readonly dated: boolean;
}

/** Copies the part of a chunk that was asked for into the block, as numbers with a unit. */
function pasteInto(values: Float32Array, block: Omit<FieldBlock, 'values'>, array: FieldArray, at: Placement) {
  const { chunk } = array.layout;
  const { scale, offset } = array.packing;
  const [chunkRows, chunkCols] = [chunk[chunk.length - 2]!, chunk[chunk.length - 1]!];
  const chunkMonths = at.dated ? chunk[chunk.length - 3]! : 1;
  const perQuantile = chunkMonths * chunkRows * chunkCols;
  const hasQuantile = chunk.length === 4;
  return (first: readonly number[], stored: Int16Array | undefined): void => {
    if (!stored) return;
    const [row0, col0] = [first[first.length - 2]!, first[first.length - 1]!];
    const month0 = at.dated ? first[first.length - 3]! : 0;
    const base = hasQuantile ? (at.quantile - first[0]!) * perQuantile : 0;
    const [tA, tB] = [Math.max(at.t0, month0), Math.min(at.t1, month0 + chunkMonths)];
    const [rA, rB] = [Math.max(at.row, row0), Math.min(at.row + block.rows, row0 + chunkRows)];
    const [cA, cB] = [Math.max(at.col, col0), Math.min(at.col + block.cols, col0 + chunkCols)];
    for (let t = tA; t < tB; t++) {
      for (let r = rA; r < rB; r++) {
        let from = base + ((t - month0) * chunkRows + r - row0) * chunkCols + cA - col0;
        let to = ((t - at.shift) * block.rows + r - at.row) * block.cols + cA - at.col;
        for (let c = cA; c < cB; c++, from++, to++) {
          const v = stored[from]!;
          if (v !== FILL) values[to] = v * scale + offset;
        }
      }
    }
  };
}
