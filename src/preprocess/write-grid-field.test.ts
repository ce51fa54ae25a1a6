import { describe, expect, it } from 'vitest';
import { monthOf } from '../core/month.ts';
import { windowCell } from '../grid/window.ts';
import type { NativeGrid } from '../sources/source.ts';
import { memoryStorage } from '../store/memory.ts';
import { openStore } from '../store/open.ts';
import { SCHEMA_VERSION } from '../store/schema.ts';
import { createStore } from '../store/writer.ts';
import { gridFields } from './grid-fields.ts';
import { usualRecipe } from './recipe.ts';
import { writeFields } from './write-fields.ts';

const from = monthOf(2001, 1);
const span = { firstMonth: from, months: 24 };
const recipe = usualRecipe('2026-01-01T00:00:00Z');
const METRES = 111_320;

interface Shape {
  readonly side: number;
  readonly degrees: number;
  readonly at?: readonly [lat: number, lon: number];
}

/** A square of cells; values by month step, latitude and longitude. */
function grid(
  of: Partial<NativeGrid>,
  { side, degrees, at = [66, -150] }: Shape,
  value: (step: number, lat: number, lon: number) => number,
): NativeGrid {
  const time = of.time ?? { at: 'months' as const, months: Int32Array.of(from, from + 1) };
  const steps = time.at === 'months' ? time.months.length : time.at === 'years' ? time.years.length : 1;
  const n = side * side;
  const lat = Float64Array.from({ length: n }, (_, i) => at[0] - (Math.floor(i / side) - (side - 1) / 2) * degrees);
  const lon = Float64Array.from({ length: n }, (_, i) => at[1] + ((i % side) - (side - 1) / 2) * 2 * degrees);
  return {
    name: 'x',
    variable: 't_soil',
    rows: side,
    cols: side,
    lat,
    lon,
    cell: degrees * METRES,
    values: Float32Array.from({ length: steps * n }, (_, i) =>
      value(Math.floor(i / n), lat[i % n] as number, lon[i % n] as number),
    ),
    projection: false,
    source: 'era5',
    origin: 'a.nc',
    note: '',
    ...of,
    time,
  };
}

async function written(grids: readonly NativeGrid[], by = recipe) {
  const fields = gridFields(grids, by);
  const storage = memoryStorage('t');
  const writer = await createStore(storage, {
    schema: SCHEMA_VERSION,
    kind: 'tiles',
    title: 't',
    modelled: true,
    licence: '',
    created: by.created,
    ...span,
    fields: fields.flatMap((f) => (f.sd ? [f.info, f.sd] : [f.info])),
    places: [],
    provenance: [],
  });
  const notes = await writeFields(fields, { writer, span, recipe: by });
  await writer.finish();
  const store = await openStore(storage);
  const at = async (field: string, level: 'M01' | 'M09' | 'M36', lat: number, lon: number, month?: number) => {
    const cell = windowCell(level, lon, lat) as { row: number; col: number };
    const { values } = await store.readBlock({
      field,
      level,
      rows: [cell.row, cell.row + 1],
      cols: [cell.col, cell.col + 1],
      ...(month === undefined ? {} : { months: [month, month + 1] as [number, number] }),
    });
    return values[0] as number;
  };
  return { fields, notes, at, store };
}

const plane = (step: number, lat: number, lon: number) => (lat - 66) * 4 + (lon + 150) + step;

