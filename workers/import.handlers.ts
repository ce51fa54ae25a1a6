import { BadRequest } from '../src/core/error.ts';
import { isCancelled } from '../src/core/wire.ts';
import { exportBlob } from '../src/export/export-blob.ts';
import { BEFORE_KEY, readBefore } from '../src/preprocess/diagnostics/before-samples.ts';
import { diagnoseStore } from '../src/preprocess/diagnostics/diagnose-store.ts';
import { inspectFiles } from '../src/preprocess/inspect-files.ts';
import { makeTiles } from '../src/preprocess/make-tiles.ts';
import { checkRecipe, usualRecipe } from '../src/preprocess/recipe.ts';
import { blobFile } from '../src/sources/blob-file.ts';
import { type LandMask, type LandTopology, landMaskOf } from '../src/sources/reference-alaska/land-mask.ts';
import { memoryStorage } from '../src/store/memory.ts';
import { openStore } from '../src/store/open.ts';
import { hasOpfs, opfsStorage } from '../src/store/opfs.ts';
import { packZip } from '../src/store/pack-zip.ts';
import { openRef, type StoreRef, storageOf } from '../src/store/ref.ts';
import type { StoreMeta } from '../src/store/schema.ts';
import type { WritableStorage } from '../src/store/storage.ts';
import { zipStorage } from '../src/store/zip.ts';
import type { DroppedFile, ImportCalls } from './import.protocol.ts';
import type { Handlers } from './rpc.server.ts';

/** What the import worker does, without the thread: tests drive it over a MessageChannel. */
export function importHandlers(): Handlers<ImportCalls> {
  let land: Promise<LandMask> | undefined;
  return {
    inspect: ({ files, answers }, { signal, step }) => inspectFiles(inputsOf(files), answers, step, signal),

    async importFiles({ files, extent, recipe }, { signal, step }) {
      const [only] = files;
      const store = files.length === 1 && only ? await finishedStore(only, signal) : undefined;
      if (store) return { kind: 'store', ...store };
      const place = newPlace();
      const choices = recipe ? checkRecipe(recipe, 'the recipe') : usualRecipe(new Date().toISOString());
      const made = await makeTiles(
        {
          files: inputsOf(files),
          recipe: extent ? { ...choices, extent } : choices,
          place: () => place.storage,
          land: () => (land ??= readLand()),
          onProgress: step,
        },
        signal,
      );
      const { meta, report } = made;
      if (!meta) return { kind: 'nothing', report };
      return { kind: 'tiles', ref: await place.ref(signal), meta, report, recipe: made.recipe };
    },

    async diagnose({ ref, seed = USUAL_SEED }, { signal, step }) {
      const storage = await storageOf(ref, signal);
      const store = await openStore(storage, signal);
      const kept = await storage.get(BEFORE_KEY, signal);
      return diagnoseStore(store, { seed, before: kept && readBefore(kept) }, step, signal);
    },

    async export({ ref, order }, { signal, step }) {
      return exportBlob(await openRef(ref, signal), order, { signal, onProgress: step });
    },

    async pack({ ref }, { signal, step }) {
      return ref.at === 'zip' ? ref.blob : packZip(await listedStorage(ref), step, signal);
    },
  };
}

/** Of subsamples and bootstrap, as on the command line. */
const USUAL_SEED = 1;

const inputsOf = (files: readonly DroppedFile[]) => files.map((f) => blobFile(f.name, f.blob));

/** @throws BadRequest for a store behind an address: a host does not list its files */
async function listedStorage(ref: StoreRef): Promise<WritableStorage> {
  if (ref.at === 'opfs') return opfsStorage(ref.path);
  throw new BadRequest({
    what: 'packing a store that lies on a web server',
    expected: 'one built here or opened from a file',
  });
}

/** The coast comes as a chunk of its own, fetched when the first import needs it. */
async function readLand(): Promise<LandMask> {
  const atlas: unknown = (await import('world-atlas/land-10m.json')).default;
  return landMaskOf(atlas as LandTopology);
}

/** A zip that opens as a store, or undefined: then it is read as an archive of source files. */
async function finishedStore(
  { name, blob }: DroppedFile,
  signal: AbortSignal,
): Promise<{ ref: StoreRef; meta: StoreMeta } | undefined> {
  const head = new Uint8Array(await blob.slice(0, 4).arrayBuffer());
  if (head[0] !== 0x50 || head[1] !== 0x4b) return undefined;
  try {
    const { meta } = await openStore(await zipStorage(name, blob, signal), signal);
    return { ref: { at: 'zip', name, blob }, meta };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return undefined; // the archive reader says what is wrong with it, if anything is
  }
}

interface Place {
  readonly storage: WritableStorage;
  ref(signal: AbortSignal): Promise<StoreRef>;
}

function newPlace(): Place {
  const name = `imports/tiles-${Date.now().toString(36)}.zarr`;
  if (hasOpfs()) return { storage: opfsStorage(name), ref: async () => ({ at: 'opfs', path: name }) };
  const storage = memoryStorage('imported tiles');
  return {
    storage,
    ref: async (signal) => ({ at: 'zip', name: 'imported tiles', blob: await packZip(storage, undefined, signal) }),
  };
}
