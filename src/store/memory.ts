import { slice } from './slice.ts';
import type { WritableStorage } from './storage.ts';

/** A store that lives in memory: tests, and a browser without OPFS. */
export function memoryStorage(name: string): WritableStorage {
  const values = new Map<string, Uint8Array>();
  return {
    name,
    get: async (key) => values.get(key)?.slice(),
    getRange: async (key, offset, length) => {
      const value = values.get(key);
      return value && slice(value, offset, length).slice();
    },
    set: async (key, value) => void values.set(key, value.slice()),
    list: async () => [...values.keys()].sort(),
    remove: async (key) => void values.delete(key),
  };
}
