import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VARIABLES, type VariableName } from '../core/variable.ts';
import { parseCsv } from '../sources/csv.ts';
import { openNetcdf } from '../sources/netcdf.ts';
import { decodeValues } from '../sources/netcdf-model.ts';
import { memoryStorage } from '../store/memory.ts';
import { openStore } from '../store/open.ts';
import type { ObservationFlag } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { type ObservationRow, tableFromRows } from '../store/table.ts';
import { testMeta } from '../store/test-meta.ts';
import { createStore } from '../store/writer.ts';
import { exportBlob } from './export-blob.ts';
import type { ExportOrder } from './export-store.ts';

async function storeWith(rows: readonly ObservationRow[]): Promise<Store> {
  const storage = memoryStorage('observed');
  const writer = await createStore(storage, testMeta({ firstMonth: 0, months: 12, levels: ['M36'] }));
  await writer.writeObservations(tableFromRows(rows));
  await writer.finish();
  return openStore(storage);
}

async function exported(store: Store, order: Partial<ExportOrder> & Pick<ExportOrder, 'as'>): Promise<Uint8Array> {
  const blob = await exportBlob(store, { when: '2026-11-22T12:00:00Z', ...order });
  return new Uint8Array(await blob.arrayBuffer());
}

/** Neither text nor unpacking knows a negative zero. */
const plain = (x: number): number => x + 0;
const float = fc.float({ noNaN: false, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map(plain);
// Any text but a lone half of a surrogate pair, which no UTF-8 can hold, and no zero, which ends a text.
const text = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .filter((s) => !s.includes('\0') && new TextDecoder().decode(new TextEncoder().encode(s)) === s);
const depth = fc.option(fc.tuple(fc.nat(8), fc.nat(8)), { nil: undefined });
const place = fc.record({
  lat: fc.double({ min: 54, max: 72, noNaN: true }),
  lon: fc.double({ min: -170, max: -135, noNaN: true }),
  locationSd: fc.float({ min: 0, max: 5000, noNaN: true }).map(plain),
  month: fc.integer({ min: -200, max: 900 }),
  value: fc.float({ min: -1000, max: 1000, noNaN: true }).map(plain),
  uncertainty: float,
  filled: float,
  flag: fc.constantFrom<ObservationFlag>('ok', 'suspect', 'censored', 'modelled'),
  variable: fc.constantFrom<VariableName>('alt', 'co2', 't_soil'),
  site: text,
  group: text,
  method: text,
  source: text,
  origin: text,
});
/** Half of them measured at a depth, in eighths of a metre, which every float holds. */
const row: fc.Arbitrary<ObservationRow> = fc
  .tuple(place, depth)
  .map(([r, d]) => (d ? { ...r, depthTop: d[0] / 8, depthBottom: (d[0] + d[1]) / 8 } : r));

describe('observations that leave as CSV', () => {
  it('come back row by row, whatever stands in their texts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
        const bytes = await exported(await storeWith(rows), { as: 'csv-observations' });
        const { rows: records, unclosed } = parseCsv(new TextDecoder().decode(bytes), ',');
        expect(unclosed).toBeUndefined();
        const header = records[0]?.cells ?? [];
        const number = (s: string) => (s === '' ? Number.NaN : Number(s));
        const back = records.slice(1).map(({ cells }) => {
          const cell = (name: string) => cells[header.indexOf(name)] as string;
          const [year, month] = cell('month').split('-').map(Number) as [number, number];
          expect(cell('unit')).toBe(VARIABLES[cell('variable') as VariableName].unit);
          return {
            lat: Number(cell('lat')),
            lon: Number(cell('lon')),
            locationSd: Math.fround(number(cell('location_sd_m'))),
            month: (year - 1969) * 12 + month - 1,
            value: Math.fround(number(cell('value'))),
            uncertainty: Math.fround(number(cell('uncertainty'))),
            filled: Math.fround(number(cell('filled'))),
            ...(cell('depth_top_m') === ''
              ? {}
              : { depthTop: Number(cell('depth_top_m')), depthBottom: Number(cell('depth_bottom_m')) }),
            ...Object.fromEntries(
              ['flag', 'variable', 'site', 'group', 'method', 'source', 'origin'].map((n) => [n, cell(n)]),
            ),
          };
        });
        expect(back.map((r) => Object.entries(r).sort())).toEqual(rows.map((r) => Object.entries(r).sort()));
      }),
      { numRuns: 60 },
    );
  });

  it('carry their provenance when asked, in lines that begin with #', async () => {
    const store = await storeWith(fc.sample(row, { numRuns: 1, seed: 1 }));
    const lines = new TextDecoder()
      .decode(await exported(store, { as: 'csv-observations', comments: true }))
      .split('\r\n');
    expect(lines[0]).toBe('# title: Test');
    expect(lines.findIndex((l) => l.startsWith('variable,'))).toBe(lines.filter((l) => l.startsWith('#')).length);
  });

  it('are those of the variables, months and places asked for; none at all is an error that says what there is', async () => {
    const [any] = fc.sample(row, { numRuns: 1, seed: 2 }) as [ObservationRow];
    const store = await storeWith([
      { ...any, variable: 'alt', month: 10, lat: 68.6, lon: -149.6, site: 'a' },
      { ...any, variable: 'alt', month: 11, lat: 60.6, lon: -149.6, site: 'b' },
      { ...any, variable: 'co2', month: 10, lat: 68.6, lon: -149.6, site: 'c' },
    ]);
    const sites = async (order: Partial<ExportOrder>) => {
      const { rows } = parseCsv(
        new TextDecoder().decode(await exported(store, { as: 'csv-observations', ...order })),
        ',',
      );
      return rows
        .slice(1)
        .map((r) => r.cells[rows[0]?.cells.indexOf('site') as number])
        .join('');
    };
    expect(await sites({})).toBe('abc');
    expect(await sites({ fields: ['alt'] })).toBe('ab');
    expect(await sites({ months: [10, 11] })).toBe('ac');
    expect(await sites({ extent: [-150, 68, -149, 69] })).toBe('ac');
    await expect(sites({ fields: ['ch4'] })).rejects.toThrow('observations of ch4: expected one of alt, co2');
    await expect(sites({ months: [500, 501] })).rejects.toThrow(/among the 3 observations of 1969-11\.\.1969-12/);
    await expect(exported(await storeWith([]), { as: 'netcdf-observations' })).rejects.toThrow(/this one has none/);
  });
});

