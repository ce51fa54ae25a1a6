import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellAt,
  cellSize,
  centreOf,
  colsOf,
  latitudeOfRow,
  longitudeOfColumn,
  project,
  projectedCentreOf,
  rowsOf,
  unproject,
} from './ease2.ts';
import { LEVELS } from './level.ts';

const level = fc.constantFrom(...LEVELS);

describe('EASE-Grid 2.0', () => {
  it.each([
    // SOURCES §2.2: place, lon, lat, x, y, col, row
    ['Utqiagvik', -156.6, 71.3167, -15109751.49, 6952114.03, 2255, 362],
    ['Toolik', -149.6, 68.6167, -14434347.53, 6832722.74, 2930, 481],
    ['Fairbanks', -147.8588, 64.8667, -14266345.61, 6641696.84, 3098, 672],
    ['Bethel', -161.8, 60.78, -15611480.14, 6401086.82, 1754, 912],
  ])('puts %s where PROJ puts it', (_, lon, lat, x, y, col, row) => {
    const p = project(lon, lat);
    expect(p.x).toBeCloseTo(x, 2);
    expect(p.y).toBeCloseTo(y, 2);
    expect(cellAt(lon, lat, 'M01')).toEqual({ row, col });
  });

  it('has the published cell centres', () => {
    const first = centreOf('M01', 334, 964);
    expect([first.lon, first.lat].map((d) => d.toFixed(7))).toEqual(
      ['-169.9948133', '71.9965554'].map((d) => Number(d).toFixed(7)),
    );
    const last = centreOf('M01', 1382, 4360);
    expect([last.lon.toFixed(7), last.lat.toFixed(7)]).toEqual(['-134.7665975', '54.0003181']);
  });

  it('goes to the projection and back to a micrometre', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: -89, max: 89, noNaN: true }),
        (lon, lat) => {
          const { x, y } = project(lon, lat);
          const back = unproject(x, y);
          expect(Math.abs(back.lon - lon)).toBeLessThan(1e-11);
          expect(Math.abs(back.lat - lat)).toBeLessThan(1e-11);
        },
      ),
    );
  });

  it('finds every cell again from its centre, from just inside its corners, and in both kinds of coordinates', () => {
    fc.assert(
      fc.property(
        level,
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (l, u, v) => {
          const cell = { row: Math.floor(u * rowsOf(l)), col: Math.floor(v * colsOf(l)) };
          const centre = centreOf(l, cell.row, cell.col);
          expect(cellAt(centre.lon, centre.lat, l)).toEqual(cell);
          for (const [dr, dc] of [
            [1e-6, 1e-6],
            [1 - 1e-6, 1e-6],
            [1e-6, 1 - 1e-6],
            [1 - 1e-6, 1 - 1e-6],
          ] as const) {
            expect(cellAt(longitudeOfColumn(l, cell.col + dc), latitudeOfRow(l, cell.row + dr), l)).toEqual(cell);
          }
          const metres = projectedCentreOf(l, cell.row, cell.col);
          const projected = project(centre.lon, centre.lat);
          expect(Math.hypot(metres.x - projected.x, metres.y - projected.y)).toBeLessThan(1e-6);
        },
      ),
    );
  });

  it('gives an edge to the cell east of it, exactly, at every column edge that is a decimal degree', () => {
    expect(cellAt(-170, 70, 'M01').col).toBe(964);
    expect(cellAt(-180, 70, 'M01').col).toBe(0);
    expect(cellAt(180, 70, 'M01').col).toBe(0);
    for (let lon = -180; lon < 180; lon += 2.5) expect(cellAt(lon, 0, 'M01').col).toBe(Math.round((lon + 180) * 96.4));
  });

  it('takes longitudes of any turn', () => {
    fc.assert(
      fc.property(fc.integer({ min: -18000, max: 17999 }), fc.integer({ min: -2, max: 2 }), (hundredths, turns) => {
        const lon = hundredths / 100 + 0.003;
        expect(cellAt(lon + 360 * turns, 65, 'M01')).toEqual(cellAt(lon, 65, 'M01'));
      }),
    );
  });

  it('refuses what is no place', () => {
    expect(() => cellAt(Number.NaN, 65, 'M01')).toThrow(RangeError);
    expect(() => cellAt(0, 90.1, 'M01')).toThrow(RangeError);
  });

  it('has square cells of the published size', () => {
    expect(LEVELS.map(cellSize)).toEqual([
      1000.89502334956,
      3 * 1000.89502334956,
      9 * 1000.89502334956,
      36 * 1000.89502334956,
    ]);
  });
});
