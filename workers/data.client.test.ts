import { describe, expect, it } from 'vitest';
import { isCancelled } from '../src/core/wire.ts';
import { windowCell, windowCentre } from '../src/grid/window.ts';
import { memoryStorage } from '../src/store/memory.ts';
import { openStore } from '../src/store/open.ts';
import type { StoreRef } from '../src/store/ref.ts';
import { tableFromRows } from '../src/store/table.ts';
import { testMeta } from '../src/store/test-meta.ts';
import { createStore } from '../src/store/writer.ts';
import { DataClient } from './data.client.ts';
import { dataHandlers } from './data.handlers.ts';
import type { WorkerDied, WorkerLike } from './rpc.client.ts';
import { type Port, serve } from './rpc.server.ts';

const REF: StoreRef = { at: 'opfs', path: 'a test' };
const [lon, lat] = [-149.6, 68.6167];

/** M09 is filled with 1, 2, 3 … by month; the 1-km cell of the place holds 100 in the first month alone. */
async function storage() {
  const memory = memoryStorage('memory');
  const writer = await createStore(
    memory,
    testMeta({ firstMonth: 120, months: 24, levels: ['M01', 'M09'], quantiles: [0.05, 0.5, 0.95] }),
  );
  const values = Float32Array.from({ length: 24 * 120 * 384 }, (_, i) => 1 + Math.floor(i / (120 * 384)));
  await writer.writeBlock({ field: 't_air', level: 'M09', months: [120, 144], rows: [0, 120], cols: [0, 384], values });
  const { row, col } = windowCell('M01', lon, lat)!;
  const at = { rows: [row, row + 1], cols: [col, col + 1] } as const;
  await writer.writeBlock({ field: 't_air', level: 'M01', months: [120, 121], ...at, values: Float32Array.of(100) });
  for (const quantile of [0, 1, 2]) {
    await writer.writeBlock({
      field: 'alt',
      level: 'M01',
      months: [120, 121],
      ...at,
      quantile,
      values: Float32Array.of(0.25 * (quantile + 1)),
    });
  }
  const near = windowCentre('M01', row, col + 4);
  const row0 = {
    locationSd: 10,
    uncertainty: 0.01,
    filled: 0,
    flag: 'ok',
    variable: 'alt',
    group: 'g',
    method: 'probe',
    source: 's',
    origin: 'f:1',
  } as const;
  await writer.writeObservations(
    tableFromRows([
      { ...row0, ...near, month: 125, value: 0.5, site: 'near' },
      { ...row0, lon, lat: lat + 1, month: 124, value: 0.7, site: 'far' },
      { ...row0, lon, lat, month: 130, value: 0.4, site: 'here' },
    ]),
  );
  await writer.finish();
  return memory;
}

/** The worker's own code on the other end of a MessageChannel; `kill` is what a crash looks like to the page. */
function workers(open: Parameters<typeof dataHandlers>[0]) {
  const started: (WorkerLike & { kill(why: string): void })[] = [];
  const start = (): WorkerLike => {
    const { port1, port2 } = new MessageChannel();
    serve(port2 as unknown as Port, dataHandlers(open));
    const worker = {
      onmessage: null as WorkerLike['onmessage'],
      onerror: null as WorkerLike['onerror'],
      onmessageerror: null as WorkerLike['onmessageerror'],
      postMessage: (m: unknown, transfer: Transferable[]) => port1.postMessage(m, transfer),
      terminate: () => {
        port1.close();
        port2.close();
      },
      kill: (why: string) => worker.onerror?.({ message: why } as ErrorEvent),
    };
    port1.onmessage = (event) => worker.onmessage?.(event);
    started.push(worker);
    return worker;
  };
  return { started, start };
}

async function opened(options: ConstructorParameters<typeof DataClient>[0] = {}) {
  const memory = await storage();
  const { started, start } = workers((_, signal) => openStore(memory, signal));
  const client = new DataClient({ start, ...options });
  return { client, started, ...(await client.open(REF)) };
}

