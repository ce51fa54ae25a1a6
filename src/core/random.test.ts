import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const draw = (r: Random, n: number, f: (r: Random) => number) => Array.from({ length: n }, () => f(r));

describe('seeded random numbers', () => {
  it('repeat from the same seed and differ from another', () => {
    const a = draw(new Random(7), 20, (r) => r.uniform());
    expect(draw(new Random(7), 20, (r) => r.uniform())).toEqual(a);
    expect(draw(new Random(8), 20, (r) => r.uniform())).not.toEqual(a);
  });

  it('have the moments they should', () => {
    const u = draw(new Random(1), 20_000, (r) => r.uniform());
    const z = draw(new Random(2), 20_000, (r) => r.normal());
    const mean = (x: number[]) => x.reduce((s, v) => s + v, 0) / x.length;
    const variance = (x: number[]) => mean(x.map((v) => (v - mean(x)) ** 2));
    expect(Math.abs(mean(u) - 0.5)).toBeLessThan(0.01);
    expect(Math.abs(variance(u) - 1 / 12)).toBeLessThan(0.003);
    expect(Math.abs(mean(z))).toBeLessThan(0.02);
    expect(Math.abs(variance(z) - 1)).toBeLessThan(0.03);
  });

  it('forks by label, whatever the order', () => {
    const r = new Random(3);
    const a = r.fork('a').uniform();
    r.fork('b').uniform();
    expect(r.fork('a').uniform()).toBe(a);
    expect(r.fork('b').uniform()).not.toBe(a);
  });

  it('shuffles without losing anything', () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    const shuffled = new Random(4).shuffle([...items]);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.sort((a, b) => a - b)).toEqual(items);
  });
});
