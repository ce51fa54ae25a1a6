import type { AsyncBuffer, Compressors, FileMetaData, ParquetParsers, SchemaElement } from 'hyparquet';
import { UnreadableFile } from '../../core/error.ts';
import type { InputFile } from '../source.ts';
import { checkedPages } from './column-chunk.ts';
import { ThriftReader } from './thrift-compact.ts';

export type ParquetKind = 'number' | 'time' | 'text' | 'other';

export interface ParquetColumn {
  readonly name: string;
  readonly kind: ParquetKind;
}

/** A Parquet file of flat columns, opened by its footer; values are read a row group and a column at a time. */
export interface ParquetTable {
  readonly rows: number;
  readonly groups: readonly { readonly first: number; readonly rows: number }[];
  /** Flat columns; nested ones are left out. */
  readonly columns: readonly ParquetColumn[];
  /** Name of the column that pandas kept its row index in, if any. */
  readonly index: string | undefined;
  /**
   * One column of one row group: numbers (NaN where missing), times in ms since 1970 UTC, or texts (undefined where missing).
   * @throws UnreadableFile when the pages are damaged or larger than can be held
   */
  numbers(group: number, column: string): Promise<Float64Array>;
  texts(group: number, column: string): Promise<readonly (string | undefined)[]>;
}

const LARGEST_FOOTER = 48e6;
/** Rows of a group that are held at once; a writer's usual group has one million. */
const MOST_ROWS = 4_200_000;
const LARGEST_CHUNK = 128e6;

/**
 * Opens Parquet without reading its data. Own checks go before the library's, which believes what a file says of its sizes.
 * @throws UnreadableFile when the footer is damaged or cut off
 */
export async function openParquet(file: InputFile): Promise<ParquetTable> {
  const footer = await footerOf(file);
  const { parquetMetadata } = await import('hyparquet');
  let metadata: FileMetaData;
  try {
    new ThriftReader(footer.subarray(0, -8)).struct();
    metadata = parquetMetadata(footer.slice().buffer, { geoparquet: false });
  } catch (cause) {
    throw damaged(file.name, cause);
  }
  const flat = flatColumns(metadata.schema ?? []);
  let first = 0;
  const groups = (metadata.row_groups ?? []).map((g) => {
    const rows = Number(g.num_rows);
    if (!Number.isSafeInteger(rows) || rows < 0) throw damaged(file.name);
    first += rows;
    return { first: first - rows, rows };
  });
  if (first !== Number(metadata.num_rows)) throw damaged(file.name);
  const read = async (group: number, column: string): Promise<ArrayLike<unknown>[]> => {
    const element = flat.find((e) => e.name === column);
    if (!element) throw new UnreadableFile({ file: file.name, expected: `the column ${column}` });
    return readChunk(file, metadata, group, element);
  };
  return {
    rows: first,
    groups,
    columns: flat.map((e) => ({ name: e.name, kind: kindOf(e) })),
    index: indexOf(metadata),
    numbers: async (group, column) => {
      const out = new Float64Array(groups[group]?.rows ?? 0).fill(Number.NaN);
      let at = 0;
      for (const piece of await read(group, column))
        for (let i = 0; i < piece.length && at < out.length; i++) out[at++] = asNumber(piece[i]);
      return out;
    },
    texts: async (group, column) =>
      (await read(group, column)).flatMap((p) => Array.from(p, (v) => (typeof v === 'string' ? v : undefined))),
  };
}

const damaged = (file: string, cause?: unknown): UnreadableFile =>
  new UnreadableFile({ file, expected: 'a whole Parquet file; this one is damaged or cut off' }, cause);

async function footerOf(file: InputFile): Promise<Uint8Array> {
  if (file.size < 12) throw damaged(file.name);
  const tail = await file.bytes(file.size - 8, 8);
  const length = new DataView(tail.buffer, tail.byteOffset, 8).getUint32(0, true);
  const magic = new TextDecoder().decode(tail.subarray(4));
  if (magic === 'PARE') throw new UnreadableFile({ file: file.name, expected: 'a Parquet file that is not encrypted' });
  if (magic !== 'PAR1' || length > file.size - 12) throw damaged(file.name);
  if (length > LARGEST_FOOTER) throw new UnreadableFile({ file: file.name, expected: 'a footer below 48 MB' });
  return file.bytes(file.size - 8 - length, length + 8);
}

