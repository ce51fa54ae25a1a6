import { BadRequest } from '../src/core/error.ts';
import { seriesAt, valueAt } from '../src/store/at-place.ts';
import { observationsNear, sitesOf } from '../src/store/near.ts';
import { openRef, type StoreRef, storageOf } from '../src/store/ref.ts';
import { rowPager } from '../src/store/row-page.ts';
import type { Store } from '../src/store/store.ts';
import type { DataCalls } from './data.protocol.ts';
import { type Handlers, Transferred } from './rpc.server.ts';

/**
 * What the data worker does, without the thread: tests drive it over a MessageChannel.
 * @param open how a reference becomes a store
 */
export function dataHandlers(open: typeof openRef = openRef): Handlers<DataCalls> {
  const stores = new Map<number, Store>();
  const refs = new Map<number, StoreRef>();
  const page = rowPager();
  const at = (handle: number): Store => {
    const store = stores.get(handle);
    if (!store) throw new BadRequest({ what: `store ${handle}`, expected: 'a store that is open' });
    return store;
  };
  return {
    async open({ handle, ref }, { signal }) {
      const store = await open(ref, signal);
      stores.set(handle, store);
      refs.set(handle, ref);
      return store.meta;
    },
    close({ handle }) {
      stores.delete(handle);
      refs.delete(handle);
      return null;
    },
    async frames({ handle, ...request }, { signal }) {
      const { values } = await at(handle).readBlock(request, signal);
      return new Transferred(values, [values.buffer]);
    },
    value: ({ handle, field, lon, lat, month }, { signal }) => valueAt(at(handle), field, lon, lat, month, signal),
    async series({ handle, fields, lon, lat, within, variables }, { signal }) {
      const store = at(handle);
      const found = await Promise.all(fields.map((field) => seriesAt(store, field, lon, lat, signal)));
      const table = await store.observations(signal);
      return {
        series: found.filter((s) => s !== undefined),
        observations: observationsNear(table, lon, lat, within, variables),
      };
    },
    sites: async ({ handle }, { signal }) => sitesOf(await at(handle).observations(signal)),
    observationRows: async ({ handle, ...wanted }, { signal }) => page(await at(handle).observations(signal), wanted),
    async companion({ handle, name }, { signal }) {
      const ref = refs.get(handle);
      const bytes = ref && (await (await storageOf(ref, signal)).get(name));
      return bytes && new TextDecoder().decode(bytes);
    },
  };
}
