import { describe, expect, it } from 'vitest';
import { monthOf, monthOfYear } from '../core/month.ts';
import { windowCell, windowCentre, windowOf } from '../grid/window.ts';
import { memoryFile } from '../sources/memory-file.ts';
import { climateAt } from '../sources/reference-alaska/climate.ts';
import type { LandMask } from '../sources/reference-alaska/land-mask.ts';
import type { NativeGrid, Series } from '../sources/source.ts';
import { memoryStorage } from '../store/memory.ts';
import { openStore } from '../store/open.ts';
import { buildTiles } from './build-tiles.ts';
import { type Import, importFiles } from './import-files.ts';
import { usualRecipe } from './recipe.ts';
import { soundGrids } from './sound-grids.ts';

const ORIGIN = { lat: 68.66, lon: -149.47 };
const extent = { west: -150.2, south: 68.3, east: -148.8, north: 69 };
const from = monthOf(1990, 1);

/** Everything is land. */
function land(): LandMask {
  const { rows, cols } = windowOf('M01');
  return { rows, cols, land: new Uint8Array(rows * cols).fill(1) };
}

/** 8 x 8 cells of about 1 km, south to north, values by row so that orientation shows; ten years. */
function fineGrid(variable: NativeGrid['variable'], value: (month: number, row: number) => number): NativeGrid {
  const [rows, cols] = [8, 8];
  const months = Int32Array.from({ length: 120 }, (_, i) => from + i);
  const at = (i: number) => ({ row: Math.floor(i / cols), col: i % cols });
  const lat = Float64Array.from({ length: 64 }, (_, i) => ORIGIN.lat + (at(i).row - 3.5) * 0.009);
  const lon = Float64Array.from({ length: 64 }, (_, i) => ORIGIN.lon + (at(i).col - 3.5) * 0.0247);
  const values = Float32Array.from({ length: 120 * 64 }, (_, i) => value(from + Math.floor(i / 64), at(i % 64).row));
  return {
    name: variable,
    variable,
    rows,
    cols,
    lat,
    lon,
    cell: 1000,
    time: { at: 'months', months },
    values,
    projection: false,
    source: 't',
    origin: 'fine.nc',
    note: '',
  };
}

/** A station 2 K warmer than the background, and 5 K more in one month. */
function station(): Series {
  const background = climateAt(-149.9, 68.5).series(from, 240).t_air;
  return {
    site: 's/A',
    name: 'A',
    lat: 68.5,
    lon: -149.9,
    elevation: Number.NaN,
    variable: 't_air',
    source: 's',
    origin: 's.csv',
    month: Int32Array.from(background, (_, i) => from + i),
    value: Float32Array.from(background, (t, i) => t + 2 + (i === 100 ? 5 : 0)),
  };
}

const CALM = 'code,name,lat,lon,method,year,alt_cm,flag\nU12 A,Toolik,68.66,-149.47,1000,2009,45.0,\n';

async function tilesOf(change: Partial<Import>) {
  const imported = { ...(await importFiles([memoryFile('calm.csv', CALM)])), ...change };
  const storage = memoryStorage('tiles');
  const made = await buildTiles({
    imported,
    storage,
    land: land(),
    recipe: { ...usualRecipe('2026-01-01T00:00:00Z'), extent },
  });
  return { ...made, store: await openStore(storage) };
}

