import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import proj4 from 'proj4';
import { describe, expect, it } from 'vitest';
import { centreOf } from '../grid/ease2.ts';
import { type CentreGrid, GridLocator } from './grid-locator.ts';
import { bilinear, cellAverage, nearest, sample } from './resample.ts';

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

  it.each([
    ['near', nearest, 11.58966],
    ['bilinear', bilinear, 11.59535],
  ] as const)('%s agrees cell by cell', (name, how, stated) => {
    const { values } = source();
    const gdal = floatTiff(`${WARP}toolik_tair_2015-07_ease2m01_${name}.tif`);
    const ours: number[] = [];
    let worst = 0;
    for (let r = 0; r < gdal.height; r++) {
      for (let c = 0; c < gdal.width; c++) {
        const { lon, lat } = centreOf('M01', 475 + r, 2930 + c);
        const at = locator.locate(lon, lat);
        const theirs = gdal.values[r * gdal.width + c] as number;
        expect(at !== undefined).toBe(theirs !== -9999);
        if (!at) continue;
        const value = sample(values, 0, how(at.row, at.col, 10, 10));
        ours.push(value);
        worst = Math.max(worst, Math.abs(value - theirs));
      }
    }
    expect(ours.length).toBe(93);
    // GDAL widens its bilinear kernel where target cells are coarser than the source's, as here from north to south; ours does not.
    expect(Math.abs(ours.reduce((sum, v) => sum + v, 0) / 93 - stated)).toBeLessThan(name === 'near' ? 1e-5 : 0.003);
    expect(worst).toBeLessThan(name === 'near' ? 1e-5 : 0.03);
  });
});
