import type { Compressors } from 'hyparquet';
import { crc32 } from '../crc32.ts';
import { ThriftReader, type ThriftStruct } from './thrift-compact.ts';
import { zstdFits } from './zstd-bounds.ts';

/** What the footer says of one column in one row group. */
export interface ChunkFacts {
  readonly codec: string;
  readonly rows: number;
  /** 0 for a required column, 1 for one with missing values. */
  readonly definition: 0 | 1;
  readonly boolean: boolean;
}

/** One page of a flat column unpacks to at most this. */
const LARGEST_PAGE = 64e6;
/** All pages of a column in one row group, unpacked. */
const LARGEST_COLUMN = 192e6;
const ENCODINGS = new Set([0, 2, 3, 5, 6, 8, 9]);
const DICTIONARY = new Set([2, 8]);
const RLE = 3;
const [DATA, DICTIONARY_PAGE, DATA_V2] = [0, 2, 3] as const;

const num = (s: ThriftStruct | undefined, field: number): number => {
  const v = s?.get(field);
  return typeof v === 'number' ? v : Number.NaN;
};
const sub = (s: ThriftStruct, field: number): ThriftStruct | undefined => {
  const v = s.get(field);
  return v instanceof Map ? v : undefined;
};

/**
 * Walks the pages of a column before anybody decodes them: sizes, counts, run lengths and checksums must fit together, because
 * the decoder believes them and a run of a thousand million values has six bytes.
 * @returns unpacked pages in order, so that nothing is unpacked twice
 * @throws RangeError when something does not fit
 */
export function checkedPages(bytes: Uint8Array, facts: ChunkFacts, compressors: Compressors): Uint8Array[] {
  const pages: Uint8Array[] = [];
  let rows = 0;
  let at = 0;
  while (rows < facts.rows) {
    const reader = new ThriftReader(bytes.subarray(at));
    const header = reader.struct();
    at += reader.at;
    const [type, unpacked, packed] = [1, 2, 3].map((f) => num(header, f)) as [number, number, number];
    if (!(packed >= 0 && packed <= bytes.length - at) || !(unpacked >= 0 && unpacked <= LARGEST_PAGE))
      throw new RangeError('a page larger than its column');
    const body = bytes.subarray(at, at + packed);
    at += packed;
    const crc = header.get(4);
    if (typeof crc === 'number' && crc >>> 0 !== crc32(body))
      throw new RangeError('a page that does not fit its checksum');
    if (type === DATA) rows += dataPage(body, unpacked, sub(header, 5), facts, compressors, pages);
    else if (type === DATA_V2) rows += dataPageV2(body, unpacked, sub(header, 8), facts, compressors, pages);
    else if (type === DICTIONARY_PAGE) dictionaryPage(body, unpacked, sub(header, 7), facts, compressors, pages);
    else throw new RangeError(`a page of type ${type}`);
  }
  if (rows !== facts.rows) throw new RangeError(`${rows} values for ${facts.rows} rows`);
  return pages;
}

function unpack(
  body: Uint8Array,
  size: number,
  { codec }: ChunkFacts,
  compressors: Compressors,
  pages: Uint8Array[],
): Uint8Array {
  if (codec === 'UNCOMPRESSED') return body;
  const decompress = compressors[codec as keyof Compressors];
  if (!decompress) throw new RangeError(`compressed by ${codec}, which is unknown here`);
  const before = pages.reduce((n, p) => n + p.length, 0);
  if (before + size > LARGEST_COLUMN) throw new RangeError('pages that unpack to more than can be held');
  if (codec === 'ZSTD' && !zstdFits(body, size))
    throw new RangeError('a page that unpacks to another size than it says');
  const page = decompress(body, size);
  if (page.length !== size) throw new RangeError('a page that unpacks to another size than it says');
  pages.push(page);
  return page;
}

function count(n: number, limit: number): number {
  if (!Number.isInteger(n) || n < 0 || n > limit) throw new RangeError(`${n} values where ${limit} can be`);
  return n;
}

