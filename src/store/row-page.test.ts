import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowPager, SORTABLE } from './row-page.ts';
import type { ObservationFlag } from './schema.ts';
import { rowsOfTable, tableFromRows } from './table.ts';

const row = fc.record({
  lat: fc.constant(68),
  lon: fc.constant(-149),
  locationSd: fc.constant(10),
  month: fc.integer({ min: 0, max: 600 }),
  value: fc.double({ min: 0, max: 5, noNaN: true }).map(Math.fround),
  uncertainty: fc.constantFrom(Number.NaN, 0.5, 0.25),
  filled: fc.constant(0),
  flag: fc.constantFrom<ObservationFlag>('ok', 'suspect'),
  variable: fc.constantFrom('alt' as const, 'co2' as const),
  site: fc.constantFrom('U1', 'u31', 'R9'),
  group: fc.constant('g'),
  method: fc.constant('probe'),
  source: fc.constant('calm'),
  origin: fc.integer({ min: 1, max: 99 }).map((n) => `f.csv:${n}`),
});

describe('pages of the observation table', () => {
  it('hold every row that fits exactly once, in the order asked for', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 40 }),
        fc.constantFrom(...SORTABLE),
        fc.boolean(),
        fc.integer({ min: 1, max: 7 }),
        (rows, column, descending, count) => {
          const table = tableFromRows(rows);
          const page = rowPager();
          const ask = (from: number) =>
            page(table, { variable: 'alt', text: 'U', sort: { column, descending }, from, count });
          const { total } = ask(0);
          const all = Array.from({ length: Math.ceil(total / count) }, (_, i) => ask(i * count).rows).flat();
          const fitting = rowsOfTable(table).filter((r) => r.variable === 'alt' && /u/i.test(r.site));
          expect([...all].map((r) => JSON.stringify(r)).sort()).toEqual(fitting.map((r) => JSON.stringify(r)).sort());
          for (let i = 1; i < all.length; i++) {
            const [a, b] = [all[i - 1]![column], all[i]![column]];
            if (Number.isNaN(a) || Number.isNaN(b)) continue;
            expect(descending ? a >= b : a <= b).toBe(true);
          }
        },
      ),
    );
  });

  it('are of the rows near a place only, where that is asked', () => {
    const one = fc.sample(row, { numRuns: 1, seed: 1 })[0]!;
    // A degree of latitude is 111 km.
    const table = tableFromRows([68, 68.04, 68.06].map((lat) => ({ ...one, lat })));
    const near = { lon: one.lon, lat: 68, within: 5000 };
    const { rows } = rowPager()(table, { near, sort: { column: 'site', descending: false }, from: 0, count: 9 });
    expect(rows.map((r) => r.lat)).toEqual([68, 68.04]);
  });

  it('put unknown numbers behind known ones', () => {
    const one = fc.sample(row, { numRuns: 1, seed: 1 })[0]!;
    const table = tableFromRows([Number.NaN, 0.5, 0.25].map((uncertainty) => ({ ...one, uncertainty })));
    const { rows } = rowPager()(table, { sort: { column: 'uncertainty', descending: false }, from: 0, count: 9 });
    expect(rows.map((r) => r.uncertainty)).toEqual([0.25, 0.5, Number.NaN]);
  });
});