describe('grids from files', () => {
  it('of coarse cells lie at 9 km, bilinear, on the right months and the right way up; outside they are missing', async () => {
    const { fields, at, notes } = await written([grid({}, { side: 9, degrees: 0.25 }, plane)]);
    expect(fields.map((f) => [f.info.name, f.info.kind, f.info.modelled, f.level, f.method])).toEqual([
      ['t_soil_era5', 'driver', true, 'M09', 'bilinear'],
    ]);
    for (const [lat, lon] of [
      [66.4, -150.9],
      [65.5, -149.3],
    ] as const) {
      // A cell of 9 km is 0.2 degrees high here: its middle is at most half of that away.
      expect(Math.abs((await at('t_soil_era5', 'M09', lat, lon, from + 1)) - plane(1, lat, lon))).toBeLessThan(0.5);
    }
    expect(await at('t_soil_era5', 'M09', 66.4, -150.9, from + 2)).toBeNaN();
    expect(await at('t_soil_era5', 'M09', 68, -150, from)).toBeNaN();
    expect(notes[0]).toMatch(/^field t_soil_era5: \d+ values at 9 km, bilinear, from 1 grid$/);
  });

  it('of fine cells are averaged at 1 km, carry their sd, and coarser levels are their means', async () => {
    const sd = new Float32Array(2 * 40 * 40).fill(0.25);
    const fine = grid(
      { source: 'uavsar', variable: 'uz', sd },
      { side: 40, degrees: 0.004 },
      (step) => 0.01 + step / 100,
    );
    const { fields, at } = await written([fine]);
    expect(fields.map((f) => [f.info.name, f.info.kind, f.info.modelled, f.level, f.method])).toEqual([
      ['uz_uavsar', 'observed', false, 'M01', 'average'],
    ]);
    for (const level of ['M01', 'M09', 'M36'] as const)
      expect(await at('uz_uavsar', level, 66, -150, from + 1)).toBeCloseTo(0.02, 4);
    expect(await at('uz_uavsar_sd', 'M01', 66, -150, from)).toBeCloseTo(0.25, 3);
  });

  it('that continue one another are one field; where two disagree the first counts and it is said', async () => {
    const months = (m: number) => ({ at: 'months' as const, months: Int32Array.of(m) });
    const shape = { side: 5, degrees: 0.25 };
    const { fields, at, notes } = await written([
      grid({ time: months(from) }, shape, () => 1),
      grid({ time: months(from + 1) }, shape, () => 2),
      grid({ time: months(from) }, shape, () => 7),
    ]);
    expect(fields.length).toBe(1);
    expect(await at('t_soil_era5', 'M09', 66, -150, from)).toBeCloseTo(1, 3);
    expect(await at('t_soil_era5', 'M09', 66, -150, from + 1)).toBeCloseTo(2, 3);
    expect(notes[0]).toMatch(/from 3 grids; \d+ values where grids overlap and disagree/);
  });

  it('of a snapshot have its days in their name, annual ones are means of their years, projections are left out', async () => {
    const shape = { side: 30, degrees: 0.004 };
    const { fields, at } = await written([
      grid(
        {
          source: 'uavsar',
          variable: 'uz',
          time: { at: 'span', from: '2017-06-19T20:00:00Z', to: '2017-09-14T01:00:00Z' },
        },
        shape,
        () => -0.03,
      ),
      grid(
        { variable: 't_air', time: { at: 'years', years: Int32Array.of(2001, 2003), statistic: 'mean' } },
        { side: 6, degrees: 0.5 },
        (y) => 2 * y,
      ),
      grid({ variable: 't_air', projection: true }, shape, () => 0),
    ]);
    expect(fields.map((f) => f.info.name)).toEqual(['uz_uavsar_20170619_20170914', 't_air_annual_mean_era5']);
    expect(fields[0]?.info.longName).toContain('2017-06-19 to 2017-09-14');
    expect(await at('uz_uavsar_20170619_20170914', 'M01', 66, -150)).toBeCloseTo(-0.03, 4);
    expect(await at('t_air_annual_mean_era5', 'M09', 66, -150)).toBeCloseTo(1, 2);
  });

  it('keep their gaps, and lose what cannot be', async () => {
    const shape = { side: 40, degrees: 0.004 };
    const holes = grid({ source: 'uavsar', variable: 'uz' }, shape, (_, lat) => (lat > 66 ? Number.NaN : 0.1));
    const { at } = await written([holes]);
    expect(await at('uz_uavsar', 'M01', 66.06, -150, from)).toBeNaN();
    expect(await at('uz_uavsar', 'M01', 65.94, -150, from)).toBeCloseTo(0.1, 4);
    for (const metres of [40, -40]) {
      const { notes, at: wrong } = await written([grid({ source: 'uavsar', variable: 'uz' }, shape, () => metres)]);
      expect(notes[0]).toMatch(/^field uz_uavsar: 0 values.*; \d+ values outside what uz can be were left out/);
      expect(await wrong('uz_uavsar', 'M01', 66, -150, from)).toBeNaN();
    }
  });

  it('are cut to the extent and brought as the recipe says', async () => {
    const by = {
      ...recipe,
      resampling: { t_soil: 'nearest' as const },
      extent: { west: -151, south: 65, east: -150, north: 67 },
    };
    const { fields, at } = await written([grid({}, { side: 9, degrees: 0.25 }, plane)], by);
    expect(fields[0]?.method).toBe('nearest');
    expect(await at('t_soil_era5', 'M09', 66, -149.5, from)).toBeNaN();
    expect(await at('t_soil_era5', 'M09', 66, -150.5, from)).not.toBeNaN();
  });
});

describe('classes', () => {
  it('come by the nearest cell, whole numbers all, and have no averages', async () => {
    const classes = grid(
      { variable: 'veg_class', time: { at: 'static' } },
      { side: 40, degrees: 0.004 },
      (_, lat, lon) => (lat + lon / 2 > -9 ? 4 : 7),
    );
    const { fields, at } = await written([classes]);
    expect(fields.map((f) => [f.method, f.info.kind, f.info.levels])).toEqual([['nearest', 'static', ['M01']]]);
    const found = new Set<number>();
    for (let k = 0; k < 50; k++) found.add(await at('veg_class_era5', 'M01', 66.07 - k * 0.0028, -150.1));
    expect([...found].filter((v) => !Number.isNaN(v)).sort()).toEqual([4, 7]);
  });
});
