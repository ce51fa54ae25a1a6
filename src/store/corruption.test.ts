import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { CorruptChunk } from '../core/error.ts';
import { memoryStorage } from './memory.ts';
import { openStore } from './open.ts';
import type { WritableStorage } from './storage.ts';
import type { Store } from './store.ts';
import { testStorage, wanted } from './test-store.ts';

const SHARD = 'M09/t_air/c/0/0/0';
let intact: WritableStorage;
let shard: Uint8Array;

beforeAll(async () => {
  intact = await testStorage();
  shard = (await intact.get(SHARD))!;
});

/** A copy of the store in which one value is another, or gone. */
async function withValue(key: string, value: Uint8Array | undefined): Promise<Store> {
  const copy = memoryStorage('damaged');
  for (const k of await intact.list()) await copy.set(k, (await intact.get(k))!);
  if (value) await copy.set(key, value);
  else await copy.remove(key);
  return openStore(copy);
}

const chunkAt = (row: number, col: number, month = 0) =>
  ({
    field: 't_air',
    level: 'M09',
    months: [240 + month, 252 + month],
    rows: [row, row + 1],
    cols: [col, col + 1],
  }) as const;

const ALL = { field: 't_air', level: 'M09', months: [240, 264], rows: [0, 120], cols: [0, 384] } as const;

describe('a damaged store', () => {
  it('never gives wrong values, whichever byte of a shard is another', async () => {
    const good = await (await openStore(intact)).readBlock(ALL);
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: shard.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bad = shard.slice();
        bad[at]! ^= change;
        const store = await withValue(SHARD, bad);
        const answer = await store.readBlock(ALL).catch((e: unknown) => e);
        if (answer instanceof Error) {
          expect(answer).toBeInstanceOf(CorruptChunk);
          refused++;
        } else expect((answer as typeof good).values).toEqual(good.values);
      }),
      { numRuns: 60 },
    );
    expect(refused).toBe(60);
  });

  it('names the store, the array and the chunk, and gives every other chunk', async () => {
    const bad = shard.slice();
    bad[10]! ^= 0xff; // the first chunk begins the shard
    const store = await withValue(SHARD, bad);
    const error = await store.readBlock(chunkAt(0, 0)).catch((e: unknown) => e as CorruptChunk);
    expect(error).toBeInstanceOf(CorruptChunk);
    expect((error as CorruptChunk).details).toMatchObject({
      store: 'damaged',
      array: 'M09/t_air',
      chunk: '0/0/0 of shard c/0/0/0',
    });
    expect((await store.readBlock(chunkAt(0, 100))).values[0]).toBeCloseTo(wanted(0, 0, 100), 2);
    expect((await store.readBlock(chunkAt(1, 2, 12))).values[0]).toBeCloseTo(wanted(12, 1, 2), 2);
    expect((await store.readBlock({ ...ALL, field: 'land', cols: [0, 9] })).values[5]).toBeCloseTo(0.75);
  });

  it('refuses a shard that is cut short anywhere', async () => {
    for (const length of [0, 1, 100, Math.floor(shard.length / 2), shard.length - 1]) {
      const store = await withValue(SHARD, shard.slice(0, length));
      await expect(store.readBlock(ALL)).rejects.toBeInstanceOf(CorruptChunk);
    }
  });

  it('reads a missing shard as no data', async () => {
    const store = await withValue(SHARD, undefined);
    expect((await store.readBlock(ALL)).values.every(Number.isNaN)).toBe(true);
  });

  it('refuses an observation table with a damaged column, naming it, and still gives fields', async () => {
    const bad = (await intact.get('observations/value/c/0'))!;
    bad[bad.length >> 1]! ^= 1;
    const store = await withValue('observations/value/c/0', bad);
    await expect(store.observations()).rejects.toMatchObject({
      tag: 'CorruptChunk',
      details: { array: 'observations/value' },
    });
    expect((await store.readBlock(chunkAt(0, 1))).values[0]).toBeCloseTo(wanted(0, 0, 1), 2);
  });
});
