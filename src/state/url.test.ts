import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TARGETS } from '../core/variable.ts';
import { readUrl, writeUrl } from './url.ts';
import { DEFAULT_VIEW, PANELS, PROJECTIONS, STATISTICS, THEMES, type View } from './view.ts';

const rounded = (low: number, high: number, digits: number) =>
  fc.integer({ min: low * 10 ** digits, max: high * 10 ** digits }).map((n) => n / 10 ** digits);

const views: fc.Arbitrary<View> = fc.record({
  variable: fc.constantFrom(...TARGETS),
  statistic: fc.constantFrom(...STATISTICS),
  month: fc.option(fc.integer({ min: -800, max: 2700 }), { nil: undefined }),
  place: fc.option(fc.record({ lon: rounded(-180, 180, 4), lat: rounded(-90, 90, 4) }), { nil: undefined }),
  camera: fc.record({ lon: rounded(-180, 180, 3), lat: rounded(-90, 90, 3), zoom: rounded(0, 22, 2) }),
  projection: fc.constantFrom(...PROJECTIONS),
  theme: fc.constantFrom(...THEMES),
  panel: fc.constantFrom(...PANELS),
});

describe('the address of a view', () => {
  it('restores the view it was written from, in every projection', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(readUrl(`?${writeUrl(view)}`)).toEqual({ view, ignored: [] });
      }),
    );
  });

  it('is short while nothing was changed', () => {
    expect(writeUrl(DEFAULT_VIEW)).toBe('v=1');
  });

  it('says which parameters it could not use and shows the default instead', () => {
    const { view, ignored } = readUrl('?v=1&var=gold&t=2031-13&cam=1,2&place=91,0&stat=p25');
    expect(view).toEqual({ ...DEFAULT_VIEW, statistic: 'p25' });
    expect([...ignored].sort()).toEqual(['cam=1,2', 'place=91,0', 't=2031-13', 'var=gold']);
  });

  it('never throws on arbitrary text', () => {
    fc.assert(fc.property(fc.string(), (text) => readUrl(text).view.camera.zoom >= 0));
  });
});
