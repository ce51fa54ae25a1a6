import { describe, expect, it } from 'vitest';
import { BadRequest, InvalidStore } from '../core/error.ts';
import { memoryStorage } from './memory.ts';
import { openStore } from './open.ts';
import type { StoreMeta } from './schema.ts';
import { rowsOfTable, tableFromRows } from './table.ts';
import { testMeta } from './test-meta.ts';
import { ROWS, testStorage, wanted } from './test-store.ts';
import { createStore } from './writer.ts';
import type { GroupJson } from './zarr-json.ts';

type Change = (root: { attributes: { thawcast: StoreMeta } } & GroupJson) => void;

/** Opens the test store after a change to its root metadata. */
async function openChanged(change: Change) {
  const storage = await testStorage();
  const root = JSON.parse(new TextDecoder().decode(await storage.get('zarr.json')));
  change(root);
  await storage.set('zarr.json', new TextEncoder().encode(JSON.stringify(root)));
  return openStore(storage);
}

describe('opening a store', () => {
  it('gives back metadata, values and observations as written', async () => {
    const store = await openStore(await testStorage());
    expect([store.meta.title, store.meta.months]).toEqual(['Test', 24]);
    const block = await store.readBlock({
      field: 't_air',
      level: 'M36',
      months: [251, 253],
      rows: [3, 5],
      cols: [7, 10],
    });
    expect(block).toMatchObject({ months: 2, rows: 2, cols: 3 });
    const want = [11, 12].flatMap((t) => [3, 4].flatMap((r) => [7, 8, 9].map((c) => wanted(t, r, c))));
    expect([...block.values].map((v) => v.toFixed(2))).toEqual(want.map((v) => v.toFixed(2)));
    const table = await store.observations();
    const float = (r: (typeof ROWS)[number]) => ({
      ...r,
      value: Math.fround(r.value),
      uncertainty: Math.fround(r.uncertainty),
      locationSd: Math.fround(r.locationSd),
    });
    expect(rowsOfTable(table)).toEqual(ROWS.map(float));
  });

  it('keeps the depth of a sensor, and reads stores from before depths were kept', async () => {
    const [row] = ROWS as [(typeof ROWS)[number]];
    const storage = await testStorage();
    const writer = await createStore(storage, testMeta({ firstMonth: 240, months: 24, levels: ['M36'] }));
    await writer.writeObservations(
      tableFromRows([{ ...row, variable: 't_soil', depthTop: 0.25, depthBottom: 0.5 }, row]),
    );
    await writer.finish();
    expect(
      rowsOfTable(await (await openStore(storage)).observations()).map((r) => [r.depthTop, r.depthBottom]),
    ).toEqual([
      [0.25, 0.5],
      [undefined, undefined],
    ]);
    const root = JSON.parse(new TextDecoder().decode(await storage.get('zarr.json')));
    delete root.consolidated_metadata.metadata.observations.attributes.columns;
    await storage.set('zarr.json', new TextEncoder().encode(JSON.stringify(root)));
    expect(rowsOfTable(await (await openStore(storage)).observations()).map((r) => r.depthTop)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('reads months outside the time axis as missing, and the ones inside as they are', async () => {
    const store = await openStore(await testStorage());
    const block = await store.readBlock({
      field: 't_air',
      level: 'M36',
      months: [238, 241],
      rows: [0, 1],
      cols: [1, 2],
    });
    expect([block.values[0], block.values[1]]).toEqual([Number.NaN, Number.NaN]);
    expect(block.values[2]).toBeCloseTo(wanted(0, 0, 1), 4);
    const far = await store.readBlock({ field: 't_air', level: 'M36', months: [900, 912], rows: [0, 1], cols: [1, 2] });
    expect(far.values.every(Number.isNaN)).toBe(true);
  });

  it('says what is wrong with a request', async () => {
    const store = await openStore(await testStorage());
    const ok = { field: 't_air', level: 'M36', months: [240, 241], rows: [0, 1], cols: [0, 1] } as const;
    await expect(store.readBlock({ ...ok, field: 'nothing' })).rejects.toThrow(BadRequest);
    await expect(store.readBlock({ ...ok, level: 'M01' })).rejects.toThrow(BadRequest);
    await expect(store.readBlock({ ...ok, rows: [0, 31] })).rejects.toThrow(RangeError);
    await expect(store.readBlock({ ...ok, cols: [-1, 3] })).rejects.toThrow(RangeError);
    const { months: _, ...undated } = ok;
    await expect(store.readBlock(undated)).rejects.toThrow(BadRequest);
  });

  it.each<[string, RegExp, Change]>([
    ['another schema', /schema version 1, found 2/, (r) => Object.assign(r.attributes.thawcast, { schema: 2 })],
    ['another program', /attributes\.thawcast/, (r) => Object.assign(r, { attributes: {} })],
    ['Zarr v2', /Zarr v3 group/, (r) => Object.assign(r, { zarr_format: 2 })],
    [
      'another unit',
      /unit degC for field t_air, found "K"/,
      (r) => Object.assign(r.attributes.thawcast.fields[0]!, { unit: 'K' }),
    ],
    [
      'an unknown variable',
      /known variable for field t_air/,
      (r) => Object.assign(r.attributes.thawcast.fields[0]!, { variable: 'magic' }),
    ],
    [
      'other axes',
      /axes .* for field t_air/,
      (r) => Object.assign(r.attributes.thawcast.fields[0]!, { axes: ['row', 'month', 'col'] }),
    ],
    [
      'another grid',
      /epsg 6933 in M36/,
      (r) => Object.assign((r.consolidated_metadata!.metadata.M36 as GroupJson).attributes, { epsg: 3410 }),
    ],
    [
      'another window',
      /row0 81 in M09|row0 36 in M09/,
      (r) => Object.assign((r.consolidated_metadata!.metadata.M09 as GroupJson).attributes, { row0: 0 }),
    ],
  ])('refuses %s with a sentence', async (_, says, change) => {
    const error = await openChanged(change).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InvalidStore);
    expect((error as Error).message).toMatch(says);
  });

  it('refuses an array of another shape or unit when it is first read', async () => {
    const change: Change = (r) =>
      Object.assign(r.consolidated_metadata!.metadata['M36/t_air']!, { shape: [24, 30, 95] });
    const store = await openChanged(change);
    await expect(
      store.readBlock({ field: 't_air', level: 'M36', months: [240, 241], rows: [0, 1], cols: [0, 1] }),
    ).rejects.toThrow(/shape \[24,30,96\]/);
  });

  it('works without consolidated metadata', async () => {
    const store = await openChanged((r) => Reflect.deleteProperty(r, 'consolidated_metadata'));
    const block = await store.readBlock({
      field: 't_air',
      level: 'M36',
      months: [240, 241],
      rows: [0, 1],
      cols: [1, 2],
    });
    expect(block.values[0]).toBeCloseTo(wanted(0, 0, 1), 4);
    expect((await store.observations()).length).toBe(3);
  });

  it('refuses an empty place and broken JSON', async () => {
    await expect(openStore(memoryStorage('nothing'))).rejects.toThrow(/nothing: expected a zarr.json/);
    const storage = memoryStorage('broken');
    await storage.set('zarr.json', new TextEncoder().encode('<html>'));
    await expect(openStore(storage)).rejects.toThrow(/JSON in zarr.json/);
  });
});
