import { BadRequest } from '../src/core/error.ts';
import { rollOut } from '../src/forecast/roll-out.ts';
import { readEnsemble } from '../src/learn/ensemble-file.ts';
import { chooseDevice, useDevice } from '../src/nn/device.ts';
import { memoryStorage } from '../src/store/memory.ts';
import { hasOpfs, opfsStorage } from '../src/store/opfs.ts';
import { packZip } from '../src/store/pack-zip.ts';
import { openRef, type StoreRef } from '../src/store/ref.ts';
import type { WritableStorage } from '../src/store/storage.ts';
import type { ForecastCalls } from './forecast.protocol.ts';
import { orAlone, startTeam, threadsFor } from './forecast-team.ts';
import type { WorkerLike } from './rpc.client.ts';
import type { Handlers } from './rpc.server.ts';

/**
 * What the forecast worker does, without the thread: tests drive it over a MessageChannel.
 *
 * @param startPart makes a worker that shares the work where the device is this machine's cores; absent: this thread alone
 */
export function forecastHandlers(startPart?: () => WorkerLike, cores = coresHere()): Handlers<ForecastCalls> {
  return {
    async forecast({ ensemble, store, device, order, saveAs }, { signal, step }) {
      const started = performance.now();
      if (!/^[\w.-]+$/.test(saveAs)) {
        throw new BadRequest({ what: `folder ${saveAs}`, expected: 'letters, digits, dots, hyphens' });
      }
      const model = readEnsemble(ensemble);
      const chosen = device === 'auto' ? await chooseDevice() : await useDevice(device);
      const tiles = await openRef(store, signal);
      const place = placeFor(saveAs);
      // A GPU is one for all threads: there a second one would only wait.
      const threads = startPart && (chosen.name === 'wasm' || chosen.name === 'cpu') ? threadsFor(cores) : 1;
      const helpers =
        startPart && threads > 1
          ? startTeam(startPart, threads, { ensemble, store, device: chosen.name, order })
          : undefined;
      const what = {
        ensemble: model,
        store: tiles,
        storage: place.storage,
        order,
        device: `${chosen.name} (${chosen.description})`,
      };
      const created = new Date().toISOString();
      await orAlone(helpers, (team) => rollOut({ ...what, created }, step, signal, team));
      return { store: await place.ref(signal), device: chosen.name, seconds: (performance.now() - started) / 1000 };
    },
  };
}

const coresHere = (): number => (typeof navigator === 'undefined' ? 1 : (navigator.hardwareConcurrency ?? 1));

interface Place {
  readonly storage: WritableStorage;
  ref(signal: AbortSignal): Promise<StoreRef>;
}

/** The browser's private files where it has them, else memory: then the store lives as long as the page. */
function placeFor(name: string): Place {
  if (hasOpfs()) return { storage: opfsStorage(name), ref: async () => ({ at: 'opfs', path: name }) };
  const storage = memoryStorage(name);
  return { storage, ref: async (signal) => ({ at: 'zip', name, blob: await packZip(storage, undefined, signal) }) };
}
