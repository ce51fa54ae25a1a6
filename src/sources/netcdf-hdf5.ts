import h5wasm, { type Dataset, type Group } from 'h5wasm';
import { UnreadableFile } from '../core/error.ts';
import { mountBytes } from './mount-bytes.ts';
import type { Attribute, Netcdf, NetcdfVariable } from './netcdf-model.ts';
import type { SyncBytes } from './sync-bytes.ts';

let opened = 0;
const DEEPEST = 6;
/** More numbers than this are never one array of ours: a box must be asked for. */
const LARGEST = 5e7;
/** More links than this are no file of data but damage or malice: links may lead back to where they stand. */
const MOST_LINKS = 8_000;

/**
 * Opens HDF5 in the library's own file system, which works alike in a page worker and in Node. Bytes are fetched when the library
 * asks for them, so that a file of gigabytes costs only what is read of it.
 * @throws UnreadableFile when the bytes are no HDF5 file or are cut off
 */
export async function openHdf5(bytes: SyncBytes, name: string): Promise<Netcdf> {
  const library = await h5wasm.ready;
  // Otherwise each error prints its stack to the console and the caller sees empty data.
  library.activate_throwing_error_handler();
  const path = `/import-${++opened}.h5`;
  const remove = mountBytes(library.FS, path, bytes);
  let file: InstanceType<typeof h5wasm.File>;
  try {
    file = new h5wasm.File(path, 'r');
    if (file.file_id < 0n) throw new Error('the library refused the file');
  } catch (cause) {
    remove();
    throw new UnreadableFile(
      { file: name, expected: 'a whole HDF5 or netCDF-4 file; this one is damaged or cut off' },
      cause,
    );
  }
  const close = () => {
    file.close();
    remove();
  };
  try {
    const variables: NetcdfVariable[] = [];
    collect(file, '', { variables, links: 0 }, name, 0);
    return { format: 'hdf5', attributes: attributesOf(file), variables, close };
  } catch (cause) {
    close();
    throw new UnreadableFile({ file: name, expected: 'an HDF5 file whose groups can be listed' }, cause);
  }
}

function collect(
  group: Group,
  prefix: string,
  into: { readonly variables: NetcdfVariable[]; links: number },
  file: string,
  depth: number,
): void {
  const groups: [string, Group][] = [];
  for (const key of group.keys()) {
    if (++into.links > MOST_LINKS) break;
    const entity = group.get(key);
    if (entity instanceof h5wasm.Dataset) into.variables.push(variable(entity, prefix + key, file));
    else if (entity instanceof h5wasm.Group && depth < DEEPEST) groups.push([key, entity]);
  }
  // Deeper levels come last: a circle then costs nothing of what stands above it.
  for (const [key, inner] of groups)
    if (into.links <= MOST_LINKS) collect(inner, `${prefix}${key}/`, into, file, depth + 1);
}

function variable(dataset: Dataset, name: string, file: string): NetcdfVariable {
  const shape = dataset.shape ?? [];
  const guarded = <T>(count: number, take: () => T): T => {
    if (count > LARGEST)
      throw new UnreadableFile({
        file,
        expected: `a variable ${name} of fewer numbers than ${count}; cut out Alaska first`,
      });
    try {
      return take();
    } catch (cause) {
      throw new UnreadableFile(
        { file, expected: `whole data of variable ${name}; its chunks are damaged or cut off` },
        cause,
      );
    }
  };
  const all = shape.reduce((a, b) => a * b, 1);
  const chunk = dataset.metadata.chunks;
  return {
    name,
    shape,
    attributes: attributesOf(dataset),
    // Asked only where needed: the library can hang on a damaged list of dimensions.
    get dimensions() {
      return dimensionsOf(dataset, name, shape);
    },
    ...(chunk ? { chunk } : {}),
    read: () => guarded(all, () => asNumbers(dataset.value)),
    slab: (box) => {
      const count = box.reduce((n, [from, to]) => n * (to - from), 1);
      const inChunks = (chunk ?? []).reduce((a, b) => a * b, 1);
      return guarded(Math.max(count, inChunks), () =>
        asNumbers(shape.length === 0 ? dataset.value : dataset.slice(box.map(([from, to]) => [from, to]))),
      );
    },
    texts: () => guarded(all, () => asTexts(dataset.value)),
  };
}

/** Names by the dimension scales that are attached; a scale is its own dimension. Damaged references give none. */
function dimensionsOf(dataset: Dataset, name: string, shape: readonly number[]): string[] {
  const attached = shape.map((_, d) => {
    try {
      return (dataset.get_attached_scales(d)[0] ?? '').replace(/^\//, '');
    } catch {
      return '';
    }
  });
  return attached.length === 1 && attached[0] === '' ? [name] : attached;
}

function asTexts(value: unknown): string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((x) => typeof x === 'string') ? value : undefined;
}

function asNumbers(value: unknown): Float64Array | undefined {
  if (typeof value === 'number') return Float64Array.of(value);
  if (value instanceof BigInt64Array || value instanceof BigUint64Array) return Float64Array.from(value, Number);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Float64Array.from(value as unknown as ArrayLike<number>);
  return undefined;
}

function attributesOf(entity: Dataset | Group): Record<string, Attribute> {
  const out: Record<string, Attribute> = {};
  for (const [key, attribute] of Object.entries(entity.attrs)) {
    if (key === 'REFERENCE_LIST' || key === 'DIMENSION_LIST') continue; // the library's own book-keeping
    const value = attribute.value;
    const list = asNumbers(value);
    if (typeof value === 'string') out[key] = value;
    else if (list) out[key] = list.length === 1 ? (list[0] as number) : [...list];
  }
  return out;
}
