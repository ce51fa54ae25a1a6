import { beforeAll, describe, expect, it } from 'vitest';
import type { ForecastOrder } from '../src/forecast/forecast-order.ts';
import { planTiles } from '../src/forecast/region/tile-plan.ts';
import { forecastMask } from '../src/forecast/region-mask.ts';
import { rollOut } from '../src/forecast/roll-out.ts';
import { SCENARIOS } from '../src/forecast/scenario.ts';
import { TILE } from '../src/grid/tile.ts';
import { windowCell } from '../src/grid/window.ts';
import type { Ensemble } from '../src/learn/ensemble.ts';
import { writeEnsemble } from '../src/learn/ensemble-file.ts';
import { gatherKnowledge } from '../src/learn/knowledge.ts';
import { TEST_SITES, TEST_SPAN, testStore } from '../src/learn/test-knowledge.ts';
import { trainEnsemble } from '../src/learn/train-ensemble.ts';
import { useDevice } from '../src/nn/device.ts';
import { memoryStorage } from '../src/store/memory.ts';
import { openStore } from '../src/store/open.ts';
import type { Store } from '../src/store/store.ts';
import { partHandlers } from './forecast-part.handlers.ts';
import { orAlone, startTeam, threadsFor } from './forecast-team.ts';
import type { WorkerLike } from './rpc.client.ts';
import { type Port, serve } from './rpc.server.ts';

const END = TEST_SPAN.firstMonth + TEST_SPAN.months;
const [site] = TEST_SITES;
const cell = windowCell('M09', site.lon, site.lat) as { row: number; col: number };
/** A tile ends in the middle of the land, so that two threads have an edge between them. */
const rows = [cell.row - 3, cell.row + 3] as const;
const cols = [cell.col - TILE, cell.col + 20] as const;
const order: ForecastOrder = { months: 14, scenario: SCENARIOS.trend, region: { level: 'M09', rows, cols } };

describe('a forecast by several threads', () => {
  let store: Store;
  let ensemble: Ensemble;

  beforeAll(async () => {
    await useDevice('wasm');
    store = await testStore();
    const trained = await trainEnsemble(await gatherKnowledge(store), {
      members: 2,
      seed: 5,
      device: 'wasm',
      modelled: true,
      created: 'now',
      hyper: { epochs: 2, batch: 8, filters: [4] },
    });
    ensemble = { ...trained.ensemble, residualShare: { alt: 1, co2: 1, ch4: 1 } };
  });

  /** A thread within this one. */
  const part = (open: () => Promise<Store>) => (): WorkerLike => {
    const { port1, port2 } = new MessageChannel();
    serve(port2 as unknown as Port, partHandlers<string>(open));
    const face: WorkerLike = {
      onmessage: null,
      onerror: null,
      onmessageerror: null,
      postMessage: (message, transfer) => port1.postMessage(message, transfer),
      terminate: () => port1.close(),
    };
    port1.onmessage = (event) => face.onmessage?.(event);
    return face;
  };
  const team = (open: () => Promise<Store>, threads = 2) =>
    startTeam(part(open), threads, { ensemble: writeEnsemble(ensemble), store: 'test', device: 'wasm', order });
  const run = async (helpers?: ReturnType<typeof team>, signal?: AbortSignal, onProgress?: () => void) => {
    const storage = memoryStorage('forecast');
    await rollOut({ ensemble, store, storage, order, device: 'wasm', created: 'now' }, onProgress, signal, helpers);
    return openStore(storage);
  };
  const told = async (f: Store, field: string) => {
    const months = [END, END + order.months] as const;
    return [...(await f.readBlock({ field, level: 'M09', months, rows, cols, quantile: 3 })).values];
  };

  it('tells every number that one thread tells', async () => {
    const box = { level: 'M09', row: rows[0], col: cols[0], rows: rows[1] - rows[0], cols: cols[1] - cols[0] } as const;
    expect(planTiles((await forecastMask(store, box)).region, TILE, 1).copies).toHaveLength(2);
    const [alone, together] = [await run(), await run(team(async () => store))];
    for (const field of ['alt', 'co2', 'ch4']) {
      const numbers = await told(alone, field);
      expect(numbers.filter(Number.isFinite).length).toBeGreaterThan(500);
      expect(await told(together, field)).toEqual(numbers);
    }
  });

  it('goes on when there are more threads than tiles', async () => {
    expect(await told(await run(team(async () => store, 3)), 'alt')).toEqual(await told(await run(), 'alt'));
  });

  it('fails with the reason when a thread fails, and does not wait for it', async () => {
    const broken = async (): Promise<Store> => {
      throw new Error('the disk is gone');
    };
    await expect(run(team(broken))).rejects.toThrow('the disk is gone');
  });

  it('is made by this thread alone when another dies', async () => {
    const dying = (): WorkerLike => {
      const face: WorkerLike = {
        onmessage: null,
        onerror: null,
        onmessageerror: null,
        postMessage: (message) => {
          if ((message as { kind: string }).kind === 'call') face.onerror?.({ message: 'out of memory' } as ErrorEvent);
        },
        terminate: () => undefined,
      };
      return face;
    };
    const helpers = startTeam(dying, 2, { ensemble: writeEnsemble(ensemble), store: 'test', device: 'wasm', order });
    await expect(run(helpers)).rejects.toThrow('out of memory');
    expect(await told(await orAlone(helpers, run), 'alt')).toEqual(await told(await run(), 'alt'));
  });

  it('hears a cancel in its first month', async () => {
    const cancel = new AbortController();
    await expect(
      run(
        team(async () => store),
        cancel.signal,
        () => cancel.abort(),
      ),
    ).rejects.toThrow('cancelled');
  });

  it('takes no more threads than pay', () => {
    expect([1, 2, 4, 64].map(threadsFor)).toEqual([1, 2, 4, 4]);
  });
});
