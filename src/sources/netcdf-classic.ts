import { NetCDFReader } from 'netcdfjs';
import { UnreadableFile } from '../core/error.ts';
import type { Attribute, Netcdf, NetcdfVariable, Span } from './netcdf-model.ts';
import type { SyncBytes } from './sync-bytes.ts';

/** Bytes in which a header is looked for; the header of a file of a thousand variables has some 300 kB. */
const HEADER = 2 ** 21;
/** Bytes read at one go, so that short rows of a box do not become a read each. */
const PAGE = 2 ** 20;
/** More numbers than this are never one array of ours: a box must be asked for. */
const LARGEST = 5e7;

const BYTES: Readonly<Record<string, number>> = { byte: 1, char: 1, short: 2, int: 4, float: 4, double: 8 };

/**
 * Header by netcdfjs, data by ranges of our own: its reader makes a list of every number of the file, and reads padding as data
 * where a single record variable has an odd number of shorts.
 * @throws UnreadableFile when the header does not parse
 */
export function openClassic(bytes: SyncBytes, name: string): Netcdf {
  let reader: NetCDFReader;
  try {
    reader = new NetCDFReader(bytes.read(0, Math.min(HEADER, bytes.size)).slice());
  } catch (cause) {
    throw new UnreadableFile(
      { file: name, expected: 'a whole netCDF-3 file; the header breaks off or is damaged' },
      cause,
    );
  }
  const layout = layoutOf(reader, bytes.size);
  return {
    format: 'classic',
    attributes: Object.fromEntries(asList(reader.globalAttributes).map((a) => [a.name, attribute(a.value)])),
    variables: layout.map((a) => variable(a, bytes, name)),
    close: () => undefined,
  };
}

/** Where the numbers of an array stand. */
interface Stored {
  readonly name: string;
  readonly dimensions: readonly string[];
  readonly shape: readonly number[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly type: string;
  readonly offset: number;
  /** Bytes from one index of the first dimension to the next. */
  readonly step: number;
}

/** @see the netCDF classic format specification: records are interleaved, each padded to four bytes unless it is the only one */
function layoutOf(reader: NetCDFReader, size: number): Stored[] {
  const { recordDimension: record, dimensions } = reader;
  const variables = [...(reader.variables ?? [])];
  const inner = (ids: readonly number[]) => ids.slice(1).reduce((n, d) => n * (dimensions[d]?.size ?? 0), 1);
  const raw = (v: (typeof variables)[number]) => inner(v.dimensions) * (BYTES[v.type] ?? 0);
  const records = variables.filter((v) => v.record);
  const padded = records.reduce((sum, v) => sum + Math.ceil(raw(v) / 4) * 4, 0);
  const recordStep = records.length === 1 ? raw(records[0] as (typeof variables)[number]) : padded;
  const first = Math.min(...records.map((v) => v.offset));
  // A writer that never closed its file leaves the count at 2^32 - 1: then the length of the file says.
  const count = record.length === 0xffffffff ? Math.max(0, Math.floor((size - first) / recordStep)) : record.length;
  return variables.map((v) => ({
    name: v.name,
    dimensions: v.dimensions.map((d) => dimensions[d]?.name ?? ''),
    shape: v.dimensions.map((d) => (v.record && d === record.id ? count : (dimensions[d]?.size ?? 0))),
    attributes: Object.fromEntries(asList(v.attributes).map((a) => [a.name, attribute(a.value)])),
    type: v.type,
    offset: v.offset,
    step: v.record ? recordStep : raw(v),
  }));
}

function variable(stored: Stored, bytes: SyncBytes, file: string): NetcdfVariable {
  const { name, shape, dimensions, attributes } = stored;
  return {
    name,
    shape,
    dimensions,
    attributes,
    read: () =>
      slab(
        stored,
        shape.map((n) => [0, n]),
        bytes,
        file,
      ),
    slab: (box) => slab(stored, box, bytes, file),
  };
}

function slab(stored: Stored, box: readonly Span[], bytes: SyncBytes, file: string): Float64Array | undefined {
  const { shape, type, name } = stored;
  const width = BYTES[type];
  if (width === undefined || type === 'char') return undefined;
  const sizes = box.map(([from, to]) => to - from);
  const total = sizes.reduce((a, b) => a * b, 1);
  if (total > LARGEST)
    throw new UnreadableFile({
      file,
      expected: `a variable ${name} of fewer numbers than ${total}; cut out Alaska first`,
    });
  const end = stored.offset + ((shape[0] ?? 1) - 1) * stored.step + shape.slice(1).reduce((a, b) => a * b, width);
  if (total > 0 && end > bytes.size)
    throw new UnreadableFile({ file, expected: `whole data of variable ${name}; the file breaks off` });
  // A record variable of one dimension has its numbers apart from one another.
  const run = box.length === 1 && stored.step !== width ? 1 : (sizes.at(-1) ?? 1);
  const out = new Float64Array(total);
  const at = pages(bytes);
  for (let i = 0; i < total; i += run) decode(at(offsetOf(stored, box, sizes, i, width), run * width), type, out, i);
  return out;
}

/** Where the i-th number of a box stands in the file. */
function offsetOf(stored: Stored, box: readonly Span[], sizes: readonly number[], i: number, width: number): number {
  let [rest, at, stride] = [i, stored.offset, width];
  for (let d = box.length - 1; d >= 0; d--) {
    const size = sizes[d] as number;
    at += ((box[d] as Span)[0] + (rest % size)) * (d === 0 ? stored.step : stride);
    rest = Math.floor(rest / size);
    stride *= stored.shape[d] as number;
  }
  return at;
}

/** Reads a page at a time; rows of a box mostly lie behind one another. */
function pages(bytes: SyncBytes): (offset: number, length: number) => DataView {
  let start = 0;
  let page: Uint8Array = new Uint8Array();
  return (offset, length) => {
    if (offset < start || offset + length > start + page.length) {
      start = offset;
      page = bytes.read(offset, Math.max(length, PAGE));
    }
    return new DataView(page.buffer, page.byteOffset + offset - start, length);
  };
}

function decode(view: DataView, type: string, out: Float64Array, at: number): void {
  const n = view.byteLength / (BYTES[type] as number);
  for (let i = 0; i < n; i++) {
    out[at + i] =
      type === 'short'
        ? view.getInt16(2 * i)
        : type === 'float'
          ? view.getFloat32(4 * i)
          : type === 'double'
            ? view.getFloat64(8 * i)
            : type === 'int'
              ? view.getInt32(4 * i)
              : view.getInt8(i);
  }
}

/** The parser's own types narrow an empty list to never. */
const asList = (attributes: unknown): { name: string; value: unknown }[] =>
  (attributes ?? []) as { name: string; value: unknown }[];

const attribute = (value: unknown): Attribute =>
  typeof value === 'number' || typeof value === 'string'
    ? value
    : Array.isArray(value) || ArrayBuffer.isView(value)
      ? Array.from(value as ArrayLike<number>, Number)
      : String(value);
