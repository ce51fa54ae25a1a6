import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import proj4 from 'proj4';
import { describe, expect, it } from 'vitest';
import { latitudeOfRow, longitudeOfColumn } from '../grid/ease2.ts';
import { type CentreGrid, GridLocator } from './grid-locator.ts';
import { bilinear, boxAverage, cellAverage, nearest, sample, type Weighted, widened } from './resample.ts';

const ALBERS = '+proj=aea +lat_0=50 +lon_0=-154 +lat_1=55 +lat_2=65 +x_0=0 +y_0=0 +datum=NAD83 +units=m';

/** Centres of a projected grid; rows downwards from the upper left corner, or upwards. */
function albersGrid(x0: number, y0: number, rows: number, cols: number, step: number, upwards = false): CentreGrid {
  const lat = new Float64Array(rows * cols);
  const lon = new Float64Array(rows * cols);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const y = y0 - (upwards ? rows - 1 - r + 0.5 : r + 0.5) * step;
      const [x, phi] = proj4(ALBERS, 'WGS84', [x0 + (c + 0.5) * step, y]) as [number, number];
      lon[r * cols + c] = x;
      lat[r * cols + c] = phi;
    }
  }
  return { rows, cols, lat, lon };
}

describe('finding a place on a grid from its coordinate arrays', () => {
  it('gives back row and column of any projected grid, in either row order', () => {
    for (const upwards of [false, true]) {
      const grid = albersGrid(180_713, 2_089_458, 10, 12, 1000, upwards);
      const locator = new GridLocator(grid);
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 11 }), (r, c) => {
          const at = locator.locate(grid.lon[r * 12 + c] as number, grid.lat[r * 12 + c] as number);
          expect(Math.abs((at?.row ?? 99) - r)).toBeLessThan(1e-5);
          expect(Math.abs((at?.col ?? 99) - c)).toBeLessThan(1e-5);
        }),
      );
    }
  });

  it('says outside half a cell beyond the outermost centres', () => {
    const grid = {
      rows: 2,
      cols: 3,
      lat: Float64Array.of(70, 70, 70, 69, 69, 69),
      lon: Float64Array.of(-151, -150, -149, -151, -150, -149),
    };
    const locator = new GridLocator(grid);
    expect(locator.locate(-150.4, 69.5)).toMatchObject({ row: expect.closeTo(0.5, 6), col: expect.closeTo(0.6, 6) });
    expect(locator.locate(-151.4, 70.4)).toBeDefined();
    expect(locator.locate(-151.6, 70)).toBeUndefined();
    expect(locator.locate(-150, 68.4)).toBeUndefined();
  });

  it('works across 180 degrees', () => {
    const grid = {
      rows: 2,
      cols: 2,
      lat: Float64Array.of(60, 60, 59, 59),
      lon: Float64Array.of(179.5, -179.5, 179.5, -179.5),
    };
    expect(new GridLocator(grid).locate(-179.9, 59.5)).toMatchObject({
      row: expect.closeTo(0.5, 6),
      col: expect.closeTo(0.6, 6),
    });
  });
});

describe('resampling', () => {
  it('takes the nearest, mixes four, averages what falls into a cell, and leaves out gaps', () => {
    const values = Float64Array.of(1, 2, 3, Number.NaN);
    expect(sample(values, 0, nearest(0.6, 0.2, 2, 2))).toBe(3);
    expect(sample(values, 0, bilinear(0, 0.25, 2, 2))).toBeCloseTo(1.25, 12);
    expect(sample(values, 0, bilinear(0.5, 0.5, 2, 2))).toBeCloseTo(2, 12);
    expect(
      sample(
        values,
        0,
        cellAverage(
          [
            { row: 0, col: 0 },
            { row: 0, col: 1 },
            { row: 1, col: 1 },
          ],
          2,
          2,
        ),
      ),
    ).toBeCloseTo(1.5, 12);
    expect(sample(values, 0, nearest(1, 1, 2, 2))).toBeNaN();
  });
});

const WARP = '../shared/data/ease2/warp_toolik_2015_07/';