describe('observations that leave as netCDF', () => {
  it('come back number by number as points in time and space', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
        const file = await openNetcdf(await exported(await storeWith(rows), { as: 'netcdf-observations' }), 'o.nc');
        const column = (name: string) => {
          const found = file.variables.find((v) => v.name === name);
          return found && [...(decodeValues(found) as Float64Array)];
        };
        expect(file.attributes).toMatchObject({ featureType: 'point', Conventions: 'CF-1.11' });
        expect(column('lat')).toEqual(rows.map((r) => r.lat));
        expect(column('lon')).toEqual(rows.map((r) => r.lon));
        expect(column('time')).toEqual(
          rows.map((r) => (Date.UTC(1969, r.month, 1) - Date.UTC(1969, 0, 1)) / 86_400_000),
        );
        expect(column('filled')).toEqual(rows.map((r) => r.filled));
        expect(column('depth_top')).toEqual(rows.map((r) => r.depthTop ?? Number.NaN));
        expect(column('depth_bottom')).toEqual(rows.map((r) => r.depthBottom ?? Number.NaN));
        for (const name of ['alt', 'co2', 't_soil'] as const) {
          const has = rows.some((r) => r.variable === name);
          const of = (key: 'value' | 'uncertainty') =>
            has ? rows.map((r) => (r.variable === name ? r[key] : Number.NaN)) : undefined;
          expect(column(name)).toEqual(of('value'));
          expect(column(`${name}_sd`)).toEqual(of('uncertainty'));
        }
      }),
      { numRuns: 40 },
    );
  });
});
