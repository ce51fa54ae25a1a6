import { closeSync, openSync, readSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BadRequest } from '../core/error.ts';
import type { InputFile } from './source.ts';

/**
 * Files on disk below the given paths, in a stable order; folders are walked. Hidden entries are kept: a Zarr group is made of them.
 * Names start with the last part of the path given, so that a report says what a person recognises and never a machine's own paths.
 * @throws BadRequest when a path does not exist
 */
export async function diskFiles(paths: readonly string[]): Promise<InputFile[]> {
  const found: InputFile[] = [];
  for (const path of paths) {
    const info = await stat(path).catch(() => undefined);
    if (!info) throw new BadRequest({ what: path, expected: 'a file or folder that exists' });
    if (info.isDirectory()) await walk(path, basename(path), found);
    else found.push(diskFile(path, basename(path), info.size));
  }
  return found;
}

async function walk(folder: string, name: string, into: InputFile[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await walk(path, `${name}/${entry.name}`, into);
    else if (entry.isFile()) into.push(diskFile(path, `${name}/${entry.name}`, (await stat(path)).size));
  }
}

function diskFile(path: string, name: string, size: number): InputFile {
  return {
    name,
    size,
    bytes: async (offset = 0, length = size - offset) => {
      const handle = await open(path, 'r');
      try {
        const buffer = new Uint8Array(length);
        let done = 0;
        while (done < length) {
          const { bytesRead } = await handle.read(buffer, done, length - done, offset + done);
          if (bytesRead === 0) break;
          done += bytesRead;
        }
        return buffer.subarray(0, done);
      } finally {
        await handle.close();
      }
    },
    now: (offset, length) => {
      const handle = openSync(path, 'r');
      try {
        const buffer = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
        return buffer.subarray(0, readSync(handle, buffer, 0, buffer.length, offset));
      } finally {
        closeSync(handle);
      }
    },
  };
}
