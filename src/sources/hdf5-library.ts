import h5wasm from 'h5wasm';
// The package exports no way to make a second library, and one is needed: see below.
import makeLibrary from '../../node_modules/h5wasm/dist/esm/hdf5_util.js';

/** So many errors wear a library out: each that it throws leaves part of its stack and a temporary file behind. */
const MOST_ERRORS = 200;

/** Memory of a library never shrinks: one that a file has made larger than this is not kept, bytes. */
const LARGEST_KEPT = 512e6;

type Library = Awaited<typeof h5wasm.ready>;

/** A file's turn at the HDF5 library. */
export interface Hdf5Turn {
  readonly files: Library['FS'];
  /**
   * Runs something of the library's.
   * @throws whatever it throws; Error where the library has been lost since this turn began, and the file must be opened again
   */
  call<T>(take: () => T): T;
  end(): void;
}

let generation = 0;
let errors = 0;
let lost = false;
let turns = 0;
let prepared = -1;
let renewing: Promise<void> | undefined;

/**
 * The library that reads HDF5, ready for one file. Damage in a file can make it trample its own memory; it is then replaced by a new
 * one, and so is one that has thrown too often or grown too large, once no file is open.
 */
export async function hdf5Turn(): Promise<Hdf5Turn> {
  const library = await h5wasm.ready;
  const worn = errors >= MOST_ERRORS || library.HEAPU8.length > LARGEST_KEPT;
  // One renewal at a time: a second would take the library away from who has just got it.
  if (renewing || lost || (worn && turns === 0)) {
    renewing ??= renew(library).finally(() => {
      renewing = undefined;
    });
    await renewing;
  }
  if (prepared !== generation) prepare(library);
  const mine = generation;
  let ended = false;
  turns++;
  return {
    files: library.FS,
    call(take) {
      if (lost || mine !== generation)
        throw new Error('the HDF5 library was lost to a damaged file: open the file again');
      try {
        return take();
      } catch (error) {
        errors++;
        if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) lost = true;
        throw error;
      }
    },
    end() {
      if (!ended && mine === generation) turns--;
      ended = true;
    },
  };
}

function prepare(library: Library): void {
  // Otherwise each error prints its stack to the console and the caller sees empty data.
  library.activate_throwing_error_handler();
  // Texts of a read that failed are freed by the pointers that stand in its buffer: there must be none by accident.
  const allocate = library._malloc;
  library._malloc = (size: number) => {
    const at = allocate(size);
    if (at !== 0) library.HEAPU8.fill(0, at, at + size);
    return at;
  };
  prepared = generation;
}

/** Puts a new library in the place of the old one, behind the name by which the package's own classes know it. */
async function renew(library: Library): Promise<void> {
  const fresh = (await makeLibrary({ noInitialRun: true })) as Record<string, unknown>;
  for (const key of Object.keys(fresh))
    Object.defineProperty(library, key, {
      get: () => fresh[key],
      set: (value: unknown) => {
        fresh[key] = value;
      },
      enumerable: true,
      configurable: true,
    });
  generation++;
  [errors, lost, turns] = [0, false, 0];
}
