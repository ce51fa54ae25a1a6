import { describe, expect, it } from 'vitest';
import { subsidence, thawFromSubsidence } from './subsidence.ts';

describe('subsidence from pore ice', () => {
  it.each([
    [0.2, 1.34],
    [0.3, 1.85],
    [0.5, 2.74],
    [0.7, 3.54],
    [1.0, 4.71],
  ])('of %f m of thaw is %f cm', (thaw, cm) => {
    expect(100 * subsidence(thaw)).toBeCloseTo(cm, 2);
  });

  it('is smaller in unsaturated ground and gives the thaw depth back', () => {
    expect(subsidence(0.5, 0.6)).toBeCloseTo(0.6 * subsidence(0.5), 12);
    expect(thawFromSubsidence(subsidence(0.62))).toBeCloseTo(0.62, 3);
  });
});
