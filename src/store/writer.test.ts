import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BadRequest, InvalidStore } from '../core/error.ts';
import { folderStorage } from './folder.node.ts';
import { memoryStorage } from './memory.ts';
import { openStore } from './open.ts';
import type { WritableStorage } from './storage.ts';
import { testMeta } from './test-meta.ts';
import { writeTestStore } from './test-store.ts';
import { createStore } from './writer.ts';

const META = testMeta({ firstMonth: 0, months: 12, levels: ['M36'] });
const CELL = { field: 't_air', level: 'M36', months: [0, 1], rows: [0, 1], cols: [0, 1] } as const;
const folders: string[] = [];
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'thawcast-store-'));
  folders.push(path);
  return path;
};
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true });
});

describe('writing a store', () => {
  it('does not open before it is finished, and says that it was interrupted', async () => {
    const storage = memoryStorage('half');
    const writer = await createStore(storage, META);
    await writer.writeBlock({ ...CELL, values: Float32Array.of(1) });
    await expect(openStore(storage)).rejects.toThrow(/writing it was interrupted/);
    await writer.finish();
    expect((await openStore(storage)).meta.title).toBe('Test');
    expect(await storage.list()).not.toContain('unfinished.json');
  });

  it('replaces an older store whole: nothing of it shows through', async () => {
    const storage = folderStorage(folder());
    await writeTestStore(storage);
    const writer = await createStore(storage, META);
    await expect(openStore(storage)).rejects.toThrow(InvalidStore);
    await writer.finish();
    const store = await openStore(storage);
    const block = await store.readBlock({ ...CELL, rows: [0, 30], cols: [0, 96] });
    expect(block.values.every(Number.isNaN)).toBe(true);
    expect((await storage.list()).some((key) => key.startsWith('M09/'))).toBe(false);
  });

  it('does not touch a folder that holds other things', async () => {
    const path = folder();
    writeFileSync(join(path, 'thesis.txt'), 'ten years');
    await expect(createStore(folderStorage(path), META)).rejects.toThrow(/is not empty/);
    expect(readdirSync(path)).toEqual(['thesis.txt']);
  });

  it('keeps the old shard when writing the new one fails, and leaves nothing temporary in the list', async () => {
    const storage = folderStorage(folder());
    await storage.set('a/b', Uint8Array.of(1, 2, 3));
    await expect(storage.set('a', Uint8Array.of(9))).rejects.toThrow(); // a is a folder: the move fails
    expect([...(await storage.get('a/b'))!]).toEqual([1, 2, 3]);
    expect(await storage.list()).toEqual(['a/b']);
  });

  it('refuses a value that int16 cannot hold, naming field and value, and writes nothing of its block', async () => {
    const storage = memoryStorage('m');
    const writer = await createStore(storage, META);
    const wild = writer.writeBlock({ ...CELL, cols: [0, 2], values: Float32Array.of(5, 1000) });
    await expect(wild).rejects.toThrow(/value 1000 of M36\/t_air/);
    await expect(writer.writeBlock({ ...CELL, values: Float32Array.of(Number.POSITIVE_INFINITY) })).rejects.toThrow(
      BadRequest,
    );
    await writer.finish();
    expect((await (await openStore(storage)).readBlock(CELL)).values[0]).toBeNaN();
  });

  it.each([
    ['field', { field: 'alt' }],
    ['level', { level: 'M01' }],
    ['row', { rows: [30, 31] }],
    ['month', { months: [12, 13] }],
    ['length', { cols: [0, 2] }],
  ] as const)('refuses a wrong %s', async (_, wrong) => {
    const writer = await createStore(memoryStorage('m'), META);
    await expect(writer.writeBlock({ ...CELL, values: Float32Array.of(1), ...wrong })).rejects.toThrow(BadRequest);
  });

  it('lets a later block overwrite, also with no data, also after its shard has been put away', async () => {
    const storage = memoryStorage('m');
    const writer = await createStore(storage, META);
    const all = { ...CELL, months: [0, 12], rows: [0, 30], cols: [0, 96] } as const;
    await writer.writeBlock({ ...all, values: new Float32Array(12 * 30 * 96).fill(3) });
    expect(await storage.list()).toContain('M36/t_air/c/0/0/0'); // full, hence put away
    await writer.writeBlock({ ...CELL, values: Float32Array.of(Number.NaN) });
    await writer.writeBlock({ ...CELL, cols: [1, 2], values: Float32Array.of(-7) });
    await writer.finish();
    const { values } = await (await openStore(storage)).readBlock({ ...CELL, cols: [0, 3] });
    expect([...values]).toEqual([Number.NaN, -7, 3]);
  });

  it('takes blocks that are not awaited one by one', async () => {
    const storage = memoryStorage('m');
    const writer = await createStore(storage, META);
    await Promise.all(
      Array.from({ length: 12 }, (_, t) =>
        writer.writeBlock({ ...CELL, months: [t, t + 1], values: Float32Array.of(t) }),
      ),
    );
    await writer.finish();
    const { values } = await (await openStore(storage)).readBlock({ ...CELL, months: [0, 12] });
    expect([...values]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('stores no chunk and no shard where there are no data', async () => {
    const storage = memoryStorage('m');
    const writer = await createStore(storage, META);
    await writer.writeBlock({
      ...CELL,
      months: [0, 12],
      rows: [0, 30],
      cols: [0, 96],
      values: new Float32Array(12 * 30 * 96).fill(Number.NaN),
    });
    await writer.finish();
    expect((await storage.list()).filter((key) => /t_air\/c/.test(key))).toEqual([]);
  });

  it('refuses to write on after finish, and metadata that break the schema', async () => {
    const writer = await createStore(memoryStorage('m'), META);
    await writer.finish();
    await expect(writer.writeBlock({ ...CELL, values: Float32Array.of(1) })).rejects.toThrow(/finished store/);
    await expect(createStore(memoryStorage('m'), { ...META, months: 0 })).rejects.toThrow(InvalidStore);
  });

  it('leaves the root for last, so that a reader never sees half a store', async () => {
    const inner = memoryStorage('m');
    const order: string[] = [];
    const storage: WritableStorage = {
      ...inner,
      set: (key, value) => {
        order.push(key);
        return inner.set(key, value);
      },
    };
    await writeTestStore(storage);
    expect(order.at(-1)).toBe('zarr.json');
    expect(order.filter((key) => key === 'zarr.json')).toHaveLength(1);
  });
});