/** Leaves directly below the root, of a type that has one value a row. */
function flatColumns(schema: readonly SchemaElement[]): SchemaElement[] {
  const flat: SchemaElement[] = [];
  let at = 1;
  const pass = (i: number, depth: number): number => {
    if (depth > 50 || i >= schema.length) return i;
    let next = i + 1;
    for (let c = 0; c < (schema[i]?.num_children ?? 0) && next < schema.length; c++) next = pass(next, depth + 1);
    return next;
  };
  for (let c = 0; c < (schema[0]?.num_children ?? 0) && at < schema.length; c++) {
    const element = schema[at] as SchemaElement;
    if (element.type && !element.num_children && element.repetition_type !== 'REPEATED') flat.push(element);
    at = pass(at, 0);
  }
  return flat;
}

function kindOf({ type, converted_type, logical_type }: SchemaElement): ParquetKind {
  const logical = logical_type?.type;
  if (
    type === 'INT96' ||
    converted_type === 'DATE' ||
    converted_type?.startsWith('TIMESTAMP') ||
    logical === 'TIMESTAMP' ||
    logical === 'DATE'
  )
    return 'time';
  if (type === 'BYTE_ARRAY') return 'text';
  return type === 'DOUBLE' || type === 'FLOAT' || type === 'INT32' || type === 'INT64' ? 'number' : 'other';
}

/** pandas says in the metadata which column was its index; without a name it calls it `__index_level_0__`. */
function indexOf(metadata: FileMetaData): string | undefined {
  const text = metadata.key_value_metadata?.find((kv) => kv.key === 'pandas')?.value;
  try {
    const columns: unknown = JSON.parse(text ?? '{}').index_columns;
    return Array.isArray(columns) ? columns.find((c): c is string => typeof c === 'string') : undefined;
  } catch {
    return undefined; // a note of another program; the columns stand in the schema all the same
  }
}

/** Times stay numbers: objects for a million rows would take more memory than the rows. */
const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (t) => Number(t),
  timestampFromMicroseconds: (t) => Number(t) / 1e3,
  timestampFromNanoseconds: (t) => Number(t) / 1e6,
  dateFromDays: (d) => d * 86_400_000,
};

const asNumber = (v: unknown): number => (typeof v === 'number' ? v : typeof v === 'bigint' ? Number(v) : Number.NaN);

async function readChunk(
  file: InputFile,
  metadata: FileMetaData,
  group: number,
  element: SchemaElement,
): Promise<ArrayLike<unknown>[]> {
  const rowGroup = metadata.row_groups[group];
  const meta = rowGroup?.columns.find((c) => c.meta_data?.path_in_schema.join('.') === element.name)?.meta_data;
  if (!rowGroup || !meta) throw damaged(file.name);
  const rows = Number(rowGroup.num_rows);
  const first = metadata.row_groups.slice(0, group).reduce((n, g) => n + Number(g.num_rows), 0);
  const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
  const length = Number(meta.total_compressed_size);
  if (rows > MOST_ROWS || length > LARGEST_CHUNK)
    throw new UnreadableFile({
      file: file.name,
      expected: `row groups of at most ${MOST_ROWS} rows (this one has ${rows}): write it again with row_group_size=1000000`,
    });
  if (!(start >= 4 && length >= 0 && start + length <= file.size) || Number(meta.num_values) !== rows)
    throw damaged(file.name);
  const bytes = (await file.bytes(start, length)).slice();
  const [{ parquetRead }, { compressors }] = await Promise.all([import('hyparquet'), import('hyparquet-compressors')]);
  try {
    const pages = checkedPages(
      bytes,
      {
        codec: meta.codec,
        rows,
        definition: element.repetition_type === 'REQUIRED' ? 0 : 1,
        boolean: element.type === 'BOOLEAN',
      },
      compressors,
    );
    const held: AsyncBuffer = {
      byteLength: file.size,
      slice: (from, to = file.size) => bytes.buffer.slice(from - start, to - start),
    };
    const ready: Compressors = { [meta.codec]: () => pages.shift() ?? new Uint8Array() };
    const out: ArrayLike<unknown>[] = [];
    await parquetRead({
      file: held,
      metadata,
      columns: [element.name],
      rowStart: first,
      rowEnd: first + rows,
      compressors: ready,
      parsers: PARSERS,
      onChunk: (c) => out.push(c.columnData),
    });
    if (out.reduce((n, p) => n + p.length, 0) !== rows) throw new RangeError('another number of values than rows');
    return out;
  } catch (cause) {
    throw new UnreadableFile(
      { file: file.name, expected: `whole pages of column ${element.name} from row ${first + 1}; they are damaged` },
      cause,
    );
  }
}
