import { describe, expect, it } from 'vitest';
import type { Observed } from '../sources/source.ts';
import { settleDuplicates } from './settle-duplicates.ts';

const alt = (o: Partial<Observed>): Observed => ({
  variable: 'alt',
  lat: 70,
  lon: -150,
  locationSd: 500,
  month: 400,
  value: 0.5,
  uncertainty: 0.03,
  filled: 0,
  flag: 'ok',
  site: 'calm/U1/Barrow',
  method: 'probe',
  source: 'calm',
  origin: 'a.csv:3',
  identity: 'alt/U1/2002',
  place: 'U1',
  rank: 1,
  ...o,
});

describe('the same measurement from several files', () => {
  it('counts once, the higher rank wins, and the loser is reported', () => {
    const { kept, rejected } = settleDuplicates([alt({}), alt({ rank: 3, value: 0.53, origin: 'b.csv:7' })]);
    expect(kept.map((o) => o.origin)).toEqual(['b.csv:7']);
    expect(rejected).toMatchObject([{ file: 'a.csv', where: '3', rule: expect.stringContaining('b.csv:7') }]);
  });

  it('is one line a file where the values agree', () => {
    const { kept, rejected } = settleDuplicates(
      [1, 2, 3].flatMap((i) => [alt({ identity: `x${i}` }), alt({ identity: `x${i}`, rank: 2, origin: `b.csv:${i}` })]),
    );
    expect(kept.length).toBe(3);
    expect(rejected).toMatchObject([{ file: 'a.csv', count: 3 }]);
  });

  it('keeps a remark that only one copy carries', () => {
    expect(settleDuplicates([alt({ flag: 'suspect' }), alt({ rank: 2 })]).kept[0]?.flag).toBe('suspect');
  });

  it('gives a site that two networks share one key and the better position', () => {
    const { kept } = settleDuplicates([
      alt({ identity: 'old' }),
      alt({ rank: 3, source: 'gtnp', site: 'gtnp/U1/Barrow', lat: 70.001, locationSd: 100 }),
    ]);
    expect(new Set(kept.map((o) => `${o.site} ${o.lat}`))).toEqual(new Set(['calm/U1/Barrow 70.001']));
    expect(kept[0]?.method).toContain('position from gtnp');
  });

  it('never merges sites that only share a code by mistake', () => {
    const { kept } = settleDuplicates([
      alt({}),
      { ...alt({ site: 'calm/U31/A', identity: 'u31a' }), place: undefined } as unknown as Observed,
    ]);
    expect(new Set(kept.map((o) => o.site)).size).toBe(2);
  });
});