describe('tiles of imported files', () => {
  const far = windowCell('M09', -149.9, 68.5) as { row: number; col: number };
  const series = async (
    store: Awaited<ReturnType<typeof tilesOf>>['store'],
    field: string,
    level: 'M01' | 'M09',
    cell: { row: number; col: number },
  ) => {
    const { firstMonth, months } = store.meta;
    return (
      await store.readBlock({
        field,
        level,
        months: [firstMonth, firstMonth + months],
        rows: [cell.row, cell.row + 1],
        cols: [cell.col, cell.col + 1],
      })
    ).values;
  };

  it('hold the climate corrected by a station: its mean everywhere near, its odd month in that month only', async () => {
    const { store } = await tilesOf({ series: [station()] });
    const t = await series(store, 't_air', 'M09', far);
    const { lon, lat } = windowCentre('M09', far.row, far.col);
    const background = climateAt(lon, lat).series(from, t.length).t_air;
    const off = [...t].map((x, i) => x - (background[i] as number));
    expect(off[50]).toBeGreaterThan(1);
    expect(off[50]).toBeLessThan(2.6);
    expect((off[100] as number) - (off[88] as number)).toBeGreaterThan(3);
    expect(Math.abs((off[101] as number) - (off[89] as number))).toBeLessThan(0.6);
  });

  it('are exact at 1 km where a file gives it, the right way up, and go on without a step after the file ends', async () => {
    const { store, report } = await tilesOf({
      grids: [fineGrid('t_air', (m, row) => 3 + row - 25 * Math.cos((Math.PI / 6) * (monthOfYear(m) - 1)))],
    });
    const cell = windowCell('M01', ORIGIN.lon, ORIGIN.lat) as { row: number; col: number };
    const north = await series(store, 't_air', 'M01', { row: cell.row - 1, col: cell.col });
    const south = await series(store, 't_air', 'M01', { row: cell.row + 1, col: cell.col });
    expect(north[6]).toBeGreaterThan(south[6] as number); // native row 0 is south and coldest
    const here = await series(store, 't_air', 'M01', cell);
    expect(Math.abs((here[6] as number) - (25 + 3 + 3.5))).toBeLessThan(1.3);
    expect(Math.abs((here[120 + 6] as number) - (here[108 + 6] as number))).toBeLessThan(2);
    expect(report.notes.some((n) => n.startsWith('1 km:'))).toBe(true);
    expect(store.meta.places.length).toBe(1);
  });

  it('hold process estimates in season, drivers without gaps, the table, and honest words', async () => {
    const { store, table, meta } = await tilesOf({});
    const thaw = await series(store, 'alt', 'M09', far);
    const swe = await series(store, 'swe', 'M09', far);
    expect([thaw[1], Math.round((thaw[8] as number) * 10) / 10 > 0.2]).toEqual([0, true]);
    expect(swe.every((v) => v >= 0 && v <= 3)).toBe(true);
    expect((await series(store, 'ch4', 'M09', far)).every(Number.isFinite)).toBe(true);
    expect([table.length, (await store.observations()).value[0]]).toEqual([1, Math.fround(0.45)]);
    expect(meta.modelled).toBe(true);
    expect(meta.fields.find((f) => f.name === 't_air')?.method).toContain('0 measured series');
    expect(meta.provenance.map((p) => p.source)).toEqual(['calm', 'climate background', 'process estimates', 'coast']);
    expect(store.meta.months).toBe(20 * 12);
  });

  it('leave cells outside the extent without data', async () => {
    const { store } = await tilesOf({});
    const fairbanks = windowCell('M09', -147.8, 64.8) as { row: number; col: number };
    expect((await series(store, 't_air', 'M09', fairbanks)).every(Number.isNaN)).toBe(true);
  });

  it('do not let a projection into the history', async () => {
    const grid = { ...fineGrid('t_air', () => 30), projection: true };
    const { store, report } = await tilesOf({ grids: [grid] });
    expect(store.meta.places).toEqual([]);
    expect(report.notes.some((n) => n.includes('projections'))).toBe(true);
  });
});

describe('grids that lie nowhere', () => {
  it('are rejected by name with what to do, and leave no field behind', async () => {
    const good = fineGrid('sw_in', () => 100);
    const away = { ...good, lat: good.lat.map((v) => v - 40), origin: 'ohio.nc:sw_in' };
    const order = good.lat.map((_, i) => (i * 29) % 64);
    const scattered = {
      ...good,
      lat: good.lat.map((_, i) => good.lat[order[i] as number] as number),
      lon: good.lon.map((_, i) => good.lon[order[i] as number] as number),
      origin: 'folded.nc:sw_in',
    };
    const { grids, rejected } = soundGrids([good, away, scattered]);
    expect(grids).toEqual([good]);
    expect(rejected).toMatchObject([
      { file: 'ohio.nc', where: 'sw_in', rule: expect.stringContaining('outside the Alaska window') },
      { file: 'folded.nc', where: 'sw_in', rule: expect.stringContaining('make no grid') },
    ]);
  });
});
