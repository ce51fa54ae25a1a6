import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../core/random.ts';
import { memoryStorage } from '../../store/memory.ts';
import { openStore } from '../../store/open.ts';
import { madeSeries } from '../diagnostics/fixture/made-series.ts';
import { writeMadeStore } from '../diagnostics/fixture/made-store.ts';
import { driverModes } from './driver-modes.ts';
import { fitEof, project, reconstruct } from './eof.ts';
import reference from './fixture/eof.json' with { type: 'json' };
import { applyScaling, fitScaling, scalingFrom, undoScaling } from './scaling.ts';
import type { WideTable } from './wide-table.ts';

const normals = (n: number, seed: number) => madeSeries(['normal', n, seed, 0]);

/** The table of a fixture case, by the same arithmetic as its script. */
function tableOf({ rows, cols, seed }: { rows: number; cols: number; seed: number }): WideTable {
  const [a, b, noise] = [normals(rows, seed), normals(cols, seed + 10), normals(rows * cols, seed + 20)];
  const values = noise.map(
    (v, i) => (a[Math.floor(i / cols)] as number) * (b[i % cols] as number) * 2 + v + 100 * (i % cols),
  );
  return { channels: Array.from({ length: cols }, (_, c) => `c${c}`), values };
}

const firstRows = (rows: number, training: number) =>
  Uint8Array.from({ length: rows }, (_, r) => (r < training ? 1 : 0));
const random = (rows: number, cols: number, seed: number): WideTable => {
  const r = new Random(seed);
  return {
    channels: Array.from({ length: cols }, (_, c) => `c${c}`),
    values: Float64Array.from({ length: rows * cols }, () => r.normal()),
  };
};

describe.each(reference)('EOF of $rows rows and $cols channels, $train of them training', (row) => {
  const table = tableOf(row);
  const eof = fitEof(table, firstRows(row.rows, row.train));

  it('has the values, vectors and scores of numpy', () => {
    expect(table.values.reduce((s, v) => s + v, 0)).toBeCloseTo(row.sum, 6);
    row.variance.forEach((v, m) => {
      expect(Math.abs((eof.variance[m] as number) / v - 1)).toBeLessThan(1e-10);
      expect(eof.explained[m]).toBeCloseTo(row.explained[m] as number, 10);
      (row.vectors[m] as number[]).forEach((x, c) => {
        expect(eof.vectors[m]?.[c]).toBeCloseTo(x, 8);
      });
    });
    const scores = project(eof, table).slice(-eof.vectors.length);
    row.lastScores.forEach((s, m) => {
      expect(scores[m]).toBeCloseTo(s, 8);
    });
    eof.scaling.mean.forEach((v, c) => {
      expect(v).toBeCloseTo(row.mean[c] as number, 9);
      expect(eof.scaling.sd[c]).toBeCloseTo(row.sd[c] as number, 9);
    });
  });
});

