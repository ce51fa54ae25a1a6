import h5wasm, { type Dataset, type Group } from 'h5wasm';
import { UnreadableFile } from '../core/error.ts';
import type { Attribute, Netcdf, NetcdfVariable } from './netcdf-model.ts';

let opened = 0;
/** HDF5 libraries keep the whole file in memory twice for a moment; more than this would end the tab. */
const LARGEST = 1.5e9;
const DEEPEST = 6;

/**
 * Opens HDF5 in the library's own memory file system, which works alike in a page worker and in Node.
 * @throws UnreadableFile when the bytes are no HDF5 file, are cut off, or are too many
 */
export async function openHdf5(bytes: Uint8Array, name: string): Promise<Netcdf> {
  if (bytes.length > LARGEST)
    throw new UnreadableFile({ file: name, expected: 'a file below 1.5 GB; cut out Alaska first' });
  const library = await h5wasm.ready;
  // Otherwise each error prints its stack to the console and the caller sees empty data.
  library.activate_throwing_error_handler();
  const { FS } = library;
  const path = `/import-${++opened}.h5`;
  FS.writeFile(path, bytes);
  const remove = () => FS.unlink(path);
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
    collect(file, '', variables, name, 0);
    return { format: 'hdf5', attributes: attributesOf(file), variables, close };
  } catch (cause) {
    close();
    throw new UnreadableFile({ file: name, expected: 'an HDF5 file whose groups can be listed' }, cause);
  }
}

function collect(group: Group, prefix: string, into: NetcdfVariable[], file: string, depth: number): void {
  for (const key of group.keys()) {
    const entity = group.get(key);
    if (entity instanceof h5wasm.Dataset) into.push(variable(entity, prefix + key, file));
    else if (entity instanceof h5wasm.Group && depth < DEEPEST)
      collect(entity, `${prefix}${key}/`, into, file, depth + 1);
  }
}

const variable = (dataset: Dataset, name: string, file: string): NetcdfVariable => ({
  name,
  shape: dataset.shape ?? [],
  attributes: attributesOf(dataset),
  read: () => {
    try {
      return asNumbers(dataset.value);
    } catch (cause) {
      throw new UnreadableFile(
        { file, expected: `whole data of variable ${name}; its chunks are damaged or cut off` },
        cause,
      );
    }
  },
});

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
