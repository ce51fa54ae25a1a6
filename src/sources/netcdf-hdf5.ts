import h5wasm, { type Group } from 'h5wasm';
import { UnreadableFile } from '../core/error.ts';
import { HeapGuard } from './hdf5-heap.ts';
import { type Hdf5Turn, hdf5Turn } from './hdf5-library.ts';
import { attributesOf, Hdf5Variable } from './hdf5-variable.ts';
import { mountBytes } from './mount-bytes.ts';
import type { Attribute, Netcdf, NetcdfVariable } from './netcdf-model.ts';
import type { SyncBytes } from './sync-bytes.ts';

let opened = 0;
const anyGroup = (_path: string): boolean => true;
const DEEPEST = 6;
/** More links than this are no file of data but damage or malice: links may lead back to where they stand. */
const MOST_LINKS = 8_000;
/** More objects that cannot be opened than this, and the file is given up. */
const MOST_LOST = 20;

/**
 * Opens HDF5 in the library's own file system, which works alike in a page worker and in Node. Bytes are fetched when the library
 * asks for them, so that a file of gigabytes costs only what is read of it.
 * @param enter whether a group, by its path, is listed: files of thousands of arrays open faster where only some are wanted
 * @throws UnreadableFile when the bytes are no HDF5 file or are cut off
 */
export async function openHdf5(bytes: SyncBytes, name: string, enter = anyGroup): Promise<Netcdf> {
  const turn = await hdf5Turn();
  const path = `/import-${++opened}.h5`;
  const remove = mountBytes(turn.files, path, new HeapGuard(bytes));
  let file: InstanceType<typeof h5wasm.File> | undefined;
  const close = () => {
    try {
      if (file) turn.call(() => file?.close());
    } catch {
      // A library that cannot close a damaged file is replaced when it has failed too often.
    }
    remove();
    turn.end();
  };
  try {
    const whole = turn.call(() => new h5wasm.File(path, 'r'));
    if (whole.file_id < 0n) throw new Error('the library refused the file');
    file = whole;
    const listing: Listing = { variables: [], groups: {}, lost: [], links: 0, turn, file: name, enter };
    collect(whole, listing);
    const attributes = turn.call(() => attributesOf(whole));
    const { variables, groups, lost } = listing;
    return { format: 'hdf5', attributes, variables, groups, lost, close };
  } catch (cause) {
    const expected = file
      ? 'an HDF5 file whose groups and attributes can be listed; this one is damaged'
      : 'a whole HDF5 or netCDF-4 file; this one is damaged or cut off';
    close();
    throw new UnreadableFile({ file: name, expected }, cause);
  }
}

interface Listing {
  readonly variables: NetcdfVariable[];
  readonly groups: Record<string, Readonly<Record<string, Attribute>>>;
  readonly turn: Hdf5Turn;
  readonly file: string;
  readonly lost: string[];
  readonly enter: (path: string) => boolean;
  links: number;
}

/** Level by level, so that a circle, or a branch of thousands of tables, costs nothing of what stands above it. */
function collect(root: Group, into: Listing): void {
  const { turn } = into;
  const queue: { readonly group: Group; readonly prefix: string; readonly depth: number }[] = [
    { group: root, prefix: '', depth: 0 },
  ];
  for (const { group, prefix, depth } of queue) {
    for (const key of turn.call(() => group.keys())) {
      if (++into.links > MOST_LINKS) {
        into.lost.push(`${prefix}… (more than ${MOST_LINKS} links)`);
        return;
      }
      const name = prefix + key;
      try {
        const entity = turn.call(() => group.get(key));
        if (entity instanceof h5wasm.Dataset) into.variables.push(new Hdf5Variable(entity, name, into));
        else if (entity instanceof h5wasm.Group && depth < DEEPEST) {
          if (!into.enter(name)) continue;
          into.groups[name] = turn.call(() => attributesOf(entity));
          queue.push({ group: entity, prefix: `${name}/`, depth: depth + 1 });
        } else if (isLink(entity) && into.lost.length < MOST_LOST) into.lost.push(name);
      } catch (error) {
        lose(into, name, error);
      }
    }
  }
}

/** Links that lead nowhere, and links into other files, which are never followed. */
const isLink = (entity: unknown): boolean =>
  typeof entity === 'object' && entity !== null && /Link$/.test(String((entity as { readonly type?: unknown }).type));

/** An object that cannot be opened costs itself: a link that leads nowhere or in a circle, a damaged header. */
function lose({ lost }: Listing, name: string, error: unknown): void {
  if (lost.length >= MOST_LOST) throw error;
  lost.push(name);
}