function dataPage(
  body: Uint8Array,
  unpacked: number,
  header: ThriftStruct | undefined,
  facts: ChunkFacts,
  compressors: Compressors,
  pages: Uint8Array[],
): number {
  const values = count(num(header, 1), facts.rows);
  const encoding = num(header, 2);
  if (!ENCODINGS.has(encoding)) throw new RangeError(`encoding ${encoding}`);
  const page = unpack(body, unpacked, facts, compressors, pages);
  let at = 0;
  let present = values;
  if (facts.definition === 1) {
    if (page.length < 4) throw new RangeError('a page without its levels');
    const length = new DataView(page.buffer, page.byteOffset).getUint32(0, true);
    if (length > page.length - 4) throw new RangeError('levels longer than their page');
    present = runs(page.subarray(4, 4 + length), 1, values);
    at = 4 + length;
  }
  checkValues(page.subarray(at), encoding, present, facts);
  return values;
}

function dataPageV2(
  body: Uint8Array,
  unpacked: number,
  header: ThriftStruct | undefined,
  facts: ChunkFacts,
  compressors: Compressors,
  pages: Uint8Array[],
): number {
  const values = count(num(header, 1), facts.rows);
  const nulls = count(num(header, 2), values);
  const encoding = num(header, 4);
  const levels = [5, 6].map((f) => count(num(header, f), body.length)) as [number, number];
  const start = levels[0] + levels[1];
  if (num(header, 3) !== values || levels[1] !== 0 || start > body.length || !ENCODINGS.has(encoding))
    throw new RangeError('a page that is not of a flat column');
  if (facts.definition === 1 && runs(body.subarray(0, levels[0]), 1, values) !== values - nulls)
    throw new RangeError('another number of missing values than stated');
  const rest = body.subarray(start);
  const page = header?.get(7) === false ? rest : unpack(rest, unpacked - start, facts, compressors, pages);
  checkValues(page, encoding, values - nulls, facts, true);
  return values;
}

function dictionaryPage(
  body: Uint8Array,
  unpacked: number,
  header: ThriftStruct | undefined,
  facts: ChunkFacts,
  compressors: Compressors,
  pages: Uint8Array[],
): void {
  const page = unpack(body, unpacked, facts, compressors, pages);
  count(num(header, 1), facts.boolean ? page.length * 8 : page.length);
}

/** @param always version 2 has runs even where all indices are the one that needs no bits */
function checkValues(page: Uint8Array, encoding: number, present: number, facts: ChunkFacts, always = false): void {
  if (present === 0) return;
  if (encoding === RLE && !facts.boolean) throw new RangeError('run lengths of what is not a truth value');
  if (DICTIONARY.has(encoding)) {
    const width = page[0] ?? 99;
    if (width > 32) throw new RangeError('a dictionary index of more than 32 bits');
    if (width > 0 || always) runs(page.subarray(1), width, present);
  } else if (encoding === RLE) runs(page.subarray(4), 1, present);
  else if (present > page.length * (facts.boolean ? 8 : 1) && encoding !== 5)
    throw new RangeError('fewer bytes than values');
}

/**
 * Checks runs of the hybrid of run lengths and packed bits.
 * @returns how many of the values are 1, which for levels is how many are present
 */
function runs(bytes: Uint8Array, width: number, values: number): number {
  let [at, seen, ones] = [0, 0, 0];
  while (seen < values) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 28) throw new RangeError('runs that end before the values do');
      header += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    const left = values - seen;
    const n = header % 2 === 1 ? ((header - 1) / 2) * 8 : header / 2;
    if (n === 0 || n > left + (header % 2 === 1 ? 7 : 0))
      throw new RangeError(`a run of ${n} where ${left} values are left`);
    if (width === 1) ones += header % 2 === 1 ? bitsIn(bytes, at, Math.min(n, left)) : ((bytes[at] ?? 0) & 1) * n;
    // The last packed group may be cut short behind its last value.
    at += header % 2 === 1 ? (n / 8) * width : Math.ceil(width / 8);
    seen += n;
  }
  return ones;
}

function bitsIn(bytes: Uint8Array, at: number, n: number): number {
  let ones = 0;
  for (let i = 0; i < n; i++) ones += ((bytes[at + (i >> 3)] ?? 0) >> (i & 7)) & 1;
  return ones;
}
