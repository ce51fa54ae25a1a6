import { describe, expect, it } from 'vitest';
import { Random } from '../../core/random.ts';
import { type LayerNumbers, type LayerSizes, referenceConvLstm, referenceConvLstmGrad } from './reference-conv-lstm.ts';

const STEP = 1e-4;

/** Seeded numbers in double precision. */
function numbers(s: LayerSizes, state: boolean): Record<keyof LayerNumbers, number[]> {
  const random = new Random(3);
  const draw = (size: number, scale: number) => Array.from({ length: size }, () => scale * random.normal());
  const n = s.batch * s.rows * s.cols;
  return {
    x: draw(s.months * n * s.channels, 1),
    kernel: draw(s.k ** 2 * s.channels * 4 * s.features, 0.3),
    recurrent: draw(s.k ** 2 * s.features * 4 * s.features, 0.3),
    bias: draw(4 * s.features, 0.5),
    h: draw(n * s.features, state ? 0.5 : 0),
    c: draw(n * s.features, state ? 1 : 0),
  };
}

describe('the reference layer', () => {
  it('is what the equations give for one cell, one feature and two months', () => {
    const one = { months: 2, batch: 1, rows: 1, cols: 1, channels: 1, features: 1, k: 1 };
    const given = {
      x: [0.5, -1],
      kernel: [1, 2, 3, 4],
      recurrent: [0.1, 0.2, 0.3, 0.4],
      bias: [0.01, 0.02, 0.03, 0.04],
    };
    const s = (v: number) => 1 / (1 + Math.exp(-v));
    const c1 = s(0.51) * Math.tanh(2.04);
    const h1 = s(1.53) * Math.tanh(c1);
    const c2 = s(-2 + 0.2 * h1 + 0.02) * c1 + s(-1 + 0.1 * h1 + 0.01) * Math.tanh(-4 + 0.4 * h1 + 0.04);
    const h2 = s(-3 + 0.3 * h1 + 0.03) * Math.tanh(c2);
    const out = referenceConvLstm(one, given);
    [...out.sequence, ...out.cells].forEach((value, i) => {
      expect(value).toBeCloseTo([h1, h2, c1, c2][i]!, 14);
    });
  });

  it('lets a kernel see the cell it should: taps by row, then column, nothing beyond the edges', () => {
    // The forget, input and candidate gates are held by the bias, so that the output gate alone shows what a cell sees.
    const sizes = { months: 1, batch: 1, rows: 3, cols: 4, channels: 1, features: 1, k: 3 };
    const x = new Float64Array(12);
    x[6] = 1;
    const kernel = Array.from({ length: 36 }, (_, i) => (i % 4 === 2 ? Math.floor(i / 4) + 1 : 0));
    const { active } = referenceConvLstm(sizes, { x, kernel, recurrent: new Float64Array(36), bias: [0, 0, 0, 0] });
    // x lies in row 1, column 2. A cell above it sees it at the tap one row down, and so on round.
    const seen = Array.from({ length: 12 }, (_, cell) => {
      const o = active[cell * 4 + 2]!;
      return Math.round(Math.log(o / (1 - o)));
    });
    expect(seen).toEqual([0, 9, 8, 7, 0, 6, 5, 4, 0, 3, 2, 1]);
  });

  it.each([
    ['3 x 3, no state', { months: 3, batch: 2, rows: 4, cols: 3, channels: 2, features: 3, k: 3 }, false],
    ['1 x 1, a state', { months: 3, batch: 1, rows: 3, cols: 2, channels: 3, features: 2, k: 1 }, true],
    ['5 x 5, a state', { months: 2, batch: 1, rows: 3, cols: 5, channels: 1, features: 2, k: 5 }, true],
  ])('has the gradient of central differences in double precision, every number of it: %s', (_, sizes, state) => {
    const given = numbers(sizes, state);
    const made = referenceConvLstm(sizes, given);
    const random = new Random(8);
    const dy = made.sequence.map(() => random.normal());
    const loss = (): number => referenceConvLstm(sizes, given).sequence.reduce((sum, v, i) => sum + v * dy[i]!, 0);
    const found = referenceConvLstmGrad(sizes, given, made, dy);
    for (const name of ['x', 'kernel', 'recurrent', 'bias'] as const) {
      const largest = Math.max(...found[name].map(Math.abs));
      expect(largest).toBeGreaterThan(0.01);
      found[name].forEach((gradient, at) => {
        const value = given[name][at]!;
        const [up, down] = [value + STEP, value - STEP].map((v) => {
          given[name][at] = v;
          return loss();
        }) as [number, number];
        given[name][at] = value;
        expect(Math.abs((up - down) / (2 * STEP) - gradient) / largest, `${name} ${at}`).toBeLessThan(1e-7);
      });
    }
  });
});
