import { describe, expect, it } from 'vitest';
import { Random } from '../core/random.ts';
import { Analysis, type Departure } from './analysis.ts';
import { NotPositiveDefinite } from './cholesky.ts';
import type { Component, Place } from './covariance.ts';

const COMPONENTS: Component[] = [
  { name: 'region', sd: 0.5, km: 150, landscape: null, memory: null, season: null },
  { name: 'site', sd: 0.4, km: 1, landscape: null, memory: 60, season: 1 },
  { name: 'land', sd: 0.3, km: null, landscape: 1, memory: null, season: 1 },
];
const PLACES: Place[] = [
  { lon: -149.6, lat: 68.6, features: [0] },
  { lon: -149.5, lat: 68.62, features: [0.1] },
  { lon: -156.6, lat: 71.3, features: [1] },
  { lon: -147.8, lat: 64.9, features: [-1] },
];

function world(n = 40): Departure[] {
  const r = new Random(5);
  return Array.from({ length: n }, (_, i) => ({
    place: r.integer(PLACES.length),
    month: 300 + Math.floor(i / 3),
    value: r.normal(),
    noise: 0.05 + 0.1 * r.uniform(),
  }));
}

describe('the objective analysis', () => {
  const departures = world();
  const whole = new Analysis(COMPONENTS, PLACES, departures);

  it('forecasts each month as an analysis that was never given that month or a later one', () => {
    const ahead = whole.oneAhead();
    for (const i of [6, 17, 39]) {
      const d = departures[i] as Departure;
      const past = new Analysis(
        COMPONENTS,
        PLACES,
        departures.filter((e) => e.month < d.month),
      );
      const belief = past.beliefAt(PLACES[d.place] as Place, [d.month]);
      expect(ahead.mean[i]).toBeCloseTo(belief.mean[0] as number, 10);
      expect(ahead.variance[i]).toBeCloseTo(belief.variance[0] as number, 10);
    }
  });

  it('leaves a block out as if it had never been measured', () => {
    const blockOf = [0, 0, 1, 2];
    const out = whole.blockedOut(blockOf);
    for (const i of [0, 11, 30]) {
      const d = departures[i] as Departure;
      const rest = new Analysis(
        COMPONENTS,
        PLACES,
        departures.filter((e) => blockOf[e.place] !== blockOf[d.place]),
      );
      const belief = rest.beliefAt(PLACES[d.place] as Place, [d.month]);
      expect(out.mean[i]).toBeCloseTo(belief.mean[0] as number, 9);
      expect(out.variance[i]).toBeCloseTo(belief.variance[0] as number, 9);
    }
  });

  it('tells the same means at its own places month by month, past only and without a block', () => {
    const months = [303, 307, 312];
    const past = whole.meansAtPlaces(months);
    const away = whole.meansAtPlaces(months, [true, true, false, false]);
    months.forEach((month, t) => {
      PLACES.forEach((p, i) => {
        expect(past[t * 4 + i]).toBeCloseTo(whole.meanAt(p, [month], { of: 'past', before: month })[0] as number, 10);
      });
      expect(away[t * 4]).toBeCloseTo(
        whole.meanAt(PLACES[0] as Place, [month], { of: 'away', hidden: [true, true, false, false] })[0] as number,
        10,
      );
    });
  });

  it('believes nothing and doubts as much as before where nothing is near', () => {
    const far = { lon: -135, lat: 55, features: [50] };
    const belief = whole.beliefAt(far, [2000]);
    const prior = COMPONENTS.reduce((s, c) => s + c.sd ** 2, 0);
    expect(Math.abs(belief.mean[0] as number)).toBeLessThan(0.02);
    expect(belief.variance[0]).toBeCloseTo(prior, 3);
  });

  it('gives loadings that sum to the mean', () => {
    const belief = whole.meanAt(PLACES[2] as Place, [330]);
    const loadings = whole.loadings([330]);
    const asked = new Analysis(COMPONENTS, PLACES, departures);
    expect(loadings).toHaveLength(COMPONENTS.length);
    expect(asked.meanAt(PLACES[2] as Place, [330])[0]).toBe(belief[0]);
  });

  it('refuses a covariance that is none', () => {
    const twice = { place: 0, month: 1, value: 0, noise: 0 };
    expect(() => new Analysis([COMPONENTS[0] as Component], PLACES, [twice, { ...twice, noise: -0.1 }])).toThrow(
      NotPositiveDefinite,
    );
  });
});
