import { describe, expect, it } from 'vitest';
import { Random } from '../../core/random.ts';
import { windowCell, windowOf } from '../../grid/window.ts';
import { cellGrids } from './cell-grids.ts';
import { CellMonths } from './cell-months.ts';

const WORDS = { name: 'alt', variable: 'alt', projection: false, source: 's', origin: 'f', note: '' } as const;
const { rows, cols } = windowOf('M01');

describe('values gathered by cell and month', () => {
  it('have the mean, spread, number and days of what was added, whatever the order and however many', () => {
    const random = new Random(1);
    const bins = new CellMonths();
    const expected = new Map<string, number[]>();
    for (let i = 0; i < 60_000; i++) {
      const [month, cell, value] = [random.integer(40) - 2000, random.integer(300) * 4096, random.normal()];
      bins.add(month, cell, 1 + (i % 31), value);
      const key = `${month} ${cell}`;
      expected.set(key, [...(expected.get(key) ?? []), value]);
    }
    expect(bins.size).toBe(expected.size);
    const sorted = bins.sorted();
    for (const { month, cell, n, mean, sd } of sorted) {
      const values = expected.get(`${month} ${cell}`) as number[];
      const m = values.reduce((a, b) => a + b, 0) / values.length;
      expect(n).toBe(values.length);
      expect(mean).toBeCloseTo(m, 10);
      if (n > 1) expect(sd).toBeCloseTo(Math.sqrt(values.reduce((s, v) => s + (v - m) ** 2, 0) / (n - 1)), 10);
    }
    expect(sorted.every((c, i) => i === 0 || (sorted[i - 1]?.month as number) <= c.month)).toBe(true);
  });

  it('beyond the limit are counted, not forgotten', () => {
    const bins = new CellMonths(2);
    for (const cell of [1, 2, 3, 1, 4]) bins.add(0, cell, 1, 1);
    expect([bins.size, bins.refused]).toEqual([2, 2]);
  });
});

describe('grids of scattered cells', () => {
  it('hold every value once, at its place, without filling the memory with gaps', () => {
    const random = new Random(2);
    const bins = new CellMonths();
    const places = Array.from({ length: 2000 }, () => random.integer(rows) * cols + random.integer(cols));
    for (const month of [0, 1, 2]) for (const [i, cell] of places.entries()) bins.add(month, cell, 1, i);
    const cells = bins.sorted();
    const grids = cellGrids(cells, WORDS) ?? [];
    const found = new Map<string, number>();
    for (const g of grids) {
      const months = g.time.at === 'months' ? g.time.months : new Int32Array();
      g.values.forEach((v, i) => {
        if (Number.isNaN(v)) return;
        const k = i % (g.rows * g.cols);
        const at = windowCell('M01', g.lon[k] as number, g.lat[k] as number);
        const key = `${months[Math.floor(i / (g.rows * g.cols))]} ${(at?.row ?? -1) * cols + (at?.col ?? -1)}`;
        expect(found.has(key)).toBe(false);
        found.set(key, v);
      });
    }
    expect(found.size).toBe(cells.length);
    for (const c of cells) expect(found.get(`${c.month} ${c.cell}`)).toBeCloseTo(c.mean, 3);
    expect(grids.reduce((n, g) => n + g.values.length, 0)).toBeLessThan(cells.length * 8);
  });

  it('of a filled area are one grid', () => {
    const bins = new CellMonths();
    for (let r = 100; r < 150; r++) for (let c = 200; c < 260; c++) bins.add(5, r * cols + c, 1, r);
    expect(cellGrids(bins.sorted(), WORDS)?.map((g) => [g.rows, g.cols])).toEqual([[50, 60]]);
  });
});