describe('the data worker, through its client', () => {
  it('answers frames of a year', async () => {
    const { client, handle, meta } = await opened();
    expect(meta.title).toBe('Test');
    const frames = await client.frames({
      handle,
      field: 't_air',
      level: 'M09',
      months: [132, 144],
      rows: [0, 120],
      cols: [0, 384],
    });
    expect([frames.length, frames[0], frames.at(-1)]).toEqual([12 * 120 * 384, 13, 24]);
    client.end();
  });

  it('reads a value from the finest level that has one there', async () => {
    const { client, handle } = await opened();
    const fine = await client.value({ handle, field: 't_air', lon, lat, month: 120 });
    expect([fine?.level, fine?.value, fine?.cell]).toEqual(['M01', 100, windowCell('M01', lon, lat)]);
    const coarse = await client.value({ handle, field: 't_air', lon, lat, month: 121 });
    expect([coarse?.level, coarse?.value]).toEqual(['M09', 2]);
    const fan = await client.value({ handle, field: 'alt', lon, lat, month: 120 });
    expect([fan?.value, fan?.quantiles]).toEqual([0.5, [0.25, 0.5, 0.75]]);
    expect(await client.value({ handle, field: 't_air', lon: 10, lat: 50, month: 120 })).toBeUndefined();
    client.end();
  });

  it('gives the series of a place and what was measured near it', async () => {
    const { client, handle } = await opened();
    const { series, observations } = await client.series({
      handle,
      fields: ['t_air', 'alt'],
      lon,
      lat,
      within: 10_000,
    });
    expect(series.map((s) => [s.field, s.level, s.values.length, s.values[0]!.length])).toEqual([
      ['t_air', 'M01', 1, 24],
      ['alt', 'M01', 3, 24],
    ]);
    expect(observations.map((o) => o.site)).toEqual(['near', 'here']);
    expect(observations[0]!.distance).toBeGreaterThan(1500);
    expect(observations[1]!.distance).toBe(0);
    const sites = await client.sites(handle);
    expect(sites.map((s) => [s.site, s.rows])).toEqual([
      ['near', 1],
      ['far', 1],
      ['here', 1],
    ]);
    client.end();
  });

  it('passes errors with their tag, and keeps working', async () => {
    const { client, handle } = await opened();
    await expect(client.value({ handle, field: 'nonsense', lon, lat, month: 120 })).rejects.toMatchObject({
      tag: 'BadRequest',
    });
    await expect(client.sites(99)).rejects.toMatchObject({ tag: 'BadRequest' });
    expect((await client.value({ handle, field: 't_air', lon, lat, month: 122 }))?.value).toBe(3);
    client.end();
  });

  it('rejects a cancelled call at once', async () => {
    const { client, handle } = await opened();
    const stop = new AbortController();
    const asked = client.sites(handle, stop.signal);
    stop.abort();
    expect(isCancelled(await asked.catch((e: unknown) => e))).toBe(true);
    client.end();
  });

  it('restarts a dead worker, reopens its stores and says so', async () => {
    const died: WorkerDied[] = [];
    const { client, handle, started } = await opened({ onRestart: (e) => died.push(e) });
    const asked = client.frames({
      handle,
      field: 't_air',
      level: 'M09',
      months: [120, 132],
      rows: [0, 9],
      cols: [0, 9],
    });
    // Microtasks alone: the call is on its way, and no message has been delivered yet.
    for (let i = 0; i < 20; i++) await Promise.resolve();
    started[0]!.kill('out of memory');
    await expect(asked).rejects.toMatchObject({ tag: 'WorkerDied' });
    expect(started.length).toBe(2);
    expect(died.map((e) => e.details)).toEqual([{ worker: 'data', why: 'out of memory', forGood: false }]);
    expect((await client.value({ handle, field: 't_air', lon, lat, month: 120 }))?.value).toBe(100);
    client.end();
  });

  it('says which store was lost when it cannot be reopened', async () => {
    const memory = await storage();
    const { started, start } = workers((_, signal) => openStore(memory, signal));
    const lost: number[] = [];
    const client = new DataClient({ start, onLost: (handle) => lost.push(handle) });
    const { handle } = await client.open(REF);
    await memory.remove('zarr.json');
    started[0]!.kill('gone');
    await expect(client.sites(handle)).rejects.toMatchObject({ tag: 'BadRequest' });
    expect(lost).toEqual([handle]);
    client.end();
  });
});
