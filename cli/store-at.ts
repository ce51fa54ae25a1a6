import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { BadRequest } from '../src/core/error.ts';
import { folderStorage } from '../src/store/folder.node.ts';
import { openStore } from '../src/store/open.ts';
import type { Storage } from '../src/store/storage.ts';
import type { Store } from '../src/store/store.ts';
import { zipStorage } from '../src/store/zip.ts';

/** The bytes of a file. @throws BadRequest when it cannot be read */
export async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (e) {
    throw unreadable(path, e);
  }
}

/** A store in a folder, or in a zip file, which is read in place. @throws BadRequest when there is no such zip */
export async function storageAt(path: string): Promise<Storage> {
  if (!/\.zip$/i.test(path)) return folderStorage(path);
  try {
    return await zipStorage(path, await openAsBlob(path));
  } catch (e) {
    if (e instanceof TypeError || (e instanceof Error && 'code' in e)) throw unreadable(path, e);
    throw e;
  }
}

/** The store in a folder or a zip file, open. */
export const storeAt = async (path: string): Promise<Store> => openStore(await storageAt(path));

function unreadable(path: string, cause: unknown): BadRequest {
  const why = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new BadRequest({ what: `${path}${why}`, expected: 'a file that can be read' });
}
