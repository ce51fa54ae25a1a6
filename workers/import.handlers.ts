import { isCancelled } from '../src/core/wire.ts';
import { buildTiles } from '../src/preprocess/build-tiles.ts';
import { importFiles } from '../src/preprocess/import-files.ts';
import { blobFile } from '../src/sources/blob-file.ts';
import { type LandMask, type LandTopology, landMaskOf } from '../src/sources/reference-alaska/land-mask.ts';
import { memoryStorage } from '../src/store/memory.ts';
import { openStore } from '../src/store/open.ts';
import { hasOpfs, opfsStorage } from '../src/store/opfs.ts';
import { packZip } from '../src/store/pack-zip.ts';
import type { StoreRef } from '../src/store/ref.ts';
import type { StoreMeta } from '../src/store/schema.ts';
import type { WritableStorage } from '../src/store/storage.ts';
import { zipStorage } from '../src/store/zip.ts';
import type { DroppedFile, ImportCalls } from './import.protocol.ts';
import type { Handlers } from './rpc.server.ts';

/** What the import worker does, without the thread: tests drive it over a MessageChannel. */
export function importHandlers(): Handlers<ImportCalls> {
  let land: Promise<LandMask> | undefined;
  return {
    async importFiles({ files, extent }, { signal, step }) {
      const [only] = files;
      const store = files.length === 1 && only ? await finishedStore(only, signal) : undefined;
      if (store) return { kind: 'store', ...store };
      const imported = await importFiles(
        files.map((f) => blobFile(f.name, f.blob)),
        step,
        signal,
      );
      if (imported.observations.length + imported.series.length + imported.grids.length === 0) {
        return {
          kind: 'nothing',
          report: { files: imported.files, rejected: imported.rejected, observations: {}, notes: [] },
        };
      }
      land ??= readLand();
      const place = newPlace();
      const order = {
        imported,
        storage: place.storage,
        land: await land,
        created: new Date().toISOString(),
        extent,
        onProgress: step,
      };
      const { meta, report } = await buildTiles(order, signal);
      await place.storage.set('report.json', new TextEncoder().encode(JSON.stringify(report)));
      return { kind: 'tiles', ref: await place.ref(signal), meta, report };
    },
  };
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
