import { inflateSync } from 'fflate';
import { UnreadableFile } from '../core/error.ts';
import { crc32 } from './crc32.ts';
import { ForwardInflate } from './forward-inflate.ts';
import { memoryFile } from './memory-file.ts';
import type { InputFile } from './source.ts';

/** Unpacked sizes beyond this come from a mistake or a bomb. */
const LARGEST_TOTAL = 1e9;
/** Members beyond this are unpacked as they are read; smaller ones once, and kept. */
const LARGEST_HELD = 4e6;
/** Who goes back more often than this reads here and there, and is better served by the whole member in memory. */
const MOST_RETURNS = 4;

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * Files inside a zip, named `archive.zip/member`. A workbook (`.xlsx`) is a zip too and gives none. A member whose checksum is
 * wrong fails when it is read, and only that one; fflate's own unzip does not look at checksums, hence this reader.
 * @throws UnreadableFile when the archive is cut off, damaged or would unpack to more than a gigabyte
 */
export async function zipMembers(file: InputFile): Promise<readonly InputFile[]> {
  const bytes = await file.bytes();
  const entries = directoryOf(bytes, file.name).filter((e) => !e.name.endsWith('/'));
  if (entries.some((e) => e.name === '[Content_Types].xml')) return [];
  if (entries.reduce((sum, e) => sum + e.size, 0) > LARGEST_TOTAL) {
    throw new UnreadableFile({ file: file.name, expected: 'an archive that unpacks to less than 1 GB' });
  }
  return entries.map((entry): InputFile => {
    const name = `${file.name}/${entry.name}`;
    let unpacked: InputFile | undefined;
    let flowing: ForwardInflate | undefined;
    return {
      name,
      size: entry.size,
      bytes: async (offset = 0, length = entry.size - offset) => {
        if (entry.size > LARGEST_HELD && entry.method === DEFLATED && (flowing?.returns ?? 0) < MOST_RETURNS) {
          flowing ??= new ForwardInflate(packedOf(bytes, entry, name), { ...entry, name });
          return flowing.bytes(offset, length);
        }
        unpacked ??= memoryFile(name, unpack(bytes, entry, name));
        return unpacked.bytes(offset, length);
      },
    };
  });
}

/**
 * All members of an archive that is one document, such as a workbook, each held against its checksum.
 * @throws UnreadableFile when one is damaged, or all together unpack to more than `largest` bytes
 */
export function wholeZip(bytes: Uint8Array, file: string, largest: number): Record<string, Uint8Array> {
  const entries = directoryOf(bytes, file).filter((e) => !e.name.endsWith('/'));
  if (entries.reduce((sum, e) => sum + e.size, 0) > largest)
    throw new UnreadableFile({ file, expected: `a document that unpacks to less than ${largest / 1e6} MB` });
  return Object.fromEntries(entries.map((e) => [e.name, unpack(bytes, e, `${file}/${e.name}`)]));
}

const cut = (file: string, cause?: unknown): UnreadableFile =>
  new UnreadableFile({ file, expected: 'a whole zip archive; this one is damaged or cut off' }, cause);

/** The list at the archive's end. @see PKWARE APPNOTE 6.3, 4.3 */
function directoryOf(bytes: Uint8Array, file: string): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - END_SIZE;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw cut(file);
  const count = view.getUint16(end + 10, true);
  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) throw cut(file);
    const [nameLength, extra, comment] = [28, 30, 32].map((k) => view.getUint16(at + k, true)) as [
      number,
      number,
      number,
    ];
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

function packedOf(bytes: Uint8Array, { packed, offset }: Entry, name: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL) throw cut(name);
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length) throw cut(name);
  return bytes.subarray(start, start + packed);
}

function unpack(bytes: Uint8Array, entry: Entry, name: string): Uint8Array {
  const { method, crc, size } = entry;
  const raw = packedOf(bytes, entry, name);
  if (method !== STORED && method !== DEFLATED)
    throw new UnreadableFile({
      file: name,
      expected: `a member stored or deflated, not by method ${method} or encrypted`,
    });
  let out: Uint8Array;
  try {
    out = method === STORED ? raw : inflateSync(raw, { out: new Uint8Array(size) });
  } catch (cause) {
    throw cut(name, cause);
  }
  if (out.length !== size || crc32(out) !== crc)
    throw new UnreadableFile({ file: name, expected: 'bytes that fit the checksum of the archive; they are damaged' });
  return out;
}
