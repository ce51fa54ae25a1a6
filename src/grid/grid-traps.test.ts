import { describe, expect, it } from 'vitest';
import { cellAt, cellSize, colsOf, project, projectedCentreOf, rowsOf, X0, Y0 } from './ease2.ts';
import { FACTOR, LEVELS } from './level.ts';
import { parentOf } from './nesting.ts';

/** EASE-Grid 2.0 M25 as NSIDC defines it: m a cell, columns, rows. */
const M25 = { cell: 25_025.26, cols: 1388, rows: 584 };

describe('traps of the grid', () => {
  it('takes a cell for 1000.895 m: 1000 m would put Alaska up to 3.9 columns east (EASE-1)', () => {
    expect(cellSize('M01')).toBe(1000.89502334956);
    const shift = (lon: number) => {
      const { x } = project(lon, 65);
      const size = cellSize('M01');
      // Columns counted in cells of a kilometre from the same central meridian.
      return x / 1000 - x / size;
    };
    expect(Math.abs(shift(-170))).toBeGreaterThan(14);
    const apart = Math.abs(shift(-170) - shift(-134.77));
    expect(apart).toBeGreaterThan(2.5);
    expect(apart).toBeLessThan(3.9);
  });

  it('has its origin at the outer corner: the first centre lies half a cell inside (EASE-2)', () => {
    for (const level of LEVELS) {
      const first = projectedCentreOf(level, 0, 0);
      expect(first.x - X0).toBeCloseTo(cellSize(level) / 2, 6);
      expect(Y0 - first.y).toBeCloseTo(cellSize(level) / 2, 6);
    }
  });

  it('has no level of 25 km, which does not nest, and levels that all do (EASE-3)', () => {
    expect(LEVELS as readonly string[]).not.toContain('M25');
    expect(M25.cell / cellSize('M01')).not.toBeCloseTo(Math.round(M25.cell / cellSize('M01')), 3);
    expect(colsOf('M01') % M25.cols).not.toBe(0);
    expect(rowsOf('M01') % M25.rows).not.toBe(0);
    for (const level of LEVELS) {
      expect(colsOf('M01')).toBe(colsOf(level) * FACTOR[level]);
      expect(rowsOf('M01')).toBe(rowsOf(level) * FACTOR[level]);
      expect(parentOf({ row: 481, col: 2930 }, 'M01', level)).toEqual({
        row: Math.floor(481 / FACTOR[level]),
        col: Math.floor(2930 / FACTOR[level]),
      });
    }
  });

  it('finds column 964 at 170 W, which plain arithmetic puts into 963 (EASE-5)', () => {
    const { x } = project(-170, 70);
    expect((x - X0) / cellSize('M01')).toBeCloseTo(964, 6);
    expect(cellAt(-170, 70, 'M01').col).toBe(964);
    expect(cellAt(-170 - 1e-7, 70, 'M01').col).toBe(963);
  });
});
