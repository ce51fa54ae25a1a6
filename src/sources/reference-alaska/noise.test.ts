import { describe, expect, it } from 'vitest';
import { fractalNoise, smoothNoise } from './noise.ts';

describe('smooth noise', () => {
  it('has mean 0 and spread near 1, and no jumps', () => {
    const values = Array.from({ length: 20_000 }, (_, i) =>
      fractalNoise(5, (i % 200) * 7.3, Math.floor(i / 200) * 9.1, 48, 1.5),
    );
    const mean = values.reduce((s, v) => s + v, 0) / values.length;
    const sd = Math.sqrt(values.reduce((s, v) => s + (v - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean)).toBeLessThan(0.08);
    expect(sd).toBeGreaterThan(0.7);
    expect(sd).toBeLessThan(1.3);
    for (let i = 0; i < 2000; i++) {
      const x = i * 0.37;
      expect(Math.abs(smoothNoise(1, x + 0.001, 3, 10) - smoothNoise(1, x, 3, 10))).toBeLessThan(0.002);
    }
  });

  it('depends on the seed', () => {
    expect(smoothNoise(1, 12, 34, 10)).not.toBe(smoothNoise(2, 12, 34, 10));
  });
});
