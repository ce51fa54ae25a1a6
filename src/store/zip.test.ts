import { zipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { isCancelled } from '../core/wire.ts';
import { openStore } from './open.ts';
import { packZip } from './pack-zip.ts';
import { testStorage, wanted } from './test-store.ts';
import { zipStorage } from './zip.ts';

const CELL = { field: 't_air', level: 'M09', months: [252, 253], rows: [5, 6], cols: [4, 5] } as const;

async function entries(): Promise<Record<string, Uint8Array>> {
  const storage = await testStorage();
  return Object.fromEntries(
    await Promise.all((await storage.list()).map(async (k) => [k, (await storage.get(k))!] as const)),
  );
}

const blobOf = (bytes: Uint8Array): Blob => new Blob([bytes as Uint8Array<ArrayBuffer>]);

describe('a store in a zip', () => {
  it('is packed, opened in place and read back', async () => {
    const told: number[] = [];
    const blob = await packZip(await testStorage(), (p) => told.push(p.done));
    const store = await openStore(await zipStorage('taken-out.zip', blob));
    expect((await store.readBlock(CELL)).values[0]).toBeCloseTo(wanted(12, 5, 4), 4);
    expect((await store.observations()).length).toBe(3);
    expect(told.at(-1)).toBe(told.length);
  });

  it('has the same bytes whenever it is packed', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-01T12:00:00Z') });
    const storage = await testStorage();
    const bytes = async () => new Uint8Array(await (await packZip(storage)).arrayBuffer());
    const first = await bytes();
    vi.setSystemTime(new Date('2031-07-01T08:00:00Z'));
    const later = await bytes();
    vi.useRealTimers();
    expect(Buffer.compare(first, later)).toBe(0);
  });

  it('may be deflated, and lie in a folder of the zip beside other things', async () => {
    const inFolder = Object.fromEntries(Object.entries(await entries()).map(([k, v]) => [`real.zarr/${k}`, v]));
    const zip = zipSync({ ...inFolder, 'README.txt': new Uint8Array(9) }, { level: 6 });
    const store = await openStore(await zipStorage('by-hand.zip', blobOf(zip)));
    expect((await store.readBlock(CELL)).values[0]).toBeCloseTo(wanted(12, 5, 4), 4);
    const storage = await zipStorage('by-hand.zip', blobOf(zip));
    expect((await storage.getRange('zarr.json', -3, 3))?.length).toBe(3);
    expect(await storage.get('absent')).toBeUndefined();
  });

  it('says so when it is cut short anywhere, or is no zip', async () => {
    const zip = zipSync(await entries(), { level: 0 });
    for (const share of [0.001, 0.3, 0.9, 0.999]) {
      const part = blobOf(zip.slice(0, Math.floor(zip.length * share)));
      await expect(zipStorage('short.zip', part)).rejects.toThrow(/short.zip: expected a whole zip file/);
    }
    await expect(zipStorage('letter.doc', new Blob(['Dear reader']))).rejects.toThrow(
      /letter.doc: expected a zip file/,
    );
    await expect(zipStorage('empty.zip', new Blob([]))).rejects.toMatchObject({ tag: 'UnreadableFile' });
  });

  it('is no store when it holds something else', async () => {
    const zip = zipSync({ 'table.csv': new Uint8Array(20) });
    await expect(openStore(await zipStorage('t.zip', blobOf(zip)))).rejects.toMatchObject({ tag: 'InvalidStore' });
  });

  it('stops packing when cancelled', async () => {
    const stop = new AbortController();
    const packing = packZip(await testStorage(), undefined, stop.signal);
    stop.abort();
    expect(isCancelled(await packing.catch((e: unknown) => e))).toBe(true);
  });
});
