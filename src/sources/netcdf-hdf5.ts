import h5wasm, { type Dataset, type Group } from 'h5wasm';
import { UnreadableFile } from '../core/error.ts';
import { cannotUnpack } from './hdf5-filter.ts';
import { HeapGuard } from './hdf5-heap.ts';
import { type Hdf5Turn, hdf5Turn } from './hdf5-library.ts';
import { inPieces, joined } from './hdf5-pieces.ts';
import { mountBytes } from './mount-bytes.ts';
import type { Attribute, Netcdf, NetcdfVariable, Records, Span } from './netcdf-model.ts';
import type { SyncBytes } from './sync-bytes.ts';

/** Classes of types in HDF5 that hold no numbers: texts, compounds, lists of any length. */
const [TEXT, COMPOUND, LIST] = [3, 6, 9];
const NO_NUMBERS: readonly number[] = [TEXT, COMPOUND, LIST];

let opened = 0;
const anyGroup = (_path: string): boolean => true;
const DEEPEST = 6;
/** More numbers than this are never one array of ours: a box must be asked for. */
const LARGEST = 5e7;
/** No attribute of ours is larger, bytes; the format itself keeps most of them below 64 kB. */
const LARGEST_ATTRIBUTE = 16e6;
/** Rows of a compound table; each costs an object. */
const MOST_ROWS = 1e6;
/** More links than this are no file of data but damage or malice: links may lead back to where they stand. */
const MOST_LINKS = 8_000;
/** More objects that cannot be opened than this, and the file is given up. */
const MOST_LOST = 20;

/**
 * Opens HDF5 in the library's own file system, which works alike in a page worker and in Node. Bytes are fetched when the library
 * asks for them, so that a file of gigabytes costs only what is read of it.
 * @param enter whether a group, by its path, is listed: files of thousands of arrays open faster where only some are wanted
 * @throws UnreadableFile when the bytes are no HDF5 file or are cut off
 */
export async function openHdf5(bytes: SyncBytes, name: string, enter = anyGroup): Promise<Netcdf> {
  const turn = await hdf5Turn();
  const path = `/import-${++opened}.h5`;
  const remove = mountBytes(turn.files, path, new HeapGuard(bytes));
  let file: InstanceType<typeof h5wasm.File> | undefined;
  const close = () => {
    try {
      if (file) turn.call(() => file?.close());
    } catch {
      // A library that cannot close a damaged file is replaced when it has failed too often.
    }
    remove();
    turn.end();
  };
  try {
    const whole = turn.call(() => new h5wasm.File(path, 'r'));
    if (whole.file_id < 0n) throw new Error('the library refused the file');
    file = whole;
    const listing: Listing = { variables: [], groups: {}, lost: [], links: 0, turn, file: name, enter };
    collect(whole, listing);
    const attributes = turn.call(() => attributesOf(whole));
    const { variables, groups, lost } = listing;
    return { format: 'hdf5', attributes, variables, groups, lost, close };
  } catch (cause) {
    const expected = file
      ? 'an HDF5 file whose groups and attributes can be listed; this one is damaged'
      : 'a whole HDF5 or netCDF-4 file; this one is damaged or cut off';
    close();
    throw new UnreadableFile({ file: name, expected }, cause);
  }
}

interface Listing {
  readonly variables: NetcdfVariable[];
  readonly groups: Record<string, Readonly<Record<string, Attribute>>>;
  readonly turn: Hdf5Turn;
  readonly file: string;
  readonly lost: string[];
  readonly enter: (path: string) => boolean;
  links: number;
}

/** Level by level, so that a circle, or a branch of thousands of tables, costs nothing of what stands above it. */
function collect(root: Group, into: Listing): void {
  const { turn } = into;
  const queue: { readonly group: Group; readonly prefix: string; readonly depth: number }[] = [
    { group: root, prefix: '', depth: 0 },
  ];
  for (const { group, prefix, depth } of queue) {
    for (const key of turn.call(() => group.keys())) {
      if (++into.links > MOST_LINKS) return;
      const name = prefix + key;
      try {
        const entity = turn.call(() => group.get(key));
        if (entity instanceof h5wasm.Dataset) into.variables.push(variable(entity, name, into));
        else if (entity instanceof h5wasm.Group && depth < DEEPEST) {
          if (!into.enter(name)) continue;
          into.groups[name] = turn.call(() => attributesOf(entity));
          queue.push({ group: entity, prefix: `${name}/`, depth: depth + 1 });
        } else if (isLink(entity) && into.lost.length < MOST_LOST) into.lost.push(name);
      } catch (error) {
        lose(into, name, error);
      }
    }
  }
}

/** Links that lead nowhere, and links into other files, which are never followed. */
const isLink = (entity: unknown): boolean =>
  typeof entity === 'object' && entity !== null && /Link$/.test(String((entity as { readonly type?: unknown }).type));

/** An object that cannot be opened costs itself: a link that leads nowhere or in a circle, a damaged header. */
function lose({ lost }: Listing, name: string, error: unknown): void {
  if (lost.length >= MOST_LOST) throw error;
  lost.push(name);
}

