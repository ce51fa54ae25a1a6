import { expect, it } from 'vitest';
import type { Picture } from './picture.ts';
import { summarise } from './summary.ts';

const picture = (month: number, values: number[]): Picture => ({
  at: 'ready',
  question: { variable: 'alt', statistic: 'p50', month },
  frames: [
    {
      slot: 'M09',
      frame: {
        patch: { level: 'M09', rows: [0, 1], cols: [0, 3] },
        firstMonth: 10,
        months: 2,
        values: Float32Array.from(values),
      },
    },
  ],
});

it('sums up the month on the map and leaves out cells without data', () => {
  const values = [9, 9, 9, 1, Number.NaN, 2];
  expect(summarise(picture(11, values))).toEqual({ mean: 1.5, low: 1, high: 2, cells: 2 });
  expect(summarise(picture(10, values))?.mean).toBe(9);
});

it('says nothing of a month without any data', () => {
  expect(summarise(picture(11, [1, 1, 1, Number.NaN, Number.NaN, Number.NaN]))).toBeUndefined();
});
