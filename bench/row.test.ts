import { describe, expect, it } from 'vitest';
import { type RowAbout, rowOf } from './row.ts';

const about: RowAbout = {
  name: 'train step',
  shape: 'small',
  backend: 'wasm',
  device: 'Node',
  unit: 'ms',
  peerName: 'PyTorch, 1 thread',
};

describe('a row', () => {
  it('holds medians, their ratio and the fields in the order that is written down', () => {
    const row = rowOf(about, [30, 50, 40], [20, 20, 26]);
    expect(row).toMatchObject({ ours: 40, peer: 20, ratio: 2, n: 3 });
    expect(Object.keys(row)).toEqual([
      'name',
      'shape',
      'backend',
      'device',
      'unit',
      'ours',
      'peerName',
      'peer',
      'ratio',
      'spread',
      'n',
    ]);
  });

  it('pairs repeats: noise that hits both sides alike is no spread', () => {
    expect(rowOf(about, [10, 30, 20, 40], [5, 15, 10, 20]).spread).toBe(0);
    expect(rowOf(about, [10, 30, 20, 40], [5, 5, 5, 5]).spread).toBeGreaterThan(0.5);
  });

  it('uses the repeats that both have', () => {
    const row = rowOf(about, [10, 20, 999, 999], [5, 10]);
    expect(row).toMatchObject({ ours: 15, peer: 7.5, n: 2 });
  });

  it.each([
    [[], [1]],
    [[1], []],
    [[Number.NaN], [1]],
    [[1], [Number.POSITIVE_INFINITY]],
  ])('is refused for %o against %o', (ours, peer) => {
    expect(() => rowOf(about, ours, peer)).toThrow(/nothing was measured/);
  });
});
