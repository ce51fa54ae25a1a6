import { describe, expect, it } from 'vitest';
import {
  decayPools,
  decayResponse,
  grossProduction,
  type Pools,
  parFromShortWave,
  steadyPools,
  TRAITS,
} from './tcf.ts';

describe('terrestrial carbon flux', () => {
  it('decays by the published temperature response', () => {
    const { beta } = TRAITS.forest;
    expect([-10, 0, 10, 20, 30].map((t) => Number(decayResponse(beta, t).toFixed(3)))).toEqual([
      0.035, 0.174, 0.487, 1, 1,
    ]);
    expect(decayResponse(232.24, 0)).toBeCloseTo(0.217, 3);
  });

  it('makes no carbon in the dark, in hard frost or without leaves, and never a negative amount', () => {
    const gpp = (sw: number, min: number, vp: number, leaf: number) =>
      grossProduction(TRAITS.forest, sw, min, min + 5, vp, leaf);
    expect(gpp(0, 10, 1000, 0.6)).toBe(0);
    expect(gpp(200, -25, 50, 0.6)).toBe(0);
    expect(gpp(200, 10, 1000, 0)).toBe(0);
    expect(gpp(-3, 10, 1000, 0.6)).toBe(0);
    expect(gpp(200, 10, 1000, 0.6)).toBeGreaterThan(0);
  });

  it('turns short wave to photosynthetic light', () => {
    expect(parFromShortWave(200)).toBeCloseTo(7.776, 6);
  });

  it('breathes out exactly its litter in the steady state, and more when it warms', () => {
    const pools: Pools = { metabolic: 0, structural: 0, slow: 0 };
    steadyPools(TRAITS.tundra, 1, 0.2, pools);
    const before = { ...pools };
    expect(decayPools(TRAITS.tundra, pools, 1, 0.2, 30)).toBeCloseTo(1, 9);
    expect(pools.metabolic).toBeCloseTo(before.metabolic, 6);
    expect(pools.slow).toBeCloseTo(before.slow, 6);
    expect(decayPools(TRAITS.tundra, pools, 1, 0.3, 30)).toBeCloseTo(1.5, 6);
    expect(pools.metabolic).toBeLessThan(before.metabolic);
  });

  it('loses no carbon: what pools lose and litter brings is what is breathed out', () => {
    const pools: Pools = { metabolic: 50, structural: 300, slow: 4000 };
    const total = () => pools.metabolic + pools.structural + pools.slow;
    const before = total();
    const out = decayPools(TRAITS.forest, pools, 0.8, 0.4, 31);
    expect(before + 31 * 0.8 - total()).toBeCloseTo(31 * out, 8);
  });
});
