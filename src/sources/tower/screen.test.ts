import { describe, expect, it } from 'vitest';
import { Random } from '../../core/random.ts';
import { medianOf } from '../median.ts';
import { screen } from './screen.ts';

/** The rule as it is written down, value by value. */
function spikesOf(x: Float32Array, perDay: number, floor: number): number[] {
  return [...x.keys()].filter((i) => {
    const v = x[i] as number;
    if (Number.isNaN(v)) return false;
    const near = Array.from({ length: 13 }, (_, k) => x[i + (k - 6) * perDay]).filter(
      (w): w is number => w !== undefined && !Number.isNaN(w),
    );
    if (near.length < 5) return false;
    const middle = medianOf(near);
    const sd = Math.max(floor, 1.4826 * medianOf(near.map((w) => Math.abs(w - middle))));
    return Math.abs(v - middle) > 7 * sd;
  });
}

describe('spikes of a tower', () => {
  it('are those of the written rule, with gaps, at both ends of the series, and nothing else goes', () => {
    const random = new Random(5);
    let found = 0;
    for (let k = 0; k < 60; k++) {
      const perDay = k % 2 === 0 ? 48 : 24;
      const x = Float32Array.from({ length: Math.floor(random.uniform() * 2000) }, () =>
        random.uniform() < 0.15 ? Number.NaN : random.uniform() < 0.02 ? 400 * random.uniform() : random.normal(),
      );
      const floor = 0.1 + 2 * random.uniform();
      const spikes = spikesOf(x, perDay, floor);
      const kept = x.map((v, i) => (spikes.includes(i) ? Number.NaN : v));
      expect(screen(x, perDay, { spikeFloor: floor })).toEqual({ spikes: spikes.length, stuck: 0 });
      expect(x).toEqual(kept);
      found += spikes.length;
    }
    expect(found).toBeGreaterThan(300);
  });
});
