import { isCancelled, toWire } from '../core/wire.ts';
import { hasOpfs, listOpfs, opfsStorage, removeOpfs, sizeOfOpfs } from '../store/opfs.ts';
import type { StoreRef } from '../store/ref.ts';
import type { StoreMeta } from '../store/schema.ts';
import { dataRoom, type KeptStore } from './data-room.ts';
import type { ImportPort } from './import-port.ts';
import { shownOf } from './loading.ts';
import { announce, studio, tell } from './studio.ts';

/** Folder of the browser's private files that holds what was built here. */
const FOLDER = 'imports';

let listings = 0;

/** Looks up what the browser keeps; none where it keeps nothing. Of several looks at once the last counts: a store may be going. */
export async function listKept(): Promise<void> {
  if (!hasOpfs()) return;
  const listing = ++listings;
  try {
    const imports = (await listOpfs(FOLDER)).map((name) => `${FOLDER}/${name}`);
    const forecasts = (await listOpfs('')).filter((name) => /^forecast\b.*\.zarr$/.test(name));
    const stores = await Promise.all([...imports, ...forecasts].map(kept));
    const isSafe = (await navigator.storage.persisted?.()) ?? false;
    if (listing !== listings) return;
    dataRoom.setState({ isSafe, kept: stores.sort((a, b) => (a.made < b.made ? 1 : -1)) });
  } catch (e) {
    if (listing === listings) tell('error', `What this browser keeps could not be listed. ${toWire(e).message}`);
  }
}

async function kept(path: string): Promise<KeptStore> {
  const halfMade = (size: number): KeptStore => ({ path, title: 'Half-made store', kind: 'tiles', made: '', size });
  // A store that is being deleted or written changes while it is measured; it is not whole then.
  const found = await Promise.all([opfsStorage(path).get('zarr.json'), sizeOfOpfs(path)]).catch(() => undefined);
  if (!found) return halfMade(0);
  const [root, size] = found;
  const meta = root && metaOf(new TextDecoder().decode(root));
  if (!meta) return halfMade(size);
  return { path, title: meta.title, kind: meta.kind, made: meta.created.slice(0, 16).replace('T', ' '), size };
}

/** Enough of a store's description for a list; whether it is whole is found out when it is opened. */
function metaOf(text: string): Pick<StoreMeta, 'title' | 'kind' | 'created'> | undefined {
  try {
    const json = JSON.parse(text) as { attributes?: { thawcast?: StoreMeta } };
    return json.attributes?.thawcast;
  } catch {
    return undefined; // listed as half made, so that it can be deleted
  }
}

/** Asks the browser not to clear what it keeps when it runs short of room; it may ask the person, or say no. */
export async function askToKeep(): Promise<void> {
  try {
    const isSafe = await navigator.storage.persist();
    dataRoom.setState({ isSafe });
    if (isSafe) announce('The browser will not clear the stores by itself');
    else tell('info', 'The browser made no promise. Take out as zip what you want to be sure of.');
  } catch (e) {
    tell('error', `The browser could not be asked. ${toWire(e).message}`);
  }
}

/** Deletes a store for good. One that is open cannot be: the map would go blank. */
export async function deleteKept({ path, title }: KeptStore): Promise<void> {
  if (isOpen(path)) return tell('info', `${title} is open. Open other data first, then delete it.`);
  dataRoom.setState({ busyWith: path });
  try {
    await removeOpfs(path);
    announce(`${title} is deleted`);
  } catch (e) {
    tell('error', `${title} could not be deleted. ${toWire(e).message}`);
  } finally {
    dataRoom.setState({ busyWith: undefined });
    await listKept();
  }
}

/** The store as a zip in the person's downloads. */
export async function takeOut(port: ImportPort, ref: StoreRef, title: string, save: SaveFile): Promise<void> {
  packing = new AbortController();
  const { signal } = packing;
  dataRoom.setState({ busyWith: ref.at === 'opfs' ? ref.path : title });
  try {
    const zip = await port.pack(ref, () => undefined, signal);
    save(zip, `${fileNameOf(title)}.zarr.zip`);
    announce(`${title} is in your downloads`);
  } catch (e) {
    if (!isCancelled(e)) tell('error', `${title} could not be packed. ${toWire(e).message}`);
  } finally {
    dataRoom.setState({ busyWith: undefined });
  }
}
let packing = new AbortController();

export const cancelTakeOut = (): void => packing.abort();

export type SaveFile = (blob: Blob, name: string) => void;

/** A title as a file name that every system takes. */
export const fileNameOf = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80) || 'store';

export function isOpen(path: string): boolean {
  const { tiles, forecast } = studio.getState();
  return [tiles, forecast].some((store) => {
    const ref = shownOf(store)?.ref;
    return ref?.at === 'opfs' && ref.path === path;
  });
}
