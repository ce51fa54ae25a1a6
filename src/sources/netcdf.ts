import type { Netcdf } from './netcdf-model.ts';
import type { InputFile } from './source.ts';
import { heldBytes, type SyncBytes, syncBytes } from './sync-bytes.ts';

/** True for the first bytes of a classic or 64-bit-offset netCDF file. */
export const isClassic = (head: Uint8Array): boolean =>
  head[0] === 0x43 && head[1] === 0x44 && head[2] === 0x46 && (head[3] === 1 || head[3] === 2);

/** True for HDF5, and so for netCDF-4; both use the suffix `.nc`, hence the bytes are asked. */
export const isHdf5 = (head: Uint8Array): boolean =>
  head[0] === 0x89 && head[1] === 0x48 && head[2] === 0x44 && head[3] === 0x46;

/**
 * Opens netCDF of either kind. Parsers are loaded when first needed.
 * @param name for messages
 * @throws UnreadableFile when the bytes are neither, or are damaged
 */
export const openNetcdf = (bytes: Uint8Array, name: string): Promise<Netcdf> => open(heldBytes(bytes), name);

/**
 * The same for a file, read by ranges where the platform allows: a file of gigabytes costs only what is asked of it.
 * @param enter whether a group of HDF5, by its path, is listed; all when not given
 * @throws UnreadableFile
 */
export const openNetcdfFile = async (file: InputFile, enter?: (path: string) => boolean): Promise<Netcdf> =>
  open(await syncBytes(file), file.name, enter);

async function open(bytes: SyncBytes, name: string, enter?: (path: string) => boolean): Promise<Netcdf> {
  if (isClassic(bytes.read(0, 4))) return (await import('./netcdf-classic.ts')).openClassic(bytes, name);
  return (await import('./netcdf-hdf5.ts')).openHdf5(bytes, name, enter);
}
