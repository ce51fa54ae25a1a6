import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distance } from './distance.ts';
import { cellArea, latitudeOfRow } from './ease2.ts';
import { groundSizeAt, groundSizeOfRow } from './ground.ts';

const lon = fc.double({ min: -179, max: -130, noNaN: true });
const lat = fc.double({ min: 50, max: 73, noNaN: true });

/** Length of the meridian between two latitudes, m, by integrating its radius of curvature: no formula in common. */
function meridian(from: number, to: number): number {
  const [a, f, n] = [6378137, 1 / 298.257223563, 20_000];
  const e2 = f * (2 - f);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const phi = ((from + ((i + 0.5) * (to - from)) / n) * Math.PI) / 180;
    sum += (a * (1 - e2)) / (1 - e2 * Math.sin(phi) ** 2) ** 1.5;
  }
  return (sum * Math.abs(to - from) * Math.PI) / 180 / n;
}

describe('geodesic distance', () => {
  it('agrees with published lines', () => {
    // One degree along the equator is a·π/180; the quarter meridian is 10 001 965.729 m (WGS84).
    expect(distance(0, 0, 1, 0)).toBeCloseTo((6378137 * Math.PI) / 180, 3);
    expect(distance(0, 0, 0, 90)).toBeCloseTo(10001965.729, 2);
    // Flinders Peak to Buninyong, Geoscience Australia's Vincenty example on GRS80: 54 972.271 m.
    expect(distance(144.42486788889, -37.95103341667, 143.92649552778, -37.65282113889)).toBeCloseTo(54972.271, 2);
  });

  it('agrees with the meridian integrated numerically', () => {
    for (const [a, b] of [
      [54, 72],
      [64.8667, 71.3167],
      [68, 68.001],
    ] as const) {
      expect(Math.abs(distance(-150, a, -150, b) - meridian(a, b))).toBeLessThan(0.001);
    }
  });

  it('is symmetric, zero at home and shorter than a detour', () => {
    fc.assert(
      fc.property(lon, lat, lon, lat, lon, lat, (x1, y1, x2, y2, x3, y3) => {
        const direct = distance(x1, y1, x2, y2);
        expect(Math.abs(direct - distance(x2, y2, x1, y1))).toBeLessThan(1e-3);
        expect(distance(x1, y1, x1, y1)).toBe(0);
        expect(direct).toBeLessThan(distance(x1, y1, x3, y3) + distance(x3, y3, x2, y2) + 1e-3);
      }),
    );
  });

  it('goes the short way over the antimeridian', () => {
    expect(distance(179.5, 52, -179.5, 52)).toBeCloseTo(distance(-0.5, 52, 0.5, 52), 3);
  });

  it('answers for antipodes too, and refuses what is no place', () => {
    expect(Math.abs(distance(0, 0.3, 179.8, 0) / 20_003_931 - 1)).toBeLessThan(0.01);
    expect(() => distance(0, 91, 0, 0)).toThrow(RangeError);
    expect(() => distance(Number.NaN, 0, 0, 0)).toThrow(RangeError);
  });
});

describe('the size of a cell on the ground', () => {
  it.each([
    [54, 680.2, 1472.7],
    [60, 578.8, 1730.7],
    [65, 489.4, 2047.1],
    [70, 396.1, 2529.0],
    [72, 357.9, 2798.9],
  ])('at %d° N is as tabled (SOURCES §2.3)', (at, eastWest, northSouth) => {
    const size = groundSizeAt('M01', at);
    expect(size.eastWest).toBeCloseTo(eastWest, 1);
    expect(Math.abs(size.northSouth - northSouth)).toBeLessThan(0.1);
    expect(size.eastWest * size.northSouth).toBeCloseTo(cellArea('M01'), 3);
  });

  it('is what the geodesic measures between the edges of the cell', () => {
    for (const row of [324, 700, 1403]) {
      const measured = distance(-150, latitudeOfRow('M01', row), -150, latitudeOfRow('M01', row + 1));
      expect(Math.abs(measured / groundSizeOfRow('M01', row).northSouth - 1)).toBeLessThan(1e-4);
    }
  });
});