describe('EOF', () => {
  it('gives rows back from all modes, and explains all variance with them, on either side of square', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 25 }),
        fc.integer({ min: 1, max: 25 }),
        fc.integer(),
        (rows, cols, seed) => {
          const table = random(rows, cols, seed);
          const eof = fitEof(table, new Uint8Array(rows).fill(1));
          reconstruct(eof, project(eof, table)).forEach((v, i) => {
            expect(v).toBeCloseTo(table.values[i] as number, 6);
          });
          expect(eof.explained.reduce((s, v) => s + v, 0)).toBeCloseTo(1, 9);
          expect(eof.variance).toEqual([...eof.variance].sort((a, b) => b - a));
          for (const v of eof.vectors) expect(Math.max(...v)).toBeCloseTo(Math.max(...v.map(Math.abs)), 8);
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it('never sees what is held out: other numbers there change no digit', () => {
    const table = random(30, 5, 1);
    const training = firstRows(30, 20);
    const other = { ...table, values: table.values.map((v, i) => (i < 100 ? v : 1e6 * v)) };
    expect(fitEof(other, training)).toEqual(fitEof(table, training));
    expect(fitScaling(other, training)).toEqual(fitScaling(table, training));
    expect(fitScaling(table, training).heldOut).toBe(10);
  });

  it('leaves rows with gaps out and projects them to nothing, never to a guess', () => {
    const table = random(20, 4, 2);
    table.values[5 * 4 + 1] = Number.NaN;
    const eof = fitEof(table, firstRows(20, 20));
    expect([eof.n, eof.incomplete]).toEqual([19, 1]);
    const scores = project(eof, table);
    expect(scores.slice(5 * 4, 6 * 4).every(Number.isNaN)).toBe(true);
    expect(scores.filter(Number.isNaN).length).toBe(4);
  });

  it('calls modes separated by the rule of North: two of equal variance are not', () => {
    const r = new Random(8);
    const values = new Float64Array(400 * 6);
    for (let i = 0; i < 400; i++) {
      const [strong, a, b] = [r.normal(), r.normal(), r.normal()];
      values.set(
        [strong, strong, strong, a, b, r.normal()].map((v) => v + 0.01 * r.normal()),
        6 * i,
      );
    }
    const eof = fitEof({ channels: ['1', '2', '3', '4', '5', '6'], values }, firstRows(400, 400));
    expect(eof.separated.slice(0, 3)).toEqual([true, false, false]);
    expect(eof.explained[0]).toBeCloseTo(0.5, 1);
    expect(eof.error[0]).toBeCloseTo((eof.variance[0] as number) * Math.sqrt(2 / 400), 12);
  });

  it('keeps a channel that never varies from dividing by zero', () => {
    const table = random(10, 3, 3);
    for (let r = 0; r < 10; r++) table.values[r * 3] = 7;
    const eof = fitEof(table, firstRows(10, 10));
    expect(eof.vectors.flat().every(Number.isFinite)).toBe(true);
    expect(eof.vectors.length).toBe(2);
    expect(eof.scaling.sd[0]).toBe(1);
  });

  it('refuses a mask that does not fit, too few rows, and another order of channels', () => {
    const table = random(10, 3, 3);
    expect(() => fitEof(table, new Uint8Array(9))).toThrow(/training mask of 9: expected 0 or 1 for each of 10 rows/);
    expect(() => fitEof(table, new Uint8Array(10).fill(2))).toThrow(/0 or 1/);
    expect(() => fitEof(table, firstRows(10, 2))).toThrow(/2 complete rows of training: expected at least 3/);
    expect(() => fitScaling(table, new Uint8Array(10))).toThrow(/channel c0: expected at least one value/);
    const eof = fitEof(table, firstRows(10, 10));
    expect(() => project(eof, { ...table, channels: ['c1', 'c0', 'c2'] })).toThrow(/in this order/);
  });

  it('finds the season and the weather that the drivers of a store share', async () => {
    const storage = memoryStorage('made');
    await writeMadeStore(storage);
    const modes = await driverModes(await openStore(storage), 1);
    expect(modes?.drivers).toEqual(['t_air', 'vp', 'precip', 'sw_in']);
    expect(modes?.eof.scaling.heldOut).toBe(48);
    // Two of four drivers are the same season, one is a walk common to all cells, one is noise.
    expect(modes?.eof.explained[0]).toBeGreaterThan(0.45);
    expect((modes?.eof.explained[0] as number) + (modes?.eof.explained[1] as number)).toBeGreaterThan(0.7);
    expect(modes?.heldOut.length).toBe(10);
    expect(modes?.heldOut[0]).toBeGreaterThan(0.1);
    await writeMadeStore(storage, [], false);
    expect(await driverModes(await openStore(storage), 1)).toBeUndefined();
  });
});

describe('scaling', () => {
  it('has mean 0 and sd 1 over training, comes back exactly, and keeps gaps', () => {
    const table = random(50, 4, 4);
    table.values[7] = Number.NaN;
    const s = fitScaling(table, firstRows(50, 30));
    const z = applyScaling(s, table);
    expect(Number.isNaN(z[7] as number)).toBe(true);
    for (let c = 0; c < 4; c++) {
      const column = Array.from({ length: 30 }, (_, r) => z[r * 4 + c] as number).filter(Number.isFinite);
      expect(column.reduce((a, v) => a + v, 0)).toBeCloseTo(0, 10);
      expect(column.reduce((a, v) => a + v * v, 0) / (column.length - 1)).toBeCloseTo(1, 10);
    }
    undoScaling(s, z).forEach((v, i) => {
      if (i !== 7) expect(v).toBeCloseTo(table.values[i] as number, 12);
    });
    expect(scalingFrom(JSON.parse(JSON.stringify(s)))).toEqual(s);
    for (const bad of [null, {}, { ...s, sd: [0, 1, 1, 1] }, { ...s, mean: [1] }, { ...s, version: 2 }])
      expect(() => scalingFrom(bad)).toThrow(/a scaling: expected/);
  });
});
