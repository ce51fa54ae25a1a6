import { describe, expect, it } from 'vitest';
import { type Surface, surfaceAt } from './surface.ts';

const at = (lon: number, lat: number, seed = 1): Surface => surfaceAt(lon, lat, { seed, shortest: 1.5 });

describe('schematic ground', () => {
  it('puts mountains and lowlands where they are', () => {
    expect(at(-151, 63).elevation).toBeGreaterThan(1500);
    expect(at(-144.5, 69.1).elevation).toBeGreaterThan(1000);
    expect(at(-163, 61.5).elevation).toBeLessThan(60);
    expect(at(-155, 70.6).elevation).toBeLessThan(60);
  });

  it('has wet deltas, boreal forest, bare tundra and permafrost in the north', () => {
    const mean = (lon: number, lat: number, what: keyof Surface) => {
      let sum = 0;
      for (let i = 0; i < 25; i++) sum += at(lon + 0.2 * (i % 5), lat + 0.06 * Math.floor(i / 5), i)[what] / 25;
      return sum;
    };
    expect(mean(-163.5, 61.3, 'wetness')).toBeGreaterThan(0.4);
    expect(mean(-149.8, 68.3, 'wetness')).toBeLessThan(0.3);
    expect(mean(-148, 64.8, 'tree')).toBeGreaterThan(0.4);
    expect(mean(-157, 70.5, 'tree')).toBeLessThan(0.01);
    expect(mean(-157, 70.5, 'permafrost')).toBeGreaterThan(0.98);
    expect(mean(-151, 60.5, 'permafrost')).toBeLessThan(0.1);
    const fairbanks = mean(-148, 64.8, 'permafrost');
    expect(fairbanks > 0.25 && fairbanks < 0.85).toBe(true);
  });

  it('has texture that depends on the seed and keeps shares within 0 and 1', () => {
    expect(at(-150, 66, 1).wetness).not.toBe(at(-150, 66, 2).wetness);
    for (let i = 0; i < 500; i++) {
      const s = at(-169 + (i % 35), 55 + (i % 17), i);
      for (const share of [s.wetness, s.tree, s.permafrost]) expect(share >= 0 && share <= 1).toBe(true);
      expect(s.elevation).toBeGreaterThanOrEqual(1);
      expect(s.organic).toBeGreaterThan(0);
    }
  });
});
