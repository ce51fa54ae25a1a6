import { beforeAll, describe, expect, it } from 'vitest';
import { windowCell } from '../grid/window.ts';
import type { Ensemble } from '../learn/ensemble.ts';
import { gatherKnowledge } from '../learn/knowledge.ts';
import { conditioned } from '../learn/target-analysis.ts';
import { TEST_SITES, TEST_SPAN, testStore } from '../learn/test-knowledge.ts';
import { trainEnsemble } from '../learn/train-ensemble.ts';
import { useDevice } from '../nn/device.ts';
import { memoryStorage } from '../store/memory.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import type { ForecastOrder } from './forecast-order.ts';
import { MapAnalysis } from './map-analysis.ts';
import { predictPoints } from './predict-points.ts';
import { rollOut } from './roll-out.ts';
import { SCENARIOS } from './scenario.ts';

const END = TEST_SPAN.firstMonth + TEST_SPAN.months;
const [a1] = TEST_SITES;
const cell = windowCell('M09', a1.lon, a1.lat) as { row: number; col: number };
const ORDER: ForecastOrder = {
  months: 18,
  scenario: SCENARIOS.trend,
  region: { level: 'M09', rows: [cell.row - 6, cell.row + 6], cols: [cell.col - 6, cell.col + 6] },
};

describe('a forecast from a small ensemble', () => {
  let store: Store;
  let ensemble: Ensemble;

  beforeAll(async () => {
    await useDevice('wasm');
    store = await testStore();
    const options = {
      members: 2,
      seed: 5,
      device: 'wasm',
      modelled: true,
      created: 'now',
      hyper: { epochs: 2, batch: 8, filters: [4] },
    };
    const trained = (await trainEnsemble(await gatherKnowledge(store), options)).ensemble;
    ensemble = { ...trained, residualShare: { alt: 1, co2: 1, ch4: 1 } };
  });

  const run = async (order = ORDER, signal?: AbortSignal) => {
    const storage = memoryStorage('forecast');
    await rollOut(
      { ensemble, store, storage, order, device: 'wasm', created: '2026-11-22T00:00:00Z' },
      undefined,
      signal,
    );
    return openStore(storage);
  };
  const quantilesAt = async (f: Store, field: string, month: number, row = cell.row, col = cell.col) =>
    Promise.all(
      [0, 1, 2, 3, 4].map(async (quantile) => {
        const at = {
          field,
          level: 'M09',
          months: [month, month + 1],
          rows: [row, row + 1],
          cols: [col, col + 1],
          quantile,
        } as const;
        return (await f.readBlock(at)).values[0] as number;
      }),
    );

  it('is a store with ascending quantiles on land, nothing off it, and its provenance', async () => {
    const f = await run();
    expect(f.meta).toMatchObject({ kind: 'forecast', modelled: true, firstMonth: END, months: 18 });
    expect(f.meta.model).toMatchObject({ members: 2, seed: 5, scenario: 'trend', device: 'wasm' });
    for (const field of ['alt', 'co2', 'ch4']) {
      for (const month of [END, END + 7, END + 17]) {
        const q = await quantilesAt(f, field, month);
        expect(q.every(Number.isFinite)).toBe(true);
        expect([...q].sort((a, b) => a - b)).toEqual(q);
      }
    }
    expect(await quantilesAt(f, 'alt', END)).toEqual([0, 0, 0, 0, 0]); // January
    expect((await quantilesAt(f, 'alt', END + 7))[0]).toBeGreaterThan(0.05);
    expect(await quantilesAt(f, 'alt', END + 7, cell.row - 6)).toEqual(new Array(5).fill(Number.NaN));
  });

  it('is the same from the same ensemble, whatever window it is asked in', async () => {
    const wide = await quantilesAt(await run(), 'ch4', END + 6);
    expect(await quantilesAt(await run(), 'ch4', END + 6)).toEqual(wide);
  });

  it('thaws deeper when it warms', async () => {
    const after = END + 7;
    const cold = await quantilesAt(await run({ ...ORDER, scenario: SCENARIOS.hold }), 'alt', after);
    const warm = await quantilesAt(
      await run({ ...ORDER, scenario: { name: 'own', warming: 5, wetting: 0 } }),
      'alt',
      after,
    );
    expect(warm[2]).toBeGreaterThan(cold[2] as number);
  });

  it('hears a cancel in its first month and leaves nothing that opens', async () => {
    const storage = memoryStorage('cancelled');
    const cancel = new AbortController();
    const job = rollOut(
      { ensemble, store, storage, order: ORDER, device: 'wasm', created: 'now' },
      (p) => p.what === 'Forecasting' && cancel.abort(),
      cancel.signal,
    );
    await expect(job).rejects.toThrow('cancelled');
    await expect(openStore(storage)).rejects.toThrow(/finished|zarr\.json/);
  });

  it('refuses an order it cannot meet', async () => {
    await expect(run({ ...ORDER, months: 0 })).rejects.toThrow(/1 to 1200/);
    await expect(run({ ...ORDER, months: 2.5 })).rejects.toThrow(/whole number/);
  });

  it('analyses a map as it analyses a point', async () => {
    const knowledge = await gatherKnowledge(store);
    const analysis = conditioned(ensemble.models.co2, knowledge, knowledge.data.co2);
    const place = { lon: a1.lon + 0.3, lat: a1.lat + 0.1, features: knowledge.sites[0]?.place.features as number[] };
    const months = 30;
    const map = new Float32Array(months);
    new MapAnalysis(analysis, END, months).add(place, map, 1, 0);
    const exact = analysis.meanAt(
      place,
      Array.from({ length: months }, (_, i) => END + i),
    );
    for (let m = 0; m < months; m++) expect(map[m]).toBeCloseTo(exact[m] as number, 2);
  });

  it('answers points in order, inside and outside the store’s months, and nothing where there is no climate', async () => {
    const at = { lat: a1.lat, lon: a1.lon };
    const answers = await predictPoints(ensemble, store, [
      { ...at, month: END - 5 },
      { lat: 60, lon: -100, month: END },
      { ...at, month: END + 31 },
      { ...at, month: TEST_SPAN.firstMonth - 100 },
      { lat: a1.lat + 0.1, lon: a1.lon, month: END - 5 },
    ]);
    expect(answers.map((x) => x !== undefined)).toEqual([true, false, true, true, true]);
    for (const a of answers) {
      for (const f of Object.values(a ?? {})) {
        expect([f.mean, f.sd, ...f.quantiles].every(Number.isFinite)).toBe(true);
        expect([...f.quantiles].sort((x, y) => x - y)).toEqual([...f.quantiles]);
      }
      if (a) expect(a.alt.quantiles[0]).toBeGreaterThanOrEqual(0);
    }
    const [measured, , , , near] = answers;
    expect(near?.co2.sd).toBeGreaterThan(measured?.co2.sd as number);
  });
});