/** Values of a small uncompressed float32 GeoTIFF, by the offsets of its strips. */
function floatTiff(path: string): { width: number; height: number; values: Float32Array } {
  const bytes = readFileSync(path);
  const ifd = bytes.readUInt32LE(4);
  const tag = (id: number): number[] => {
    for (let i = 0; i < bytes.readUInt16LE(ifd); i++) {
      const at = ifd + 2 + 12 * i;
      if (bytes.readUInt16LE(at) !== id) continue;
      const short = bytes.readUInt16LE(at + 2) === 3;
      const count = bytes.readUInt32LE(at + 4);
      const size = short ? 2 : 4;
      const start = count * size > 4 ? bytes.readUInt32LE(at + 8) : at + 8;
      return Array.from({ length: count }, (_, k) =>
        short ? bytes.readUInt16LE(start + 2 * k) : bytes.readUInt32LE(start + 4 * k),
      );
    }
    return [];
  };
  if (tag(259)[0] !== 1) throw new Error('compressed');
  const data = Buffer.concat(tag(273).map((offset, i) => bytes.subarray(offset, offset + (tag(279)[i] as number))));
  const values = Float32Array.from({ length: data.length / 4 }, (_, i) => data.readFloatLE(4 * i));
  return { width: tag(256)[0] as number, height: tag(257)[0] as number, values };
}

describe.skipIf(!existsSync(WARP))('Toolik July 2015 warped to M01 by GDAL (needs ../shared/data)', () => {
  // Origin and step as the GeoTIFF has them: whole metres (EASE-6).
  const source = () => floatTiff(`${WARP}toolik_tair_2015-07_epsg3338.tif`);
  const locator = new GridLocator(albersGrid(180_713, 2_089_458, 10, 10, 1000));

  interface Place {
    readonly row: number;
    readonly col: number;
  }
  type Of = Weighted | undefined;
  /** Where a corner or the centre of a target cell lies on the source; (0.5, 0.5) is the centre. */
  const place = (row: number, col: number, margin?: number): Place | undefined => {
    const lat = latitudeOfRow('M01', 475 + row);
    return locator.locate(longitudeOfColumn('M01', 2930 + col), lat, margin);
  };
  const centre =
    (how: (at: Place) => Weighted) =>
    (r: number, c: number): Of => {
      const at = place(r + 0.5, c + 0.5);
      return at && how(at);
    };
  const corners = (r: number, c: number): Of => {
    const [a, b] = [place(r, c, 8), place(r + 1, c + 1, 8)];
    return a && b && boxAverage(a, b, 10, 10, 'repeat');
  };

  it.each([
    ['near', centre(({ row, col }) => nearest(row, col, 10, 10)), 93, 0],
    // 26 x 8 target cells on 10 x 10 of the source: GDAL takes these ratios as its scales
    ['bilinear', centre(({ row, col }) => widened(row, col, 10, 10, 8 / 10, 26 / 10)), 93, 1e-4],
    ['average', corners, 152, 1e-4],
  ] as const)('%s agrees cell by cell', (name, how, count, relative) => {
    const { values } = source();
    const gdal = floatTiff(`${WARP}toolik_tair_2015-07_ease2m01_${name}.tif`);
    let [cells, worst] = [0, 0];
    for (let r = 0; r < gdal.height; r++) {
      for (let c = 0; c < gdal.width; c++) {
        const weights = how(r, c);
        const theirs = gdal.values[r * gdal.width + c] as number;
        expect([r, c, weights !== undefined]).toEqual([r, c, theirs !== -9999]);
        if (!weights) continue;
        cells++;
        worst = Math.max(worst, Math.abs(sample(values, 0, weights) - theirs) / theirs);
      }
    }
    expect(cells).toBe(count);
    expect(worst).toBeLessThanOrEqual(relative);
  });

  it('average without repeating the edge leaves out what lies outside and is the same inside', () => {
    let [outside, inside] = [0, 0];
    for (let r = 0; r < 8; r++)
      for (let c = 0; c < 26; c++) {
        const [a, b] = [place(r, c, 8), place(r + 1, c + 1, 8)];
        if (!a || !b) continue;
        const [cut, repeat] = [boxAverage(a, b, 10, 10), boxAverage(a, b, 10, 10, 'repeat')];
        if (repeat && !cut) outside++;
        const within = [a, b].every((p) => p.row >= -0.5 && p.row <= 9.5 && p.col >= -0.5 && p.col <= 9.5);
        if (!within) continue;
        inside++;
        expect(cut).toEqual(repeat);
      }
    expect([outside, inside > 60]).toEqual([9, true]);
  });
});