function variable(dataset: Dataset, name: string, { turn, file }: Listing): NetcdfVariable {
  const { shape: size, chunks: chunk, size: width, type } = turn.call(() => dataset.metadata);
  const shape = size ?? [];
  const guarded = <T>(count: number, take: () => T, bytes = count * width): T => {
    if (count > LARGEST || bytes > LARGEST * 8)
      throw new UnreadableFile({
        file,
        expected: `a variable ${name} of fewer numbers than ${count}; cut out Alaska first`,
      });
    try {
      return turn.call(take);
    } catch (cause) {
      const expected =
        cannotUnpack(dataset, name) ?? `whole data of variable ${name}; its chunks are damaged or cut off`;
      throw new UnreadableFile({ file, expected }, cause);
    }
  };
  const all = shape.reduce((a, b) => a * b, 1);
  const tooManyChunks = () =>
    new UnreadableFile({
      file,
      expected: `variable ${name} in larger chunks than ${chunk?.join(' x ')} of ${shape.join(' x ')}; repack it with "nccopy -c"`,
    });
  /** Texts and tables are read at one go, if they are that at all. */
  const whole = <T>(of: number, count: number, take: () => T): T | undefined => {
    if (type !== of) return undefined;
    if (
      chunk &&
      inPieces(
        shape.map((n): Span => [0, n]),
        chunk,
      )?.length !== 1
    )
      throw tooManyChunks();
    return guarded(count, take, all * width);
  };
  const slab = (box: readonly Span[]): Float64Array | undefined => {
    if (NO_NUMBERS.includes(type)) return undefined;
    const count = box.reduce((n, [from, to]) => n * (to - from), 1);
    const inChunks = (chunk ?? []).reduce((a, b) => a * b, 1);
    const take = (piece: readonly Span[]) =>
      guarded(Math.max(count, inChunks), () =>
        asNumbers(shape.length === 0 ? dataset.value : dataset.slice(piece.map(([from, to]) => [from, to]))),
      );
    const pieces = chunk ? inPieces(box, chunk) : [box];
    if (!pieces) throw tooManyChunks();
    const [first] = pieces;
    return pieces.length > 1 ? joined(pieces, count, take) : take(first ?? box);
  };
  return {
    name,
    shape,
    attributes: turn.call(() => attributesOf(dataset)),
    // Asked only where needed: it costs a look at each scale.
    get dimensions() {
      return dimensionsOf(dataset, name, shape, turn);
    },
    ...(chunk ? { chunk } : {}),
    read: () => slab(shape.map((n): Span => [0, n])),
    slab,
    texts: () => whole(TEXT, all, () => asTexts(dataset.value)),
    records: () => whole(COMPOUND, (all / MOST_ROWS) * LARGEST, () => asRecords(dataset)),
  };
}

/** Names by the dimension scales that are attached; a scale is its own dimension. Damaged references give none. */
function dimensionsOf(dataset: Dataset, name: string, shape: readonly number[], turn: Hdf5Turn): string[] {
  const attached = shape.map((_, d) => {
    try {
      return turn.call(() => dataset.get_attached_scales(d)[0] ?? '').replace(/^\//, '');
    } catch {
      return '';
    }
  });
  return attached.length === 1 && attached[0] === '' ? [name] : attached;
}

/** Columns of a compound table; members that are neither numbers nor texts are left out. */
function asRecords(dataset: Dataset): Records | undefined {
  const members = dataset.metadata.compound_type?.members;
  if (!members || dataset.metadata.shape?.length !== 1) return undefined;
  const rows = dataset.value as readonly (readonly unknown[])[];
  const single = (x: unknown) => {
    const one = ArrayBuffer.isView(x) || Array.isArray(x) ? (x as ArrayLike<unknown>) : [x];
    const [first] = Array.from(one);
    if (one.length !== 1) return undefined;
    if (typeof first === 'bigint') return Number(first);
    return typeof first === 'number' || typeof first === 'string' ? first : undefined;
  };
  const out: Record<string, (number | string)[]> = {};
  for (const [i, { name }] of members.entries()) {
    const column = rows.map((r) => single(r[i]));
    if (column.every((x) => x !== undefined)) out[name] = column;
  }
  return out;
}

function asTexts(value: unknown): string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((x) => typeof x === 'string') ? value : undefined;
}

function asNumbers(value: unknown): Float64Array | undefined {
  if (typeof value === 'number') return Float64Array.of(value);
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) return Float64Array.from(value, Number);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Float64Array.from(value as unknown as ArrayLike<number>);
  return undefined;
}

function attributesOf(entity: Dataset | Group): Record<string, Attribute> {
  const out: Record<string, Attribute> = {};
  for (const [key, attribute] of Object.entries(entity.attrs)) {
    if (key === 'REFERENCE_LIST' || key === 'DIMENSION_LIST') continue; // the library's own book-keeping
    const { size, total_size } = attribute.metadata;
    if (size * total_size > LARGEST_ATTRIBUTE) throw new Error(`attribute ${key} of ${size * total_size} bytes`);
    const value = attribute.value;
    const list = asNumbers(value);
    const texts = asTexts(value);
    if (texts) out[key] = texts.join(', ');
    else if (list) out[key] = list.length === 1 ? (list[0] as number) : [...list];
  }
  return out;
}
