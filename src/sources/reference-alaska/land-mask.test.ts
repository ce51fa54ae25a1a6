import { describe, expect, it } from 'vitest';
import { cellArea } from '../../grid/ease2.ts';
import { windowCell } from '../../grid/window.ts';
import { readAtlas } from './atlas.node.ts';
import { landMaskOf, landShare } from './land-mask.ts';

describe('land of the window', () => {
  const mask = landMaskOf(readAtlas());
  const at = (lon: number, lat: number) => {
    const cell = windowCell('M01', lon, lat);
    if (!cell) throw new Error('outside');
    return mask.land[cell.row * mask.cols + cell.col];
  };

  it.each([
    ['Fairbanks', -147.7, 64.84, 1],
    ['Toolik', -149.6, 68.63, 1],
    ['Bethel', -161.8, 60.8, 1],
    ['Whitehorse, across the border', -135.07, 60.71, 1],
    ['Saint Lawrence Island', -169.8, 63.4, 1],
    ['Beaufort Sea', -150, 71.2, 0],
    ['Gulf of Alaska', -148, 58.5, 0],
    ['Bering Sea', -168, 60, 0],
    ['Bristol Bay', -160, 57.8, 0],
  ])('%s', (_, lon, lat, land) => {
    expect(at(lon, lat)).toBe(land);
  });

  it('has as much land as there is: Alaska less the western Aleutians, and its neighbours', () => {
    const km2 = (mask.land.reduce((a, b) => a + b, 0) * cellArea('M01')) / 1e6;
    // Alaska 1.48 million km2 (US Census Bureau), Yukon and the rest of the window about 0.3.
    expect(km2).toBeGreaterThan(1.6e6);
    expect(km2).toBeLessThan(1.9e6);
  });

  it('shares coarser cells between land and sea', () => {
    let sum = 0;
    for (let row = 0; row < mask.rows / 36; row++)
      for (let col = 0; col < mask.cols / 36; col++) sum += landShare(mask, 36, row, col);
    expect(sum * 36 * 36).toBeCloseTo(
      mask.land.reduce((a, b) => a + b, 0),
      3,
    );
  });
});

describe('a ring across 180 degrees', () => {
  it('fills its own side of the seam only', () => {
    const square = {
      transform: { scale: [1, 1], translate: [0, 0] },
      arcs: [
        [
          [170, 60],
          [20, 0],
          [0, 5],
          [-20, 0],
          [0, -5],
        ],
      ],
      objects: { land: { geometries: [{ type: 'Polygon', arcs: [[0]] }] } },
    };
    const wrapped = {
      ...square,
      arcs: [
        [
          [170, 60],
          [-340, 0],
          [0, 5],
          [340, 0],
          [0, -5],
        ],
      ],
    };
    // 170 E to 170 W: the window begins at 170.29 W, so only its first 28 columns are inside, on either writing of the ring.
    for (const topology of [square, wrapped]) {
      const { land, cols } = landMaskOf(topology);
      const row = windowCell('M01', -165, 62)?.row ?? 0;
      expect(land.subarray(row * cols, (row + 1) * cols).reduce((a, b) => a + b, 0)).toBe(28);
    }
  });
});
