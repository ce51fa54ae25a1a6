import { beforeAll, describe, expect, it } from 'vitest';
import { monthOf, monthOfYear } from '../../core/month.ts';
import type { Progress } from '../../core/progress.ts';
import { windowCell } from '../../grid/window.ts';
import { memoryStorage } from '../../store/memory.ts';
import { openStore } from '../../store/open.ts';
import type { Store } from '../../store/store.ts';
import { readAtlas } from './atlas.node.ts';
import { stepOf } from './cell-maker.ts';
import { landMaskOf } from './land-mask.ts';
import { makeReference } from './make.ts';
import { DETAIL_PLACES } from './place.ts';

const land = landMaskOf(readAtlas());
const FIRST = monthOf(2012, 1);
const ORDER = {
  land,
  years: [2012, 2013] as const,
  places: DETAIL_PLACES.slice(0, 1),
  created: '2026-01-01T00:00:00Z',
};
const told: Progress[] = [];
let store: Store;

beforeAll(async () => {
  const storage = memoryStorage('reference');
  await makeReference({ ...ORDER, storage, onProgress: (p) => told.push(p) });
  store = await openStore(storage);
}, 180_000);

describe('the reference store', () => {
  it('says that all of it is modelled, and under which licence', () => {
    expect(store.meta.modelled).toBe(true);
    expect(store.meta.licence).toBe('CC0-1.0');
    expect(store.meta.fields.every((f) => f.modelled)).toBe(true);
    expect(store.meta.places).toHaveLength(1);
  });

  it('counts its progress up to the end, with the time left', () => {
    expect(told.at(-1)?.done).toBe(told.at(-1)?.of);
    expect(told.some((p) => p.secondsLeft !== null && p.secondsLeft > 0)).toBe(true);
  });

  it('has land at 9 km, no data at sea, and thaw only where there is permafrost', async () => {
    const one = async (field: string, lon: number, lat: number, month = FIRST + 7) => {
      const cell = windowCell('M09', lon, lat);
      if (!cell) throw new Error('outside');
      const { row, col } = cell;
      const block = await store.readBlock({
        field,
        level: 'M09',
        months: [month, month + 1],
        rows: [row, row + 1],
        cols: [col, col + 1],
      });
      return block.values[0] as number;
    };
    expect(await one('t_air', -168, 60)).toBeNaN();
    expect(await one('land', -168, 60)).toBe(0);
    const toolik = await one('alt', -149.6, 68.63);
    expect(toolik > 0.3 && toolik < 0.8).toBe(true);
    expect(await one('alt', -149.6, 68.63, FIRST + 1)).toBe(0);
    expect(await one('alt', -151, 60.5)).toBeNaN();
    expect(await one('t_air', -151, 60.5)).toBeGreaterThan(5);
  });

  it('averages 36-km cells of the 9-km cells in them, and 3-km of 1-km', async () => {
    const month = FIRST + 6;
    for (const [fine, coarse, f, row, col] of [
      ['M09', 'M36', 4, 10, 50],
      ['M01', 'M03', 3, 21, 436],
    ] as const) {
      for (const field of ['t_air', 'ch4'] as const) {
        const months = [month, month + 1] as const;
        const a = await store.readBlock({ field, level: coarse, months, rows: [row, row + 1], cols: [col, col + 1] });
        const b = await store.readBlock({
          field,
          level: fine,
          months,
          rows: [row * f, row * f + f],
          cols: [col * f, col * f + f],
        });
        const there = b.values.filter((v) => !Number.isNaN(v));
        expect(there.length).toBeGreaterThan(0);
        const mean = there.reduce((s, v) => s + v, 0) / there.length;
        expect(Math.abs((a.values[0] as number) - mean), `${field} ${coarse}`).toBeLessThan(stepOf(field));
      }
    }
  });

  it('has texture at 1 km that a 9-km cell averages out', async () => {
    const [row, col] = store.meta.places[0]?.window ?? [0, 0];
    const block = await store.readBlock({
      field: 'wetness',
      level: 'M01',
      rows: [row, row + 72],
      cols: [col, col + 72],
    });
    const there = block.values.filter((v) => !Number.isNaN(v));
    const mean = there.reduce((s, v) => s + v, 0) / there.length;
    const sd = Math.sqrt(there.reduce((s, v) => s + (v - mean) ** 2, 0) / there.length);
    expect(sd).toBeGreaterThan(0.05);
  });

  it('holds pseudo-observations that say what they are, in season and with error', async () => {
    const table = await store.observations();
    expect(table.length).toBeGreaterThan(300);
    expect(new Set(table.variable)).toEqual(new Set(['alt', 'thaw_depth', 'co2', 'ch4']));
    expect(new Set(table.method)).toEqual(new Set(['pseudo-observation']));
    expect(new Set(table.source)).toEqual(new Set(['reference-alaska']));
    for (let i = 0; i < table.length; i++) {
      expect(table.uncertainty[i]).toBeGreaterThan(0);
      if (table.variable[i] === 'alt') expect([8, 9]).toContain(monthOfYear(table.month[i] as number));
    }
    expect(table.filled.some((f) => f === 1)).toBe(true);
  });

  it('is the same again from the same seed, and cancels at once', async () => {
    const again = memoryStorage('again');
    await makeReference({ ...ORDER, storage: again });
    const other = await openStore(again);
    const request = {
      field: 'co2',
      level: 'M09',
      months: [FIRST + 6, FIRST + 7],
      rows: [30, 60],
      cols: [150, 250],
    } as const;
    expect((await other.readBlock(request)).values).toEqual((await store.readBlock(request)).values);
    expect((await other.observations()).value).toEqual((await store.observations()).value);
    const stop = new AbortController();
    stop.abort();
    const never = memoryStorage('never');
    await expect(makeReference({ ...ORDER, storage: never }, stop.signal)).rejects.toMatchObject({ tag: 'Cancelled' });
    await expect(openStore(never)).rejects.toMatchObject({ tag: 'InvalidStore' });
  }, 180_000);
});

describe('places at 1 km', () => {
  it('are at least six, of whole tiles, apart from each other, and hold what they are named for', () => {
    expect(DETAIL_PLACES.length).toBeGreaterThanOrEqual(6);
    const tiles = DETAIL_PLACES.flatMap(({ tiles: [r, c, rows, cols] }) =>
      Array.from({ length: rows * cols }, (_, i) => `${r + Math.floor(i / cols)} ${c + (i % cols)}`),
    );
    expect(new Set(tiles).size).toBe(tiles.length);
    const inside = (name: string, lon: number, lat: number) => {
      const cell = windowCell('M01', lon, lat);
      const place = DETAIL_PLACES.find((p) => p.name.includes(name));
      if (!cell || !place) return false;
      const [r, c, rows, cols] = place.tiles;
      return cell.row >= 72 * r && cell.row < 72 * (r + rows) && cell.col >= 72 * c && cell.col < 72 * (c + cols);
    };
    expect(inside('Imnavait', -149.3, 68.61)).toBe(true);
    expect(inside('Toolik', -149.6, 68.63)).toBe(true);
    expect(inside('Fairbanks', -148.32, 64.7)).toBe(true);
    expect(inside('Delta', -163.22, 61.27)).toBe(true);
  });
});
