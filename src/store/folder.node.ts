import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { WritableStorage } from './storage.ts';

const TEMPORARY = '.writing';

/** A store in a folder on disk. A value is written beside its place and moved there, so that no reader sees a part of it. */
export function folderStorage(path: string): WritableStorage {
  const at = (key: string) => join(path, ...key.split('/'));
  return {
    name: path,
    get: (key, signal) => absentAsUndefined(readFile(at(key), signal ? { signal } : {})),
    getRange: (key, offset, length) => absentAsUndefined(readRange(at(key), offset, length)),
    set: async (key, value) => {
      const file = at(key);
      await mkdir(dirname(file), { recursive: true });
      try {
        await writeFile(file + TEMPORARY, value);
        await rename(file + TEMPORARY, file);
      } catch (e) {
        await rm(file + TEMPORARY, { force: true });
        throw e;
      }
    },
    list: async () => {
      const entries = await absentAsUndefined(readdir(path, { recursive: true, withFileTypes: true }));
      return (entries ?? [])
        .filter((e) => e.isFile() && !e.name.endsWith(TEMPORARY))
        .map((e) => relative(path, join(e.parentPath, e.name)).split(sep).join('/'))
        .sort();
    },
    remove: (key) => rm(at(key), { force: true }),
  };
}

async function readRange(file: string, offset: number, length: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const from = offset < 0 ? Math.max(0, (await handle.stat()).size + offset) : offset;
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await handle.read(bytes, done, length - done, from + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return bytes.subarray(0, done);
  } finally {
    await handle.close();
  }
}

async function absentAsUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (e) {
    const code = (e as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw e;
  }
}
