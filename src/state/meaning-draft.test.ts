import { describe, expect, it } from 'vitest';
import { emptyBand, meaningOf, waysOf } from './meaning-draft.ts';

const band = { band: '1', variable: 'uz', unit: 'cm', positive: 'up', when: '2017-07' } as const;

describe('what a person says of a raster', () => {
  it('becomes an answer that the reader takes', () => {
    expect(meaningOf({ crs: ' EPSG:3338 ', bands: [band, { ...band, band: 'depth', when: ' static ' }] })).toEqual({
      crs: 'EPSG:3338',
      bands: [
        { band: 1, variable: 'uz', unit: 'cm', positive: 'up', when: '2017-07' },
        { band: 'depth', variable: 'uz', unit: 'cm', positive: 'up', when: 'static' },
      ],
    });
  });

  it('is asked for in each part that is missing or unknown', () => {
    expect(meaningOf({ crs: '', bands: [emptyBand(1)] })).toEqual([
      'Band 1: what does it show?',
      expect.stringContaining('of when?'),
    ]);
    expect(meaningOf({ crs: '', bands: [{ ...band, unit: 'furlong' }] })).toEqual([
      expect.stringContaining('unknown unit "furlong"'),
    ]);
    expect(meaningOf({ crs: '', bands: [{ ...band, positive: '' }] })).toEqual([expect.stringContaining('which way')]);
    expect(meaningOf({ crs: '', bands: [{ ...band, when: 'summer' }] })).toEqual([expect.stringContaining('of when?')]);
  });

  it('knows both ways of every sign that the reader knows', () => {
    for (const variable of ['uz', 'alt', 'co2', 'gpp', 'wtd'] as const) {
      const ways = waysOf(variable);
      expect(ways).toHaveLength(2);
      const unit = { uz: 'm', alt: 'm', co2: 'umol m-2 s-1', gpp: 'umol m-2 s-1', wtd: 'm' }[variable];
      for (const positive of ways)
        expect(meaningOf({ crs: '', bands: [{ ...band, variable, unit, positive }] })).toHaveProperty('bands');
    }
    expect(waysOf('t_air')).toEqual([]);
  });
});
