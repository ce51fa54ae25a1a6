import { beforeEach, describe, expect, it } from 'vitest';
import { Cancelled } from '../core/error.ts';
import { testMeta } from '../store/test-meta.ts';
import { dataRoom } from './data-room.ts';
import { cancelDiagnosis, diagnose } from './diagnosis-run.ts';
import type { ImportPort } from './import-port.ts';
import { deleteKept, fileNameOf, takeOut } from './kept-stores.ts';
import { formatSize } from './size-text.ts';
import { studio } from './studio.ts';

const nobody = (): Promise<never> => Promise.reject(new Error('not asked for'));
const port: ImportPort = { inspect: nobody, importFiles: nobody, diagnose: nobody, pack: nobody };
const meta = testMeta({ firstMonth: 0, months: 12, levels: ['M09'] });
const ref = { at: 'opfs', path: 'imports/a.zarr' } as const;
const told = () => studio.getState().notices.map((n) => n.text);

beforeEach(() => {
  studio.setState({ notices: [], tiles: { at: 'ready', value: { handle: 1, meta, ref } } });
  dataRoom.setState({ diagnosis: { at: 'idle' }, busyWith: undefined });
});

describe('kept stores', () => {
  it('leave as a zip named after their title, and are free again afterwards', async () => {
    const saved: string[] = [];
    const zip = new Blob(['zip']);
    await takeOut({ ...port, pack: async () => zip }, ref, 'Alaska: “tiles” / 2026', (blob, name) => {
      expect(blob).toBe(zip);
      saved.push(name);
    });
    expect(saved).toEqual(['Alaska-tiles-2026.zarr.zip']);
    expect(dataRoom.getState().busyWith).toBeUndefined();
  });

  it('say why they could not be packed; a person who cancelled knows', async () => {
    await takeOut({ ...port, pack: () => Promise.reject(new Error('no room')) }, ref, 'A', nobody);
    await takeOut({ ...port, pack: () => Promise.reject(new Cancelled()) }, ref, 'A', nobody);
    expect(told()).toEqual(['A could not be packed. no room']);
  });

  it('are not deleted from under the map', async () => {
    await deleteKept({ path: ref.path, title: 'A', kind: 'tiles', made: '2026-11-22', size: 1 });
    expect(told()).toEqual(['A is open. Open other data first, then delete it.']);
  });

  it('have names and sizes that people and systems can read', () => {
    expect([fileNameOf('…'), fileNameOf('../../etc'), fileNameOf('Toolik, Ä')]).toEqual(['store', 'etc', 'Toolik-A']);
    expect([0, 999, 1000, 42_300_000, 1.5e12].map(formatSize)).toEqual(['0 B', '999 B', '1.0 kB', '42 MB', '1.5 TB']);
  });
});

describe('a diagnosis', () => {
  const value = { title: 'T', seed: 1, variables: [], notes: [] };

  it('is of the tiles that are open, with the seed of the recipe', async () => {
    const orders: unknown[] = [];
    await diagnose({
      ...port,
      diagnose: async (order) => {
        orders.push(order);
        return value;
      },
    });
    expect(orders).toEqual([{ ref, seed: dataRoom.getState().recipe.seed }]);
    expect(dataRoom.getState().diagnosis).toEqual({ at: 'ready', value });
  });

  it('that is cancelled, or whose tiles were left, changes nothing when it ends', async () => {
    let finish: (of: typeof value) => void = () => undefined;
    const slow: ImportPort = { ...port, diagnose: () => new Promise((resolve) => (finish = resolve)) };
    const first = diagnose(slow);
    cancelDiagnosis();
    finish(value);
    await first;
    expect(dataRoom.getState().diagnosis.at).toBe('idle');
    const second = diagnose(slow);
    studio.setState({ tiles: { at: 'ready', value: { handle: 2, meta, ref } } });
    finish(value);
    await second;
    expect(dataRoom.getState().diagnosis.at).not.toBe('ready');
  });

  it('that fails says why', async () => {
    await diagnose(port);
    expect(dataRoom.getState().diagnosis).toMatchObject({ at: 'failed', error: { message: 'not asked for' } });
  });
});
