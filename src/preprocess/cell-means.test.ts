import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowCell, windowCentre } from '../grid/window.ts';
import { type ObservationRow, tableFromRows } from '../store/table.ts';
import { cellMeans } from './cell-means.ts';
import { footprintCells } from './footprint.ts';

const AT = windowCentre('M01', 470, 2000);
const row = (of: Partial<ObservationRow>): ObservationRow => ({
  lat: AT.lat,
  lon: AT.lon,
  locationSd: 10,
  month: 300,
  value: 0.5,
  uncertainty: 0.03,
  filled: 0,
  flag: 'ok',
  variable: 'alt',
  site: 's',
  group: 'g',
  method: 'thaw probe',
  source: 'calm',
  origin: 'a.csv:1',
  ...of,
});

describe('points in a cell', () => {
  it('become their mean, each cell and month for itself, and only what is ok', () => {
    const means = cellMeans(
      tableFromRows([
        row({ value: 0.4 }),
        row({ value: 0.6, lon: AT.lon + 0.001 }),
        row({ value: 5, flag: 'suspect' }),
        row({ value: 0.7, month: 312 }),
        row({ value: 9, variable: 'thaw_depth' }),
        row({ value: 0.2, lat: AT.lat - 1 }),
      ]),
      'alt',
    );
    expect(means.map((m) => [m.row, m.col, m.month, m.n, m.value.toFixed(4)])).toEqual([
      [470, 2000, 300, 2, '0.5000'],
      [470, 2000, 312, 1, '0.7000'],
      [windowCell('M01', AT.lon, AT.lat - 1)?.row, 2000, 300, 1, '0.2000'],
    ]);
  });

  it('have an sd by hand: one point keeps its own; many that agree keep what their instruments share', () => {
    const sdOf = (rows: ObservationRow[]) => cellMeans(tableFromRows(rows), 'alt')[0]?.sd;
    expect(sdOf([row({})])).toBeCloseTo(0.03, 7);
    const agreeing = Array.from({ length: 100 }, () => row({}));
    // Half of 0.03² is common, half shrinks by 100.
    expect(sdOf(agreeing)).toBeCloseTo(0.03 * Math.sqrt(0.5 + 0.5 / 100), 7);
    // Values 0.4 and 0.6: spread variance 0.02, halved.
    expect(sdOf([row({ value: 0.4 }), row({ value: 0.6 })])).toBeCloseTo(Math.sqrt(0.5 * 0.03 ** 2 + 0.01), 6);
    const unknown = { uncertainty: Number.NaN };
    expect(sdOf([row(unknown)])).toBeNaN();
    expect(sdOf([row({ ...unknown, value: 0.4 }), row({ ...unknown, value: 0.6 })])).toBeCloseTo(0.1, 6);
  });
});

describe('the footprint of a tower', () => {
  it('lies in one cell in the middle of it, and in both beside an edge', () => {
    expect(footprintCells(AT.lon, AT.lat, 150)).toMatchObject([{ row: 470, col: 2000 }]);
    const edge = (AT.lon + windowCentre('M01', 470, 2001).lon) / 2;
    const both = footprintCells(edge, AT.lat, 150);
    expect(both.map((c) => c.col)).toEqual([2000, 2001]);
    for (const { share } of both) expect(share).toBeCloseTo(0.5, 1);
    const towers = tableFromRows([row({ lon: edge, method: 'eddy covariance; Ameriflux', variable: 'co2' })]);
    expect(cellMeans(towers, 'co2').map((c) => [c.col, c.value])).toEqual([
      [2000, 0.5],
      [2001, 0.5],
    ]);
  });

  it('always has a cell, the one that holds the tower among them when the disc is small', () => {
    const place = fc.record({
      lon: fc.double({ min: -169, max: -136, noNaN: true }),
      lat: fc.double({ min: 55, max: 71.5, noNaN: true }),
    });
    fc.assert(
      fc.property(place, ({ lon, lat }) => {
        const cells = footprintCells(lon, lat, 60);
        const own = windowCell('M01', lon, lat);
        expect(cells.some((c) => c.row === own?.row && c.col === own?.col)).toBe(true);
        expect(cells.reduce((s, c) => s + c.share, 0)).toBeLessThanOrEqual(1 + 1e-12);
      }),
      { numRuns: 200 },
    );
  });
});
