import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadRequest } from '../core/error.ts';
import { memoryStorage } from './memory.ts';
import { openStore } from './open.ts';
import { coarsen, writeWithCoarser } from './pyramid.ts';
import { testMeta } from './test-meta.ts';
import { createStore } from './writer.ts';

const cell = fc.oneof(fc.float({ min: -50, max: 50, noNaN: true }), fc.constant(Number.NaN));

describe('averages of whole cells', () => {
  it('are the plain mean of the cells that have a value', () => {
    const values = Float32Array.of(1, 2, 5, Number.NaN, 3, 6, Number.NaN, Number.NaN);
    expect([...coarsen(values, { months: 1, rows: 2, cols: 4 }, 2)]).toEqual([3, 5]);
    expect([...coarsen(values, { months: 1, rows: 2, cols: 4 }, 2, 0.5)]).toEqual([3, Number.NaN]);
    expect([...coarsen(new Float32Array(4).fill(Number.NaN), { months: 1, rows: 2, cols: 2 }, 2)]).toEqual([
      Number.NaN,
    ]);
  });

  it('are, for each square and month, what a mean by hand gives', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2 * 6 * 9, maxLength: 2 * 6 * 9 }), (list) => {
        const out = coarsen(Float32Array.from(list), { months: 2, rows: 6, cols: 9 }, 3);
        expect(out.length).toBe(2 * 2 * 3);
        for (let t = 0; t < 2; t++)
          for (let R = 0; R < 2; R++)
            for (let C = 0; C < 3; C++) {
              const square = list.filter(
                (_, i) =>
                  Math.floor(i / 54) === t && Math.floor((i % 54) / 9 / 3) === R && Math.floor((i % 9) / 3) === C,
              );
              const valid = square.filter((v) => !Number.isNaN(v)).map(Math.fround);
              const got = out[(t * 2 + R) * 3 + C]!;
              if (valid.length === 0) expect(got).toBeNaN();
              else expect(got).toBeCloseTo(valid.reduce((a, b) => a + b, 0) / valid.length, 4);
            }
      }),
    );
  });

  it('go into the store with the block they are made of', async () => {
    const storage = memoryStorage('m');
    const writer = await createStore(storage, testMeta({ firstMonth: 0, months: 2, levels: ['M09', 'M36'] }));
    const values = Float32Array.from({ length: 2 * 8 * 4 }, (_, i) => i % 4);
    await writeWithCoarser(
      writer,
      { field: 't_air', level: 'M09', months: [0, 2], rows: [8, 16], cols: [4, 8], values },
      ['M36'],
    );
    await writer.finish();
    const store = await openStore(storage);
    const got = await store.readBlock({ field: 't_air', level: 'M36', months: [0, 2], rows: [1, 4], cols: [1, 2] });
    expect([...got.values]).toEqual([Number.NaN, 1.5, 1.5, Number.NaN, 1.5, 1.5]);
  });

  it('are refused where a block covers a coarse cell in part', async () => {
    expect(() => coarsen(new Float32Array(15), { months: 1, rows: 3, cols: 5 }, 3)).toThrow(BadRequest);
    const writer = await createStore(
      memoryStorage('m'),
      testMeta({ firstMonth: 0, months: 1, levels: ['M09', 'M36'] }),
    );
    const block = {
      field: 't_air',
      level: 'M09',
      months: [0, 1],
      rows: [2, 6],
      cols: [0, 4],
      values: new Float32Array(16),
    } as const;
    await expect(writeWithCoarser(writer, block, ['M36'])).rejects.toThrow(/begins on a cell of M36/);
  });
});
