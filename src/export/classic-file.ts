import type { Sink } from './sink.ts';
import { checkSize } from './size-limit.ts';

/**
 * netCDF classic files in their 64-bit-offset form (CDF-2), which every netCDF library since 2004 reads: a header, then one variable
 * after another, written as it comes. Variables of fixed size only; there is no record dimension.
 * @see NetCDF Classic Format Specification, docs.unidata.ucar.edu/netcdf-c
 */
export interface ClassicFile {
  /** Lengths by name, each at least 1: a length of 0 would mean the record dimension. */
  readonly dimensions: Readonly<Record<string, number>>;
  readonly attributes: ClassicAttributes;
  readonly variables: readonly ClassicVariable[];
}

export type ClassicAttributes = Readonly<Record<string, string | ClassicNumbers>>;

/** Numbers of an attribute in the type they are stored in. */
export interface ClassicNumbers {
  readonly type: Exclude<ClassicType, 'char'>;
  readonly values: readonly number[];
}

export type ClassicType = 'byte' | 'char' | 'short' | 'int' | 'float' | 'double';

export interface ClassicVariable {
  readonly name: string;
  readonly type: ClassicType;
  readonly dimensions: readonly string[];
  readonly attributes: ClassicAttributes;
  /** Stored numbers, last dimension fastest, in pieces that together are the whole variable. */
  readonly values: Iterable<ClassicValues> | AsyncIterable<ClassicValues>;
}

/** In the byte order of the machine; `char` is Uint8Array. */
export type ClassicValues = Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

const CODE: Readonly<Record<ClassicType, number>> = { byte: 1, char: 2, short: 3, int: 4, float: 5, double: 6 };
const WIDTH: Readonly<Record<ClassicType, number>> = { byte: 1, char: 1, short: 2, int: 4, float: 4, double: 8 };
const [DIMENSIONS, VARIABLES, ATTRIBUTES] = [10, 11, 12];
/** The header holds the size of a variable in 32 bits. */
const LARGEST_VARIABLE = 2 ** 32 - 4;

const pad = (n: number): number => Math.ceil(n / 4) * 4;

/**
 * @param limit bytes that the file may have
 * @throws BadRequest when it would be larger, or a variable has more than 4 GB; nothing is written then
 */
export async function writeClassic(file: ClassicFile, sink: Sink, limit: number): Promise<void> {
  const sizes = file.variables.map((v) => v.dimensions.reduce((n, d) => n * lengthOf(file, d), WIDTH[v.type]));
  const start = header(
    file,
    sizes,
    sizes.map(() => 0),
  ).length;
  let at = start;
  const offsets = sizes.map((size) => {
    const here = at;
    at += pad(size);
    return here;
  });
  checkSize(at, limit);
  for (const size of sizes) checkSize(size, LARGEST_VARIABLE);
  await sink.write(header(file, sizes, offsets));
  for (const [i, variable] of file.variables.entries()) await writeVariable(variable, sizes[i] as number, sink);
}

async function writeVariable({ name, type, values }: ClassicVariable, size: number, sink: Sink): Promise<void> {
  let written = 0;
  for await (const piece of values) {
    if (piece.BYTES_PER_ELEMENT !== WIDTH[type])
      throw new TypeError(`${name} is ${type}, not ${piece.constructor.name}`);
    const bytes = bigEndian(piece);
    written += bytes.length;
    await sink.write(bytes);
  }
  if (written !== size) throw new RangeError(`variable ${name} has ${size} bytes, and ${written} were given`);
  if (pad(size) > size) await sink.write(new Uint8Array(pad(size) - size));
}

/** The machine's order is little-endian wherever JavaScript runs today. */
function bigEndian(values: ClassicValues): Uint8Array {
  const width = values.BYTES_PER_ELEMENT;
  const from = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (width === 1) return from;
  const to = new Uint8Array(from.length);
  for (let i = 0; i < from.length; i += width)
    for (let b = 0; b < width; b++) to[i + b] = from[i + width - 1 - b] as number;
  return to;
}

function lengthOf(file: ClassicFile, dimension: string): number {
  const length = file.dimensions[dimension];
  if (length === undefined || !(length >= 1)) throw new RangeError(`dimension ${dimension} has length ${length}`);
  return length;
}

function header(file: ClassicFile, sizes: readonly number[], offsets: readonly number[]): Uint8Array {
  const out = new HeaderBytes();
  out.raw([0x43, 0x44, 0x46, 2]); // CDF, version 2
  out.int(0); // records
  const names = Object.keys(file.dimensions);
  out.list(DIMENSIONS, names.length);
  for (const name of names) {
    out.text(name);
    out.int(lengthOf(file, name));
  }
  out.attributes(file.attributes);
  out.list(VARIABLES, file.variables.length);
  file.variables.forEach((v, i) => {
    out.text(v.name);
    out.int(v.dimensions.length);
    for (const d of v.dimensions) out.int(names.indexOf(d));
    out.attributes(v.attributes);
    out.int(CODE[v.type]);
    out.int(pad(sizes[i] as number));
    out.long(offsets[i] as number);
  });
  return Uint8Array.from(out.bytes);
}

/** Bytes of a header: everything begins at a multiple of four. */
class HeaderBytes {
  readonly bytes: number[] = [];

  raw(bytes: Iterable<number>): void {
    for (const b of bytes) this.bytes.push(b);
    while (this.bytes.length % 4 !== 0) this.bytes.push(0);
  }

  int(n: number): void {
    this.bytes.push((n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255);
  }

  long(n: number): void {
    this.int(Math.floor(n / 2 ** 32));
    this.int(n % 2 ** 32);
  }

  text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.int(bytes.length);
    this.raw(bytes);
  }

  list(tag: number, length: number): void {
    this.int(length === 0 ? 0 : tag);
    this.int(length);
  }

  attributes(attributes: ClassicAttributes): void {
    const entries = Object.entries(attributes);
    this.list(ATTRIBUTES, entries.length);
    for (const [name, value] of entries) {
      this.text(name);
      const type = typeof value === 'string' ? 'char' : value.type;
      this.int(CODE[type]);
      if (typeof value === 'string') this.text(value);
      else {
        this.int(value.values.length);
        this.raw(bigEndian(typed(value)));
      }
    }
  }
}

const ARRAY = {
  byte: Int8Array,
  short: Int16Array,
  int: Int32Array,
  float: Float32Array,
  double: Float64Array,
} as const;
const typed = ({ type, values }: ClassicNumbers): ClassicValues => ARRAY[type].from(values);
