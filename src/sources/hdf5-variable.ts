import type { Dataset, Group } from 'h5wasm';
import { UnreadableFile } from '../core/error.ts';
import { cannotUnpack } from './hdf5-filter.ts';
import type { Hdf5Turn } from './hdf5-library.ts';
import { inPieces, joined } from './hdf5-pieces.ts';
import type { Attribute, NetcdfVariable, Records, Span } from './netcdf-model.ts';

/** Classes of types in HDF5 that hold no numbers: texts, compounds, lists of any length. */
const [TEXT, COMPOUND, LIST] = [3, 6, 9] as const;
const NO_NUMBERS: readonly number[] = [TEXT, COMPOUND, LIST];
/** More numbers than this are never one array of ours: a box must be asked for. */
const LARGEST = 5e7;
/** No attribute of ours is larger, bytes; the format itself keeps most of them below 64 kB. */
const LARGEST_ATTRIBUTE = 16e6;
/** Rows of a compound table; each costs an object. */
const MOST_ROWS = 1e6;

const productOf = (x: readonly number[]): number => x.reduce((a, b) => a * b, 1);
const wholeOf = (shape: readonly number[]): Span[] => shape.map((n): Span => [0, n]);

/** An array of an HDF5 file. What it declares is checked against what can be before the library is asked. */
export class Hdf5Variable implements NetcdfVariable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly chunk?: readonly number[];
  readonly #dataset: Dataset;
  readonly #turn: Hdf5Turn;
  readonly #file: string;
  /** Class of its type. */
  readonly #type: number;
  /** Bytes of one value. */
  readonly #width: number;

  /** @throws Error when its header or attributes are damaged */
  constructor(dataset: Dataset, name: string, { turn, file }: { readonly turn: Hdf5Turn; readonly file: string }) {
    const { shape, chunks, size, type } = turn.call(() => dataset.metadata);
    this.name = name;
    this.shape = shape ?? [];
    this.attributes = turn.call(() => attributesOf(dataset));
    if (chunks) this.chunk = chunks;
    [this.#dataset, this.#turn, this.#file, this.#type, this.#width] = [dataset, turn, file, type, size];
  }

  /** Asked only where needed: it costs a look at each scale. */
  get dimensions(): string[] {
    return dimensionsOf(this.#dataset, this.name, this.shape, this.#turn);
  }

  read(): Float64Array | undefined {
    return this.slab(wholeOf(this.shape));
  }

  slab(box: readonly Span[]): Float64Array | undefined {
    if (NO_NUMBERS.includes(this.#type)) return undefined;
    const count = productOf(box.map(([from, to]) => to - from));
    const dataset = this.#dataset;
    const take = (piece: readonly Span[]) =>
      this.#guarded(Math.max(count, productOf(this.chunk ?? [])), () =>
        asNumbers(this.shape.length === 0 ? dataset.value : dataset.slice(piece.map(([from, to]) => [from, to]))),
      );
    const pieces = this.#pieces(box);
    return pieces.length > 1 ? joined(pieces, count, take) : take(box);
  }

  texts(): string[] | undefined {
    return this.#whole(TEXT, productOf(this.shape), () => asTexts(this.#dataset.value));
  }

  records(): Records | undefined {
    const counted = (productOf(this.shape) / MOST_ROWS) * LARGEST;
    return this.#whole(COMPOUND, counted, () => asRecords(this.#dataset));
  }

  /** Texts and tables are read at one go, if they are that at all. */
  #whole<T>(type: number, count: number, take: () => T): T | undefined {
    if (this.#type !== type) return undefined;
    if (this.#pieces(wholeOf(this.shape)).length > 1) throw this.#tooManyChunks();
    return this.#guarded(count, take, productOf(this.shape) * this.#width);
  }

  #pieces(box: readonly Span[]): readonly (readonly Span[])[] {
    const pieces = this.chunk ? inPieces(box, this.chunk) : [box];
    if (!pieces) throw this.#tooManyChunks();
    return pieces;
  }

  #tooManyChunks(): UnreadableFile {
    const chunks = `${this.chunk?.join(' x ')} of ${this.shape.join(' x ')}`;
    const expected = `variable ${this.name} in larger chunks than ${chunks}; repack it with "nccopy -c"`;
    return new UnreadableFile({ file: this.#file, expected });
  }

  #guarded<T>(count: number, take: () => T, bytes = count * this.#width): T {
    const file = this.#file;
    if (count > LARGEST || bytes > LARGEST * 8) {
      const expected = `a variable ${this.name} of fewer numbers than ${count}; cut out Alaska first`;
      throw new UnreadableFile({ file, expected });
    }
    try {
      return this.#turn.call(take);
    } catch (cause) {
      const expected =
        cannotUnpack(this.#dataset, this.name) ??
        `whole data of variable ${this.name}; its chunks are damaged or cut off`;
      throw new UnreadableFile({ file, expected }, cause);
    }
  }
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

/** Attributes that are texts or numbers. @throws Error when one is larger than any of ours */
export function attributesOf(entity: Dataset | Group): Record<string, Attribute> {
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
