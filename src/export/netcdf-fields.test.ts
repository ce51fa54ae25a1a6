import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadRequest, Cancelled } from '../core/error.ts';
import { VARIABLES } from '../core/variable.ts';
import type { Level } from '../grid/level.ts';
import { windowCell, windowCentre } from '../grid/window.ts';
import { openCandidate } from '../sources/candidate.ts';
import { climateNetcdf } from '../sources/climate-netcdf/climate-netcdf.ts';
import { memoryFile } from '../sources/memory-file.ts';
import { openNetcdf } from '../sources/netcdf.ts';
import { decodeValues, type Netcdf } from '../sources/netcdf-model.ts';
import { recognise } from '../sources/registry.ts';
import { importOf } from '../sources/test-data.node.ts';
import { blobSink } from './blob-sink.ts';
import { exportBlob } from './export-blob.ts';
import { type ExportOrder, exportStore } from './export-store.ts';
import { smallStore } from './small-store.ts';

const WHEN = '2026-11-22T12:00:00Z';

async function bytesOf(
  store: Parameters<typeof exportStore>[0],
  order: Partial<ExportOrder> = {},
): Promise<Uint8Array> {
  const blob = await exportBlob(store, { as: 'netcdf', when: WHEN, ...order });
  return new Uint8Array(await blob.arrayBuffer());
}

const variable = (file: Netcdf, name: string) => {
  const found = file.variables.find((v) => v.name === name);
  if (!found) throw new Error(`no variable ${name}`);
  return found;
};
const valuesOf = (file: Netcdf, name: string): Float64Array => decodeValues(variable(file, name)) as Float64Array;

const cellOf = (level: Level, lon: number, lat: number) => {
  const cell = windowCell(level, lon, lat);
  if (!cell) throw new Error(`${lon}, ${lat} lies outside`);
  return cell;
};

const any = fc.record({
  firstMonth: fc.integer({ min: -30, max: 700 }),
  months: fc.integer({ min: 1, max: 27 }),
  quantiles: fc.constantFrom(undefined, [0.5], [0.05, 0.5, 0.95]),
  holes: fc.constantFrom(0, 1, 2, 7),
  gap: fc.integer({ min: 0, max: 30 }),
  empty: fc.constantFrom([], ['t_air'], ['land', 'alt']),
  from: fc.integer({ min: 0, max: 26 }),
  to: fc.integer({ min: 0, max: 26 }),
  type: fc.constantFrom('int16' as const, 'float32' as const),
  west: fc.double({ min: -170, max: -136, noNaN: true }),
  south: fc.double({ min: 54, max: 71, noNaN: true }),
  wide: fc.double({ min: 0.01, max: 30, noNaN: true }),
});

