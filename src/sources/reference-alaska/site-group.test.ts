import { describe, expect, it } from 'vitest';
import { distance } from '../../grid/distance.ts';
import { FLUX_SITES, THAW_SITES } from './network.ts';
import { groupsOf } from './site-group.ts';

describe('groups of sites', () => {
  it('chain sites that are near each other and never part two within 25 km', () => {
    const sites = [...THAW_SITES, ...FLUX_SITES];
    const groups = groupsOf(sites);
    expect(new Set(groups).size).toBeGreaterThan(15);
    sites.forEach((a, i) => {
      sites.forEach((b, j) => {
        if (distance(a.lon, a.lat, b.lon, b.lat) <= 25_000) expect(groups[i]).toBe(groups[j]);
      });
    });
  });

  it('names a chain after its first member, whatever comes between', () => {
    const line = [0, 0.8, 0.4].map((d, i) => ({ code: `s${i}`, lon: -150 + d, lat: 64 }));
    expect(groupsOf(line)).toEqual(['s0', 's0', 's0']);
    expect(groupsOf(line.slice(0, 2))).toEqual(['s0', 's1']);
  });
});
