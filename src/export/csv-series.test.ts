import { describe, expect, it } from 'vitest';
import { windowCell } from '../grid/window.ts';
import { parseCsv } from '../sources/csv.ts';
import { exportBlob } from './export-blob.ts';
import type { ExportOrder } from './export-store.ts';
import { smallStore } from './small-store.ts';

const toolik = { lon: -149.6, lat: 68.63 };

describe('the months of a place that leave as CSV', () => {
  it('are those of its cell: a column a field and quantile, empty where there is nothing', async () => {
    const { store, value } = await smallStore({
      level: 'M36',
      firstMonth: 240,
      months: 14,
      holes: 0,
      gaps: [3],
      quantiles: [0.05, 0.5],
    });
    const { row, col } = windowCell('M36', toolik.lon, toolik.lat) as { row: number; col: number };
    const rows = await recordsOf(store, { place: toolik, months: [242, 246] });
    expect(rows[0]).toEqual([
      'month',
      't_air M36 [degC]',
      'land M36 [1]',
      'alt p5 M36 modelled [m]',
      'alt p50 M36 modelled [m]',
    ]);
    expect(rows.slice(1).map((r) => r[0])).toEqual(['1989-03', '1989-04', '1989-05', '1989-06']);
    rows.slice(1).forEach((r, i) => {
      const want = [
        value('t_air', row, col, 2 + i),
        value('land', row, col),
        value('alt', row, col, 2 + i, 0),
        value('alt', row, col, 2 + i, 1),
      ];
      expect(r.slice(1).map((s) => (s === '' ? null : Number(s)))).toEqual(
        want.map((v) => (Number.isNaN(v) ? null : expect.closeTo(v, 5))),
      );
    });
    expect(rows[2]?.[1]).toBe('');
  });

  it('are refused outside the map, at a level or of a field that the store has not', async () => {
    const { store } = await smallStore({ level: 'M36', firstMonth: 240, months: 2, holes: 0 });
    await expect(recordsOf(store, { place: { lon: 10, lat: 50 } })).rejects.toThrow(
      /the place 10,50: expected longitude,latitude from -170\.29/,
    );
    await expect(recordsOf(store, { place: toolik, level: 'M01' })).rejects.toThrow(
      /at M01: expected one of its levels M36/,
    );
    await expect(recordsOf(store, { place: toolik, fields: ['ch4'] })).rejects.toThrow(
      'field ch4: expected one of t_air, land',
    );
  });
});

async function recordsOf(
  store: Parameters<typeof exportBlob>[0],
  order: Partial<ExportOrder>,
): Promise<(readonly string[])[]> {
  const blob = await exportBlob(store, { as: 'csv-series', when: '2026-11-22T12:00:00Z', ...order });
  return parseCsv(await blob.text(), ',').rows.map((r) => r.cells);
}
