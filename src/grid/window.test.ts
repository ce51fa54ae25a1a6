import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latitudeOfRow } from './ease2.ts';
import { LEVELS } from './level.ts';
import { childrenOf, parentOf, ratioOf } from './nesting.ts';
import { cellsOfTile, TILE, tileOf, tilesOf } from './tile.ts';
import {
  columnEdgeLongitudes,
  rowCentreLatitudes,
  rowEdgeLatitudes,
  windowBounds,
  windowCell,
  windowCentre,
  windowOf,
} from './window.ts';

describe('the Alaska window', () => {
  it('is whole cells of every level', () => {
    expect(windowOf('M01')).toEqual({ row0: 324, col0: 936, rows: 1080, cols: 3456 });
    for (const level of LEVELS) for (const n of Object.values(windowOf(level))) expect(Number.isInteger(n)).toBe(true);
  });

  it('has the published outer edges', () => {
    const { west, east, south, north } = windowBounds();
    expect(west).toBeCloseTo(-170.29046, 5);
    expect(east).toBeCloseTo(4392 / 96.4 - 180, 12); // -134.439834; the table says -134.43984
    expect(south).toBeCloseTo(53.7168, 5);
    expect(north).toBeCloseTo(72.26176, 5);
  });

  it('puts every one of its 1-km cells into exactly one cell of each coarser level', () => {
    for (const level of ['M03', 'M09', 'M36'] as const) {
      const { rows, cols } = windowOf(level);
      const ratio = ratioOf('M01', level);
      const count = new Int32Array(rows * cols);
      for (let row = 0; row < 1080; row++) {
        for (let col = 0; col < 3456; col++) {
          const parent = parentOf({ row, col }, 'M01', level);
          count[parent.row * cols + parent.col]!++;
        }
      }
      expect(count.every((n) => n === ratio * ratio)).toBe(true);
    }
  });

  it('agrees about parents whether a place or a cell is asked', () => {
    const { west, east, south, north } = windowBounds();
    fc.assert(
      fc.property(
        fc.double({ min: west, max: east - 1e-9, noNaN: true }),
        fc.double({ min: south + 1e-9, max: north - 1e-9, noNaN: true }),
        (lon, lat) => {
          const fine = windowCell('M01', lon, lat)!;
          for (const level of LEVELS) {
            const coarse = windowCell(level, lon, lat)!;
            expect(parentOf(fine, 'M01', level)).toEqual(coarse);
            const { rows, cols } = childrenOf(coarse, level, 'M01');
            expect(fine.row >= rows[0] && fine.row < rows[1] && fine.col >= cols[0] && fine.col < cols[1]).toBe(true);
          }
        },
      ),
    );
  });

  it('finds a cell from its centre, and nothing outside', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LEVELS),
        fc.double({ min: 0, max: 0.9999, noNaN: true }),
        fc.double({ min: 0, max: 0.9999, noNaN: true }),
        (level, u, v) => {
          const w = windowOf(level);
          const cell = { row: Math.floor(u * w.rows), col: Math.floor(v * w.cols) };
          const { lon, lat } = windowCentre(level, cell.row, cell.col);
          expect(windowCell(level, lon, lat)).toEqual(cell);
        },
      ),
    );
    const { west, east, south, north } = windowBounds();
    const d = 1e-6;
    expect(windowCell('M01', west - d, 60)).toBeUndefined();
    expect(windowCell('M01', east + d, 60)).toBeUndefined();
    expect(windowCell('M01', -150, south - d)).toBeUndefined();
    expect(windowCell('M01', -150, north + d)).toBeUndefined();
    expect(windowCell('M01', 172.9, 52.9)).toBeUndefined(); // Attu, beyond the antimeridian
  });

  it('tells edges from centres', () => {
    const edges = rowEdgeLatitudes('M09');
    const centres = rowCentreLatitudes('M09');
    expect([edges.length, centres.length, columnEdgeLongitudes('M09').length]).toEqual([121, 120, 385]);
    centres.forEach((lat, i) => {
      expect(lat).toBeLessThan(edges[i]!);
      expect(lat).toBeGreaterThan(edges[i + 1]!);
    });
    expect(edges[0]).toBe(latitudeOfRow('M01', 324));
  });

  it('is 15 x 48 tiles at 1 km, each with its own cells', () => {
    expect(tilesOf('M01')).toEqual({ rows: 15, cols: 48 });
    expect(tilesOf('M09')).toEqual({ rows: 2, cols: 6 });
    expect(cellsOfTile('M09', { row: 1, col: 5 })).toEqual({ rows: [72, 120], cols: [360, 384] });
    expect(tileOf({ row: TILE, col: TILE - 1 })).toEqual({ row: 1, col: 0 });
  });

  it('refuses to nest the wrong way round', () => {
    expect(() => parentOf({ row: 0, col: 0 }, 'M09', 'M01')).toThrow(RangeError);
    expect(() => childrenOf({ row: 0, col: 0 }, 'M01', 'M09')).toThrow(RangeError);
  });
});
