import h5wasm, { type File } from 'h5wasm';

let made = 0;

/** Bytes of an HDF5 file that a test fills. */
export async function hdf5File(fill: (file: File) => void): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const path = `/made-${++made}.h5`;
  const file = new h5wasm.File(path, 'w');
  fill(file);
  file.close();
  const bytes = FS.readFile(path).slice();
  FS.unlink(path);
  return bytes;
}
