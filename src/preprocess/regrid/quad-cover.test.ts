import { describe, expect, it } from 'vitest';
import { Random } from '../../core/random.ts';
import { QuadCover } from './quad-cover.ts';

const COLS = 64;

/** Row and column of four corners as a lattice of two lines. */
interface Corners {
  readonly row: Float64Array;
  readonly col: Float64Array;
}

function parallelogram(random: Random, turn: number): Corners {
  const [r, c] = [10 + 3 * random.uniform(), 10 + 3 * random.uniform()];
  const [high, wide] = [0.3 + 3 * random.uniform(), 0.3 + 2 * random.uniform()];
  const a = turn * (2 * random.uniform() - 1);
  const down = [high * Math.cos(a), -high * Math.sin(a)] as const;
  const across = [wide * Math.sin(a), wide * Math.cos(a)] as const;
  const [sr, sc] = [random.uniform() < 0.5 ? -1 : 1, random.uniform() < 0.5 ? -1 : 1];
  return {
    row: Float64Array.of(r, r + across[0] * sr, r + down[0] * sr, r + (down[0] + across[0]) * sr),
    col: Float64Array.of(c, c + across[1] * sc, c + down[1] * sc, c + (down[1] + across[1]) * sc),
  };
}

function exact({ row, col }: Corners): Map<number, number> {
  const cover = new QuadCover();
  const [rows, cols] = [row.map((r) => r + 0.5), col.map((c) => c + 0.5)];
  cover.open(Math.min(...rows), Math.max(...rows), Math.min(...cols), Math.max(...cols));
  cover.add(row, col, 0, 2, 1);
  const found = new Map<number, number>();
  for (let r = 0; r < cover.rows; r++) {
    let sum = 0;
    for (let c = 0; c < cover.cols; c++) {
      sum += cover.differences[r * (cover.cols + 2) + c] as number;
      if (sum > 1e-9) found.set((cover.row0 + r) * COLS + cover.col0 + c, sum);
    }
  }
  return found;
}

const total = (shares: Map<number, number>) => [...shares.values()].reduce((a, b) => a + b, 0);

describe('what squares a quadrangle covers', () => {
  it('is exact where it can be said by hand', () => {
    // A square of 1 standing on its corner about the corner where four squares meet.
    const h = Math.SQRT1_2;
    const shares = exact({
      row: Float64Array.of(-h, 0, 0, h).map((v) => v + 5.5),
      col: Float64Array.of(0, h, -h, 0).map((v) => v + 5.5),
    });
    expect([...shares.values()].map((v) => Number(v.toFixed(12)))).toEqual([0.25, 0.25, 0.25, 0.25]);
    // Twice as wide as high, over three columns, from a quarter into the first.
    const flat = exact({ row: Float64Array.of(2, 2, 3, 3), col: Float64Array.of(0.25, 2.25, 0.25, 2.25) });
    expect([...flat].map(([k, v]) => [k, Number(v.toFixed(12))])).toEqual(
      [2, 3]
        .flatMap((r) => [
          [r * COLS, 0.125 / 2],
          [r * COLS + 1, 0.25],
          [r * COLS + 2, 0.375 / 2],
        ])
        .map(([k, v]) => [k, v]),
    );
  });

  it('adds up to the whole, however it is turned', () => {
    const random = new Random(1);
    for (let i = 0; i < 2000; i++) {
      const shares = exact(parallelogram(random, Math.PI));
      expect(total(shares)).toBeCloseTo(1, 9);
      expect(Math.max(...shares.values())).toBeLessThanOrEqual(1 + 1e-12);
    }
  });
});
