import { BadRequest } from '../core/error.ts';
import type { WritableStorage } from './storage.ts';
import { Unreachable } from './unreachable.ts';

/**
 * A store in the browser's private file system, in the folder `path` (made when something is written).
 * `createWritable` swaps the file in when it is closed, so a reader sees the old value or the new one.
 * Browsers may evict it: ask for `navigator.storage.persist()` and offer a zip.
 */
export function opfsStorage(path: string): WritableStorage {
  const base = parts(path);
  const file = async (key: string, create: boolean): Promise<FileSystemFileHandle | undefined> => {
    const steps = [...base, ...parts(key)];
    const name = steps.pop() as string;
    const folder = await folderAt(steps, create);
    if (!folder) return undefined;
    return absent(folder.getFileHandle(name, { create }));
  };
  const read = async (key: string, part: (f: File) => Blob): Promise<Uint8Array | undefined> => {
    const handle = await file(key, false);
    if (!handle) return undefined;
    return new Uint8Array(await part(await handle.getFile()).arrayBuffer());
  };
  return {
    name: `browser storage: ${path}`,
    get: (key) => read(key, (f) => f),
    getRange: (key, offset, length) =>
      read(key, (f) => {
        const from = offset < 0 ? Math.max(0, f.size + offset) : offset;
        return f.slice(from, from + length);
      }),
    async set(key, value) {
      const handle = await file(key, true);
      if (!handle) throw new Unreachable({ what: `browser storage: ${path}/${key}`, why: 'it cannot be created' });
      await write(handle, value, `browser storage: ${path}/${key}`);
    },
    async list() {
      const folder = await folderAt(base, false);
      return folder ? (await walk(folder, '')).sort() : [];
    },
    async remove(key) {
      const steps = [...base, ...parts(key)];
      const name = steps.pop() as string;
      const folder = await folderAt(steps, false);
      if (folder) await absent(folder.removeEntry(name));
    },
  };
}

/** Names of the folders and files directly under a folder of the browser's file system; empty when there is none. */
export async function listOpfs(path: string): Promise<string[]> {
  const folder = await folderAt(parts(path), false);
  const names: string[] = [];
  if (folder) for await (const name of folder.keys()) names.push(name);
  return names.sort();
}

/** Bytes of everything under a folder of the browser's file system; 0 when there is none. */
export async function sizeOfOpfs(path: string): Promise<number> {
  const folder = await folderAt(parts(path), false);
  return folder ? sizeOf(folder) : 0;
}

/** Deletes a whole store. */
export async function removeOpfs(path: string): Promise<void> {
  const steps = parts(path);
  const name = steps.pop();
  if (!name) throw new BadRequest({ what: `path ${path}`, expected: 'the folder of a store' });
  const folder = await folderAt(steps, false);
  if (folder) await absent(folder.removeEntry(name, { recursive: true }));
}

/** False in a browser (or private window) that has no private file system. */
export const hasOpfs = (): boolean =>
  typeof navigator !== 'undefined' && typeof navigator.storage?.getDirectory === 'function';

const parts = (path: string): string[] => path.split('/').filter(Boolean);

async function folderAt(steps: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle | undefined> {
  if (!hasOpfs()) throw new Unreachable({ what: 'browser storage', why: 'this browser offers none here' });
  let folder: FileSystemDirectoryHandle | undefined = await navigator.storage.getDirectory();
  for (const step of steps) {
    folder = await absent(folder.getDirectoryHandle(step, { create }));
    if (!folder) return undefined;
  }
  return folder;
}

async function write(handle: FileSystemFileHandle, value: Uint8Array, what: string): Promise<void> {
  const stream = await handle.createWritable();
  try {
    await stream.write(value as Uint8Array<ArrayBuffer>);
    await stream.close();
  } catch (e) {
    await stream.abort().catch(() => undefined); // the first error is the one that matters
    const full = (e as Error).name === 'QuotaExceededError';
    throw new Unreachable({ what, why: full ? 'the browser has no room left for this site' : 'writing failed' }, e);
  }
}

async function walk(folder: FileSystemDirectoryHandle, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const [name, entry] of folder.entries()) {
    if (entry.kind === 'file') keys.push(prefix + name);
    else keys.push(...(await walk(entry as FileSystemDirectoryHandle, `${prefix}${name}/`)));
  }
  return keys;
}

async function sizeOf(folder: FileSystemDirectoryHandle): Promise<number> {
  let size = 0;
  for await (const entry of folder.values()) {
    size += entry.kind === 'file' ? (await entry.getFile()).size : await sizeOf(entry);
  }
  return size;
}

async function absent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (e) {
    const name = (e as Error).name;
    if (name === 'NotFoundError' || name === 'TypeMismatchError') return undefined;
    throw e;
  }
}
