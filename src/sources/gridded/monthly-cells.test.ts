import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCancelled } from '../../core/wire.ts';
import { decodeInstants } from '../cf-time.ts';
import { blockCentres, type Job, monthlyCells } from './monthly-cells.ts';
import type { TimeSteps } from './time-steps.ts';

const stepsOf = (count: number, perDay = 1): TimeSteps => {
  const hours = Array.from({ length: count }, (_, i) => (24 / perDay) * i);
  const instants = decodeInstants(hours, 'hours since 2001-01-01', 'standard');
  if (!instants) throw new Error('no instants');
  return { ...instants, count, stepDays: 1 / perDay, bounded: false };
};

/** Value of a cell at a step; every seventh is missing. */
const at = (t: number, r: number, c: number) => ((t + r + c) % 7 === 0 ? Number.NaN : 100 * r + c + t / 10);
const jobOf = (steps: TimeSteps, rows: number, cols: number, chunk: Job['chunk'], of = at): Job => ({
  steps,
  rows,
  cols,
  chunk,
  read: ([t0, t1], [r0, r1]) =>
    Float64Array.from({ length: (t1 - t0) * (r1 - r0) * cols }, (_, i) => {
      const c = i % cols;
      const r = r0 + (Math.floor(i / cols) % (r1 - r0));
      return of(t0 + Math.floor(i / (cols * (r1 - r0))), r, c);
    }),
});

describe('monthly means of cells', () => {
  it('are the same however the file is chunked, and equal a plain loop', async () => {
    const [rows, cols] = [7, 5];
    const plain = [0, 1].map((m) =>
      Array.from({ length: rows * cols }, (_, i) => {
        const days = Array.from({ length: m ? 28 : 31 }, (__, d) =>
          at((m ? 31 : 0) + d, Math.floor(i / cols), i % cols),
        );
        const known = days.filter((x) => !Number.isNaN(x));
        return Math.fround(known.reduce((a, b) => a + b, 0) / known.length);
      }),
    );
    const chunk = fc.record({
      steps: fc.integer({ min: 1, max: 80 }),
      rows: fc.integer({ min: 1, max: 20 }),
      before: fc.nat(40),
    });
    await fc.assert(
      fc.asyncProperty(chunk, async (c) => {
        const got = await monthlyCells(jobOf(stepsOf(59), rows, cols, c));
        expect([...got.values]).toEqual(plain.flat());
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('need a quarter of the steps in a cell, ten days and all quarters of the day', async () => {
    const chunk = { steps: 1, rows: 1 };
    const rare = await monthlyCells(jobOf(stepsOf(31), 1, 2, chunk, (t, _, c) => (t < (c ? 8 : 7) ? 1 : Number.NaN)));
    expect([...rare.values]).toEqual([Number.NaN, 1]); // 7 and 8 of 31 days
    const short = await monthlyCells(jobOf(stepsOf(9), 1, 1, chunk));
    expect([short.months.length, short.thin]).toEqual([0, ['2001-01 (9 days)']]);
    const noon = { ...stepsOf(31 * 2, 2) };
    expect((await monthlyCells(jobOf(noon, 1, 1, chunk))).thin).toEqual([
      '2001-01 (hours of 2 quarters of the day only)',
    ]);
  });

  it('of more cells than memory are means of blocks, and centres go with them', async () => {
    const [rows, cols] = [1200, 1200];
    const got = await monthlyCells(
      jobOf(stepsOf(12, 1 / 31), rows, cols, { steps: 400, rows: 100 }, (_, r, c) => r + c / 1000),
    );
    expect([got.block, got.rows, got.cols, got.values.length <= 16e6]).toEqual([2, 600, 600, true]);
    expect(got.values[0]).toBeCloseTo(0.5 + 0.0005, 5);
    const axis = Float64Array.from({ length: rows * cols }, (_, i) => Math.floor(i / cols));
    expect(blockCentres({ rows, cols, lat: axis, lon: axis }, 2).lat[600]).toBe(2.5);
  }, 60_000);

  it('stop when cancelled', async () => {
    const stop = new AbortController();
    stop.abort();
    const run = monthlyCells(jobOf(stepsOf(31), 2, 2, { steps: 1, rows: 1 }), stop.signal);
    await expect(run.catch((e: unknown) => isCancelled(e))).resolves.toBe(true);
  });
});
