import { BadRequest } from '../core/error.ts';
import { httpStorage } from './http.ts';
import { openStore } from './open.ts';
import { opfsStorage } from './opfs.ts';
import type { Storage } from './storage.ts';
import type { Store } from './store.ts';
import { zipStorage } from './zip.ts';

/** Where a store is, as plain data that a page can hand to a worker. A Blob crosses without being copied. */
export type StoreRef =
  | { readonly at: 'url'; readonly url: string }
  | { readonly at: 'opfs'; readonly path: string }
  | { readonly at: 'zip'; readonly name: string; readonly blob: Blob };

/** @throws BadRequest for a kind of place it does not know, InvalidStore or Unreachable when opening fails */
export async function storageOf(ref: StoreRef, signal?: AbortSignal): Promise<Storage> {
  switch (ref.at) {
    case 'url':
      return httpStorage(ref.url);
    case 'opfs':
      return opfsStorage(ref.path);
    case 'zip':
      return zipStorage(ref.name, ref.blob, signal);
    default:
      throw new BadRequest({ what: `store reference ${JSON.stringify(ref)}`, expected: "at: 'url', 'opfs' or 'zip'" });
  }
}

export const openRef = async (ref: StoreRef, signal?: AbortSignal): Promise<Store> =>
  openStore(await storageOf(ref, signal), signal);

/** Two references to the same place. Blobs are the same only when they are one object. */
export function sameRef(a: StoreRef, b: StoreRef): boolean {
  if (a.at === 'url' && b.at === 'url') return a.url === b.url;
  if (a.at === 'opfs' && b.at === 'opfs') return a.path === b.path;
  return a.at === 'zip' && b.at === 'zip' && a.blob === b.blob;
}
