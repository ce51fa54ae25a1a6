import { inflateSync } from 'fflate';
import { UnreadableFile } from '../core/error.ts';
import { throwIfCancelled } from '../core/turn.ts';
import { slice } from './slice.ts';
import type { Storage } from './storage.ts';

interface Entry {
  readonly offset: number;
  readonly stored: number;
  readonly size: number;
  readonly deflated: boolean;
}

/**
 * A store in a zip, read in place: entries that are only stored, as ours are, are read by ranges of the Blob.
 * The store may lie in a folder of the zip (somebody zipped `real.zarr` itself): the shallowest `zarr.json` is the root.
 *
 * @throws UnreadableFile when it is no zip or is cut short; nothing has been kept
 */
export async function zipStorage(name: string, blob: Blob, signal?: AbortSignal): Promise<Storage> {
  const entries = await readDirectory(name, blob);
  throwIfCancelled(signal);
  const root = rootOf(entries.keys());
  const inflated = new Map<string, Uint8Array>();

  const whole = async (entry: Entry, key: string): Promise<Uint8Array> => {
    const start = await dataStart(name, blob, entry);
    const raw = await bytesOf(blob, start, entry.stored);
    if (raw.length !== entry.stored) throw cut(name);
    if (!entry.deflated) return raw;
    if (entry.size > LARGEST_ENTRY)
      throw new UnreadableFile({ file: `${name}: ${key}`, expected: 'an entry of less than 1 GB' });
    try {
      const value = inflateSync(raw, { out: new Uint8Array(entry.size) });
      inflated.set(key, value);
      return value;
    } catch (e) {
      throw new UnreadableFile({ file: `${name}: ${key}`, expected: 'bytes that inflate' }, e);
    }
  };
  return {
    name,
    async get(key) {
      const entry = entries.get(root + key);
      return entry && (inflated.get(key) ?? (await whole(entry, key)));
    },
    async getRange(key, offset, length) {
      const entry = entries.get(root + key);
      if (!entry) return undefined;
      if (entry.deflated) return slice(inflated.get(key) ?? (await whole(entry, key)), offset, length);
      const from = offset < 0 ? Math.max(0, entry.size + offset) : offset;
      const start = await dataStart(name, blob, entry);
      return bytesOf(blob, start + from, Math.max(0, Math.min(length, entry.size - from)));
    },
  };
}

const cut = (file: string): UnreadableFile =>
  new UnreadableFile({ file, expected: 'a whole zip file; it seems to be cut short' });

const bytesOf = async (blob: Blob, offset: number, length: number): Promise<Uint8Array> =>
  new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());

function rootOf(names: Iterable<string>): string {
  const roots = [...names]
    .filter((n) => n === 'zarr.json' || n.endsWith('/zarr.json'))
    .map((n) => n.slice(0, -'zarr.json'.length));
  return roots.sort((a, b) => a.split('/').length - b.split('/').length || a.length - b.length)[0] ?? '';
}

/** A deflated entry is unpacked in memory: one that claims more is a mistake or a bomb. */
const LARGEST_ENTRY = 1 << 30;
const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** End record without, and longest comment after it. */
const END_SIZE = 22;
const LONGEST_COMMENT = 65535;

/** The central directory. @see PKWARE APPNOTE 6.3, §4.3 */
async function readDirectory(name: string, blob: Blob): Promise<Map<string, Entry>> {
  const tail = await bytesOf(blob, Math.max(0, blob.size - END_SIZE - LONGEST_COMMENT), END_SIZE + LONGEST_COMMENT);
  const view = new DataView(tail.buffer);
  let end = tail.length - END_SIZE;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) {
    const head = await bytesOf(blob, 0, 4);
    if (head[0] === 0x50 && head[1] === 0x4b) throw cut(name);
    throw new UnreadableFile({ file: name, expected: 'a zip file' });
  }
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const offset = view.getUint32(end + 16, true);
  if (count === 0xffff || size === 0xffffffff || offset === 0xffffffff) {
    throw new UnreadableFile({ file: name, expected: 'a zip of less than 4 GB and 65535 files' });
  }
  const directory = await bytesOf(blob, offset, size);
  if (directory.length !== size) throw cut(name);
  return entriesOf(name, directory, count);
}

function entriesOf(name: string, directory: Uint8Array, count: number): Map<string, Entry> {
  const view = new DataView(directory.buffer);
  const entries = new Map<string, Entry>();
  const text = new TextDecoder();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > directory.length || view.getUint32(at, true) !== CENTRAL) throw cut(name);
    const method = view.getUint16(at + 10, true);
    const nameLength = view.getUint16(at + 28, true);
    const file = text.decode(directory.subarray(at + 46, at + 46 + nameLength));
    if (method !== 0 && method !== 8) {
      throw new UnreadableFile({ file: `${name}: ${file}`, expected: 'an entry that is stored or deflated' });
    }
    entries.set(file, {
      offset: view.getUint32(at + 42, true),
      stored: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      deflated: method === 8,
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Where an entry's bytes begin: its local header repeats the name and may have another extra field. */
async function dataStart(name: string, blob: Blob, entry: Entry): Promise<number> {
  const head = await bytesOf(blob, entry.offset, 30);
  const view = new DataView(head.buffer);
  if (head.length < 30 || view.getUint32(0, true) !== LOCAL) throw cut(name);
  return entry.offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}
