import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VARIABLES } from '../core/variable.ts';
import type { Level } from '../grid/level.ts';
import { windowOf } from '../grid/window.ts';
import { memoryStorage } from './memory.ts';
import { openStore } from './open.ts';
import { testMeta } from './test-meta.ts';
import { createStore } from './writer.ts';

const box = (level: Level) => {
  const { rows, cols } = windowOf(level);
  return fc
    .record({
      month: fc.integer({ min: 0, max: 25 }),
      months: fc.integer({ min: 1, max: 15 }),
      row: fc.integer({ min: 0, max: rows - 1 }),
      rows: fc.integer({ min: 1, max: 90 }),
      col: fc.integer({ min: 0, max: cols - 1 }),
      cols: fc.integer({ min: 1, max: 90 }),
      seed: fc.integer({ min: 1, max: 1e6 }),
      holes: fc.integer({ min: 1, max: 5 }),
    })
    .map((b) => ({
      ...b,
      months: Math.min(b.months, 29 - b.month),
      rows: Math.min(b.rows, rows - b.row),
      cols: Math.min(b.cols, cols - b.col),
    }));
};

describe('a store that was written', () => {
  it.each(['M36', 'M09', 'M01'] as const)(
    'gives back every value of any blocks at %s, and NaN elsewhere',
    async (level) => {
      await fc.assert(
        fc.asyncProperty(fc.array(box(level), { minLength: 1, maxLength: 4 }), async (boxes) => {
          const meta = testMeta({ firstMonth: 240, months: 29, levels: [level] });
          const storage = memoryStorage('m');
          const writer = await createStore(storage, meta);
          const want = new Map<string, number>();
          for (const b of boxes) {
            const values = new Float32Array(b.months * b.rows * b.cols);
            let i = 0;
            for (let t = b.month; t < b.month + b.months; t++)
              for (let r = b.row; r < b.row + b.rows; r++)
                for (let c = b.col; c < b.col + b.cols; c++, i++) {
                  const v = i % b.holes === 1 ? Number.NaN : ((b.seed + i * 7919) % 8000) / 100 - 40;
                  values[i] = v;
                  want.set(`${t}/${r}/${c}`, v);
                }
            await writer.writeBlock({
              field: 't_air',
              level,
              months: [240 + b.month, 240 + b.month + b.months],
              rows: [b.row, b.row + b.rows],
              cols: [b.col, b.col + b.cols],
              values,
            });
          }
          await writer.finish();
          const store = await openStore(storage);
          for (const b of boxes) {
            // One cell and month more on each side, where the window allows: what was not written must be missing.
            const { rows, cols } = windowOf(level);
            const [r0, r1] = [Math.max(0, b.row - 1), Math.min(rows, b.row + b.rows + 1)];
            const [c0, c1] = [Math.max(0, b.col - 1), Math.min(cols, b.col + b.cols + 1)];
            const [t0, t1] = [b.month - 1, b.month + b.months + 1];
            const got = await store.readBlock({
              field: 't_air',
              level,
              months: [240 + t0, 240 + t1],
              rows: [r0, r1],
              cols: [c0, c1],
            });
            let worst = 0;
            let i = 0;
            for (let t = t0; t < t1; t++)
              for (let r = r0; r < r1; r++)
                for (let c = c0; c < c1; c++, i++) {
                  const w = want.get(`${t}/${r}/${c}`) ?? Number.NaN;
                  const g = got.values[i] as number;
                  if (Number.isNaN(w) !== Number.isNaN(g)) throw new Error(`${t}/${r}/${c}: wrote ${w}, read ${g}`);
                  if (!Number.isNaN(w)) worst = Math.max(worst, Math.abs(w - g));
                }
            expect(worst).toBeLessThanOrEqual(VARIABLES.t_air.scale / 2 + 1e-5);
          }
        }),
        { numRuns: level === 'M01' ? 8 : 25 },
      );
    },
  );

  it('keeps quantiles apart and static fields without months', async () => {
    const meta = testMeta({ firstMonth: 0, months: 12, levels: ['M36'], quantiles: [0.05, 0.5, 0.95] });
    const storage = memoryStorage('m');
    const writer = await createStore(storage, meta);
    const size = { rows: [0, 30] as const, cols: [0, 96] as const };
    for (let q = 0; q < 3; q++) {
      const values = new Float32Array(12 * 30 * 96).fill(q + 0.5);
      await writer.writeBlock({ field: 'alt', level: 'M36', months: [0, 12], quantile: q, values, ...size });
    }
    await writer.writeBlock({ field: 'land', level: 'M36', values: new Float32Array(30 * 96).fill(0.25), ...size });
    await writer.finish();
    const store = await openStore(storage);
    for (let q = 0; q < 3; q++) {
      const block = await store.readBlock({ field: 'alt', level: 'M36', months: [3, 5], quantile: q, ...size });
      expect(new Set(block.values)).toEqual(new Set([Math.fround(q + 0.5)]));
    }
    const land = await store.readBlock({ field: 'land', level: 'M36', ...size });
    expect([land.months, land.values[77]]).toEqual([1, 0.25]);
  });
});