describe('a store that leaves as netCDF', () => {
  it('comes back cell by cell, whatever part of it was asked for', async () => {
    await fc.assert(
      fc.asyncProperty(any, async (o) => {
        const { store, value } = await smallStore({
          level: 'M36',
          firstMonth: o.firstMonth,
          months: o.months,
          holes: o.holes,
          gaps: [o.gap],
          empty: o.empty,
          ...(o.quantiles ? { quantiles: o.quantiles } : {}),
        });
        const [a, b] = [Math.min(o.from, o.to, o.months - 1), Math.min(Math.max(o.from, o.to), o.months - 1)];
        const file = await openNetcdf(
          await bytesOf(store, {
            months: [o.firstMonth + a, o.firstMonth + b + 1],
            type: o.type,
            extent: [o.west, o.south, o.west + o.wide, o.south + o.wide / 10],
          }),
          'x.nc',
        );
        const [lat, lon] = [valuesOf(file, 'lat'), valuesOf(file, 'lon')];
        const months = valuesOf(file, 'month');
        expect([...months]).toEqual(Array.from({ length: b - a + 1 }, (_, i) => o.firstMonth + a + i));
        // Where each cell lies is read from the file alone.
        const cells = [...lat].map((la, i) => cellOf('M36', lon[i] as number, la));
        for (const name of store.meta.fields.map((f) => f.name)) {
          const got = valuesOf(file, name);
          const [times, quantiles] = [
            name === 'land' ? 1 : months.length,
            name === 'alt' ? (o.quantiles?.length ?? 0) : 1,
          ];
          expect(got.length).toBe(cells.length * times * quantiles);
          const tolerance = VARIABLES[name as 'alt'].scale / 100;
          got.forEach((v, i) => {
            const cell = cells[i % cells.length] as { row: number; col: number };
            const t = Math.floor(i / cells.length) % times;
            const want = value(
              name,
              cell.row,
              cell.col,
              name === 'land' ? 0 : a + t,
              Math.floor(i / cells.length / times),
            );
            if (!(Number.isNaN(v) && Number.isNaN(want)) && !(Math.abs(v - want) < tolerance))
              expect([name, cell, t, v]).toEqual([name, cell, t, want]);
          });
        }
      }),
      { numRuns: 25 },
    );
  });

  it('is bounded by its extent, with every cell that lies in it even in part', async () => {
    const { store } = await smallStore({ level: 'M36', firstMonth: 0, months: 1, holes: 0 });
    const file = await openNetcdf(await bytesOf(store, { extent: [-150, 65, -149, 66] }), 'x.nc');
    const [xb, yb] = [valuesOf(file, 'x_bnds'), valuesOf(file, 'y_bnds')];
    const first = windowCentre('M36', 0, 0);
    expect(first.lon).toBeLessThan(-169);
    expect(valuesOf(file, 'x').length * valuesOf(file, 'y').length).toBe(valuesOf(file, 'lat').length);
    // 1 degree is 96.4 km of x in this projection, less than three cells of 36 km; it touches three or four.
    expect(valuesOf(file, 'x').length).toBeGreaterThanOrEqual(3);
    expect(xb[0] as number).toBeLessThanOrEqual(-150 * 96486.28);
    expect(xb.at(-1) as number).toBeGreaterThanOrEqual(-149 * 96486.29);
    expect(yb[0] as number).toBeGreaterThan(yb.at(-1) as number);
    // GDAL's transform begins at the same corner, and its cells end where the bounds do.
    const [x0, dx, , y0, , dy] = String(variable(file, 'crs').attributes.GeoTransform)
      .split(' ')
      .map(Number) as number[];
    expect([x0, y0]).toEqual([expect.closeTo(xb[0] as number, 6), expect.closeTo(yb[0] as number, 6)]);
    expect([dx, dy]).toEqual([
      expect.closeTo((xb[1] as number) - (xb[0] as number), 6),
      expect.closeTo((yb[1] as number) - (yb[0] as number), 6),
    ]);
  });

  it('says what it is: conventions, units, bounds, grid mapping, provenance, and that it is modelled', async () => {
    const { store } = await smallStore({ level: 'M36', firstMonth: 373, months: 2, holes: 0, quantiles: [0.05, 0.5] });
    const file = await openNetcdf(await bytesOf(store), 'x.nc');
    expect(file.attributes).toMatchObject({
      Conventions: 'CF-1.11',
      title: 'Test',
      license: 'CC0-1.0',
      source: 'test',
    });
    expect(file.attributes.comment).toMatch(/^Modelled/);
    expect(file.attributes.history).toMatch(/2026-11-22T12:00:00Z Thawcast .* 2000-02\.\.2000-03/);
    expect(variable(file, 't_air').attributes).toMatchObject({
      units: 'degC',
      standard_name: 'air_temperature',
      grid_mapping: 'crs',
      cell_methods: 'time: mean',
      coordinates: 'lat lon month',
    });
    expect(variable(file, 'alt').attributes).toMatchObject({ units: 'm', comment: 'positive: down', modelled: 'yes' });
    expect(variable(file, 'alt').dimensions).toEqual(['quantile', 'time', 'y', 'x']);
    expect(variable(file, 'land').dimensions).toEqual(['y', 'x']);
    expect(variable(file, 'crs').attributes).toMatchObject({
      grid_mapping_name: 'lambert_cylindrical_equal_area',
      standard_parallel: 30,
    });
    // 2000-02-01 is day 11353 since 1969-01-01, and February has 29 days.
    expect([...valuesOf(file, 'time_bnds')]).toEqual([11353, 11382, 11382, 11413]);
    expect([...valuesOf(file, 'quantile')]).toEqual([0.05, 0.5]);
  });

  it('holds one quantile as a scalar, and no time where nothing has one', async () => {
    const { store } = await smallStore({
      level: 'M36',
      firstMonth: 0,
      months: 2,
      holes: 0,
      quantiles: [0.05, 0.5, 0.95],
    });
    const one = await openNetcdf(await bytesOf(store, { fields: ['alt'], quantiles: [0.5] }), 'x.nc');
    expect(variable(one, 'alt').dimensions).toEqual(['time', 'y', 'x']);
    expect(variable(one, 'alt').attributes.coordinates).toBe('lat lon month quantile');
    expect(variable(one, 'quantile').shape).toEqual([]);
    const still = await openNetcdf(await bytesOf(store, { fields: ['land'] }), 'x.nc');
    expect(still.variables.map((v) => v.name)).not.toContain('time');
  });

  it('is read by our own importer at the places where it lay', async () => {
    const { store, value } = await smallStore({ level: 'M09', firstMonth: 240, months: 3, holes: 0 });
    const bytes = await bytesOf(store, { fields: ['t_air'], extent: [-150, 68, -148, 69] });
    const { grids } = await importOf(climateNetcdf, memoryFile('out.nc', bytes));
    expect(grids.map((g) => g.variable)).toEqual(['t_air']);
    const grid = grids[0] as (typeof grids)[number];
    expect(grid.time).toMatchObject({ at: 'months' });
    for (let i = 0; i < grid.lat.length; i++) {
      const { row, col } = cellOf('M09', grid.lon[i] as number, grid.lat[i] as number);
      expect(grid.values[i]).toBeCloseTo(value('t_air', row, col), 4);
    }
  });

  it('is taken for what it is by our own sources, never for a product of a radar', async () => {
    const { store } = await smallStore({ level: 'M36', firstMonth: 373, months: 2, holes: 0, quantiles: [0.5] });
    for (const fields of [['alt'], ['alt', 't_air']]) {
      const candidate = await openCandidate(memoryFile('out.nc', await bytesOf(store, { fields })));
      expect(recognise(candidate)?.source.id).not.toBe('resalt');
      candidate.close();
    }
  });

  it('stops when it is told to', async () => {
    const { store } = await smallStore({ level: 'M36', firstMonth: 0, months: 30, holes: 0 });
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const writing = exportStore(store, { as: 'netcdf', when: WHEN }, blobSink(), { signal: stop.signal, onProgress });
    await expect(writing).rejects.toThrow(Cancelled);
  });

  it('is refused before a byte is written when it would be too large, or when a value does not fit', async () => {
    const { store } = await smallStore({ level: 'M36', firstMonth: 0, months: 3, holes: 0 });
    const sink = blobSink();
    await expect(exportStore(store, { as: 'netcdf', when: WHEN, limit: 60_000 }, sink)).rejects.toThrow(
      /at most .* MB/,
    );
    expect(sink.blob('').size).toBe(0);
    const wild = {
      ...store,
      readBlock: async (r: Parameters<typeof store.readBlock>[0]) => ({
        ...(await store.readBlock(r)),
        values: new Float32Array(2880).fill(1e6),
      }),
    };
    await expect(exportStore(wild, { as: 'netcdf', when: WHEN, fields: ['land'] }, sink)).rejects.toThrow(BadRequest);
    await exportStore(wild, { as: 'netcdf', when: WHEN, fields: ['land'], type: 'float32' }, blobSink());
  });
});
