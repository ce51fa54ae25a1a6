import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../core/random.ts';
import { latitudeOfRow, longitudeOfColumn } from '../../grid/ease2.ts';
import type { Level } from '../../grid/level.ts';
import { windowCentre, windowOf } from '../../grid/window.ts';
import { crsOf } from '../../sources/raster/crs.ts';
import { extentOnWindow } from './extent-on-window.ts';
import { gridDoubt } from './grid-doubt.ts';
import { regrid } from './regrid.ts';
import type { AffineSource, CentreSource, RegridSource } from './regrid-source.ts';
import type { RegridTarget } from './strip.ts';

type At = (x: number, y: number) => number;

/** A field on Alaska Albers, as six numbers and a system. */
async function albers(x0: number, y0: number, rows: number, cols: number, step: number, at: At): Promise<AffineSource> {
  const crs = await crsOf('EPSG:3338');
  if (!crs) throw new Error('EPSG:3338');
  const values = Float32Array.from({ length: rows * cols }, (_, i) =>
    at(x0 + ((i % cols) + 0.5) * step, y0 - (Math.floor(i / cols) + 0.5) * step),
  );
  return { rows, cols, transform: [step, 0, x0, 0, -step, y0], crs, values };
}

/** The same, known by its centres alone. */
function centresOf({ rows, cols, transform: [a, b, c, d, e, f], crs, values }: AffineSource): CentreSource {
  const [lat, lon] = [new Float64Array(rows * cols), new Float64Array(rows * cols)];
  for (let i = 0; i < rows * cols; i++) {
    const [col, row] = [(i % cols) + 0.5, Math.floor(i / cols) + 0.5];
    const [x, y] = crs.toLonLat(a * col + b * row + c, d * col + e * row + f);
    lon[i] = ((((x + 180) % 360) + 360) % 360) - 180;
    lat[i] = y;
  }
  return { rows, cols, lat, lon, values, cell: Math.abs(a) };
}

/** Parallels and meridians. */
function degreesGrid(lats: readonly number[], lons: readonly number[], at: At): CentreSource {
  const [rows, cols] = [lats.length, lons.length];
  const lat = Float64Array.from({ length: rows * cols }, (_, i) => lats[Math.floor(i / cols)] as number);
  const lon = Float64Array.from({ length: rows * cols }, (_, i) => lons[i % cols] as number);
  const values = Float64Array.from(lat, (y, i) => at(lon[i] as number, y));
  return { rows, cols, lat, lon, values: Float32Array.from(values), cell: 50_000 };
}

const whole = (level: Level) => {
  const { rows, cols } = windowOf(level);
  return { level, rows: [0, rows], cols: [0, cols] } as const;
};
const range = (n: number, from: number, step: number) => Array.from({ length: n }, (_, i) => from + i * step);
const present = (values: Float32Array) => values.filter((v) => !Number.isNaN(v)).length;
const meanOf = (values: Float32Array, weight: (i: number) => number = () => 1): number => {
  let [sum, total] = [0, 0];
  values.forEach((v, i) => {
    if (Number.isNaN(v)) return;
    sum += v * weight(i);
    total += weight(i);
  });
  return sum / total;
};
const METHODS = ['nearest', 'bilinear', 'average'] as const;

describe('a field brought to the grid', () => {
  it('stays constant where it is constant, by every method, level and kind of grid', async () => {
    const field = await albers(100_000, 2_150_000, 90, 80, 3000, () => 7.25);
    for (const source of [field, centresOf(field)]) {
      for (const level of ['M01', 'M03', 'M09', 'M36'] as const) {
        const target = extentOnWindow(source, level) as RegridTarget;
        for (const method of METHODS) {
          const { values, cover } = await regrid(source, target, method);
          expect(present(values)).toBeGreaterThan(0);
          expect(values.every((v) => Number.isNaN(v) || Math.abs(v - 7.25) < 1e-6)).toBe(true);
          expect(values.every((v, i) => Number.isNaN(v) === (cover[i] as number) < 0.5)).toBe(true);
        }
      }
    }
  });

  it('keeps a plane under bilinear: in x and y of its own map, and in degrees', async () => {
    const plane: At = (x, y) => x / 1e5 - y / 3e5;
    const field = await albers(-200_000, 1_900_000, 60, 70, 5000, plane);
    const target = extentOnWindow(field, 'M01') as RegridTarget;
    const width = target.cols[1] - target.cols[0];
    for (const source of [field, centresOf(field)]) {
      const { values } = await regrid(source, target, 'bilinear');
      expect(present(values)).toBeGreaterThan(5000);
      let worst = 0;
      values.forEach((v, i) => {
        if (Number.isNaN(v)) return;
        const { lon, lat } = windowCentre('M01', target.rows[0] + Math.floor(i / width), target.cols[0] + (i % width));
        const [x, y] = field.crs.fromLonLat(lon, lat);
        const inside = x > -197_500 && x < 147_500 && y < 1_897_500 && y > 1_602_500;
        if (inside) worst = Math.max(worst, Math.abs(v - plane(x, y)));
      });
      expect(worst).toBeLessThan(5e-5); // 5e-4 cells of 5 km
    }
  });

  it('is the same for rows and columns in any order, longitudes of any turn, and across 180 degrees', async () => {
    const at: At = (x, y) => Math.sin(x / 3) + Math.cos(y / 2);
    const lats = range(12, 60, 0.75);
    const lons = range(40, 170, 1); // to 209 E: across the date line into Alaska
    const wrap = (x: number) => (x >= 180 ? x - 360 : x);
    const turned: At = (x, y) => at(x < 0 ? x + 360 : x, y);
    const target = { level: 'M09', rows: [30, 90], cols: [0, 200] } as const;
    for (const method of METHODS) {
      const first = await regrid(degreesGrid(lats, lons.map(wrap), turned), target, method);
      expect(present(first.values)).toBeGreaterThan(1000);
      const others = [
        degreesGrid([...lats].reverse(), lons.map(wrap), turned),
        degreesGrid(lats, [...lons].reverse().map(wrap), turned),
        degreesGrid([...lats].reverse(), [...lons].reverse(), at),
      ];
      for (const other of others) {
        const { values } = await regrid(other, target, method);
        let worst = 0;
        values.forEach((v, i) => {
          if (Number.isNaN(v) !== Number.isNaN(first.values[i] as number)) worst = 99;
          if (!Number.isNaN(v)) worst = Math.max(worst, Math.abs(v - (first.values[i] as number)));
        });
        expect(worst).toBeLessThan(method === 'nearest' ? 1e-6 : 1e-3);
      }
    }
  });

  it('keeps the mean under average, gaps and all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), async (seed) => {
        const random = new Random(seed);
        // 200 x 300 km of Alaska: equal areas on the map, cells of M03 (whole area) are larger.
        const field = await albers(50_000, 1_800_000, 100, 150, 2000, () =>
          random.uniform() < 0.2 ? Number.NaN : random.normal(),
        );
        const target = extentOnWindow(field, 'M03') as RegridTarget;
        const { values, cover } = await regrid(field, target, 'average', { leastCover: 0 });
        // Each target weighs by what of it has a value: regrid of 0 and 1 gives that share.
        const there = { ...field, values: field.values.map((v) => (Number.isNaN(v) ? 0 : 1)) };
        const share = await regrid(there, target, 'average', { leastCover: 0 });
        const got = meanOf(values, (i) => (cover[i] as number) * (share.values[i] as number));
        expect(Math.abs(got - meanOf(field.values))).toBeLessThan(2e-4);
        const covered = cover.reduce((s, c) => s + c, 0) * (3 * 1.00089502334956) ** 2;
        expect(Math.abs(covered / (200 * 300) - 1)).toBeLessThan(1e-3);
      }),
      { numRuns: 5 },
    );
  });

  it('leaves gaps as gaps: less than half of a target known is not known', async () => {
    const field = await albers(150_000, 2_100_000, 40, 40, 1000, (x) => (x > 170_000 ? 1 : Number.NaN));
    const target = extentOnWindow(field, 'M01') as RegridTarget;
    for (const method of METHODS) {
      const { values } = await regrid(field, target, method);
      const width = target.cols[1] - target.cols[0];
      values.forEach((v, i) => {
        const { lon, lat } = windowCentre('M01', target.rows[0] + Math.floor(i / width), target.cols[0] + (i % width));
        const x = field.crs.fromLonLat(lon, lat)[0];
        if (x < 169_500) expect(v).toBeNaN();
      });
      const strict = await regrid(field, target, method, { leastCover: 0.999 });
      const lax = await regrid(field, target, method, { leastCover: 0.01 });
      expect(present(strict.values)).toBeLessThanOrEqual(present(values));
      expect(present(lax.values)).toBeGreaterThanOrEqual(present(values));
    }
  });

  it('carries the sd: common errors stay, independent ones shrink, mixed cells add their scatter', async () => {
    const n = 60 * 60;
    const field = await albers(150_000, 2_100_000, 60, 60, 500, () => 3);
    const source = { ...field, sd: new Float32Array(n).fill(0.4) };
    const target = extentOnWindow(source, 'M03') as RegridTarget;
    const at = async (correlation: number) => (await regrid(source, target, 'average', { correlation })).sd;
    const [common, none] = [await at(1), await at(0)];
    expect(present(common as Float32Array)).toBeGreaterThan(20);
    const full = (await regrid(source, target, 'average')).cover;
    (common as Float32Array).forEach((s, i) => {
      if (Number.isNaN(s)) return;
      expect(s).toBeCloseTo(0.4, 6);
      if ((full[i] as number) < 0.9999) return;
      // 9.02 km2 of cells of 0.25 km2: 36 of them, some in part
      expect(none?.[i]).toBeGreaterThan(0.4 / Math.sqrt(50));
      expect(none?.[i]).toBeLessThan(0.4 / Math.sqrt(30));
    });
    const steep = { ...source, values: source.values.map((_, i) => (i % 60 < 30 ? 0 : 10)) };
    const mixed = await regrid(steep, extentOnWindow(steep, 'M01') as RegridTarget, 'bilinear');
    expect(mixed.values.filter((v) => v > 1 && v < 9).length).toBeGreaterThan(5);
    mixed.values.forEach((v, i) => {
      if (!Number.isNaN(v)) expect(mixed.sd?.[i]).toBeCloseTo(Math.hypot(0.4, Math.sqrt(v * (10 - v))), 3);
    });
  });

  it('brings all time steps with the same weights', async () => {
    const one = await albers(150_000, 2_100_000, 30, 30, 2000, (x, y) => x / 1e5 + y / 1e6);
    const two = { ...one, values: Float32Array.of(...one.values, ...one.values.map((v) => 2 * v)) };
    const target = extentOnWindow(one, 'M01') as RegridTarget;
    for (const method of METHODS) {
      const [a, b] = [(await regrid(one, target, method)).values, (await regrid(two, target, method)).values];
      expect([b.length, present(a) > 1000]).toEqual([2 * a.length, true]);
      expect(b.subarray(0, a.length)).toEqual(a);
      expect(b.subarray(a.length)).toEqual(a.map((v) => 2 * v));
    }
  });

  it('gives a field on the grid itself back as it was', async () => {
    const random = new Random(4);
    const target = { level: 'M01', rows: [400, 430], cols: [1000, 1050] } as const;
    const centre = (i: number) => windowCentre('M01', 400 + Math.floor(i / 50), 1000 + (i % 50));
    const source: CentreSource = {
      rows: 30,
      cols: 50,
      lat: Float64Array.from({ length: 1500 }, (_, i) => centre(i).lat),
      lon: Float64Array.from({ length: 1500 }, (_, i) => centre(i).lon),
      values: Float32Array.from({ length: 1500 }, () => (random.uniform() < 0.1 ? Number.NaN : random.normal())),
      cell: 1000,
    };
    expect(extentOnWindow(source, 'M01')).toEqual(target);
    for (const method of METHODS) {
      const { values, cover } = await regrid(source, target, method);
      expect(values).toEqual(source.values);
      expect(cover.every((c) => c === 1)).toBe(true);
    }
    const coarse = await regrid(source, { level: 'M03', rows: [134, 143], cols: [334, 350] }, 'average', {
      leastCover: 1 / 18,
    });
    coarse.values.forEach((v, i) => {
      const [row, col] = [2 + 3 * Math.floor(i / 16), 2 + 3 * (i % 16)];
      const inside = Array.from(
        { length: 9 },
        (_, k) => source.values[(row + Math.floor(k / 3)) * 50 + col + (k % 3)] as number,
      ).filter((x) => !Number.isNaN(x));
      if (inside.length > 0) expect(Math.abs(v - inside.reduce((a, b) => a + b) / inside.length)).toBeLessThan(2e-3);
    });
  });

  it('takes a single cell, row or column for cells of their size', async () => {
    for (const [rows, cols] of [
      [1, 1],
      [1, 5],
      [5, 1],
    ] as const) {
      const source = {
        ...degreesGrid(range(rows, 65, -0.25), range(cols, -150, 0.25), () => 5),
        cell: 28_000,
      };
      for (const method of METHODS) {
        const { values } = await regrid(source, whole('M09'), method);
        expect(present(values)).toBeGreaterThan(2 * rows * cols);
        expect(present(values)).toBeLessThan(25 * rows * cols);
      }
    }
  });

  it('refuses what is no rectangle or no field, and gives gaps where source and target do not meet', async () => {
    const field = await albers(150_000, 2_100_000, 10, 10, 1000, () => 1);
    const { rows } = windowOf('M36');
    await expect(regrid(field, { level: 'M36', rows: [0, rows + 1], cols: [0, 3] }, 'nearest')).rejects.toThrow(
      /window/,
    );
    await expect(regrid({ ...field, values: new Float32Array(99) }, whole('M36'), 'nearest')).rejects.toThrow(
      /99 values/,
    );
    const away = await regrid(field, { level: 'M01', rows: [900, 910], cols: [10, 20] }, 'average');
    expect([present(away.values), Math.max(...away.cover)]).toEqual([0, 0]);
    const nowhere = { ...centresOf(field), lat: new Float64Array(100).fill(Number.NaN) };
    expect(present((await regrid(nowhere, whole('M36'), 'average')).values)).toBe(0);
  });

  it('reads a swath whose sides hold fill values for places, and takes nothing from places that make no grid', async () => {
    const random = new Random(9);
    const full = degreesGrid(range(40, 60, 0.25), range(40, -160, 0.4), (x) => x);
    const side = (i: number) => i % 40 < 8 || i % 40 > 34 || i < 80;
    const swath = {
      ...full,
      lat: full.lat.map((v, i) => (side(i) ? -9999 : v)),
      lon: full.lon.map((v, i) => (side(i) ? -9999 : v)),
    };
    const whole36 = whole('M36');
    const [a, b] = [await regrid(swath, whole36, 'average'), await regrid(full, whole36, 'average')];
    expect(present(a.values)).toBeGreaterThan(200);
    a.values.forEach((v, i) => {
      if (!Number.isNaN(v)) expect(Math.abs(v - (b.values[i] as number))).toBeLessThan(0.05);
    });
    const scattered = {
      ...full,
      lat: full.lat.map(() => 54 + 18 * random.uniform()),
      lon: full.lon.map(() => -170 + 35 * random.uniform()),
    };
    const folded = { ...full, lat: full.lat.map((v) => 65 + Math.abs(v - 65)) };
    for (const source of [scattered, folded]) {
      expect(gridDoubt(source)).toContain('make no grid');
      for (const rule of ['area', 'gdal'] as const)
        expect(present((await regrid(source, whole('M36'), 'nearest', { rule })).values)).toBe(0);
    }
    for (const source of [full, swath]) expect(gridDoubt(source)).toBeUndefined();
  });

  it('stops when it is told to', async () => {
    const field = await albers(150_000, 2_100_000, 10, 10, 1000, () => 1);
    await expect(regrid(field, whole('M36'), 'nearest', { signal: AbortSignal.abort() })).rejects.toThrow();
  });
});

describe('the rectangle that a grid touches', () => {
  const extent = (lats: readonly number[], lons: readonly number[]) =>
    extentOnWindow(
      degreesGrid(lats, lons, () => 0),
      'M36',
    );

  it('holds the outer edges of the outermost cells, in any order and turn', () => {
    const a = extent(range(4, 64, 0.5), range(5, -150, 0.5));
    expect(a).toEqual(extent(range(4, 65.5, -0.5), range(5, 212, -0.5)));
    const { row0, col0 } = windowOf('M36');
    expect(latitudeOfRow('M36', row0 + (a?.rows[0] ?? 0))).toBeGreaterThanOrEqual(65.75);
    expect(latitudeOfRow('M36', row0 + (a?.rows[0] ?? 0) + 1)).toBeLessThan(65.75);
    expect(longitudeOfColumn('M36', col0 + (a?.cols[0] ?? 0))).toBeLessThanOrEqual(-150.25);
    expect(longitudeOfColumn('M36', col0 + (a?.cols[1] ?? 0))).toBeGreaterThanOrEqual(-147.75);
    expect(longitudeOfColumn('M36', col0 + (a?.cols[1] ?? 0) - 1)).toBeLessThan(-147.75);
  });

  it('is the whole window for a global grid of either turn and for one around the pole, and none elsewhere', async () => {
    const { rows, cols } = windowOf('M36');
    const all = { level: 'M36', rows: [0, rows], cols: [0, cols] };
    expect(extent(range(91, -90, 2), range(180, 0, 2))).toEqual(all);
    expect(extent(range(91, 90, -2), range(180, -179, 2))).toEqual(all);
    const crs = await crsOf('EPSG:3408');
    if (!crs) throw new Error('EPSG:3408');
    const polar = { rows: 100, cols: 100, values: new Float32Array(10_000), crs } as const;
    expect(extentOnWindow({ ...polar, transform: [1e5, 0, -5e6, 0, -1e5, 5e6] }, 'M36')).toEqual(all);
    expect(extent(range(5, 10, 1), range(5, -150, 1))).toBeUndefined();
    expect(extent(range(5, 65, 1), range(5, 20, 1))).toBeUndefined();
    expect(extent(range(5, 65, 1), range(9, 24, 1))).toBeUndefined();
  });
});

const WARP = '../shared/data/ease2/warp_toolik_2015_07/';

describe.skipIf(!existsSync(WARP))('Toolik July 2015 warped to M01 by GDAL (needs ../shared/data)', () => {
  const target = { level: 'M01', rows: [475 - 324, 483 - 324], cols: [2930 - 936, 2956 - 936] } as const;

  it.each([
    ['near', 'nearest', 93, 0],
    ['bilinear', 'bilinear', 93, 1e-4],
    ['average', 'average', 152, 1e-4],
  ] as const)('%s agrees cell by cell, from the map and from the centres', async (name, method, count, relative) => {
    const theirs = floatTiff(`${WARP}toolik_tair_2015-07_ease2m01_${name}.tif`);
    // Origin and step as the GeoTIFF has them: whole metres (EASE-6).
    const { values } = floatTiff(`${WARP}toolik_tair_2015-07_epsg3338.tif`);
    const field = { ...(await albers(180_713, 2_089_458, 10, 10, 1000, () => 0)), values };
    for (const source of [field, centresOf(field)] satisfies RegridSource[]) {
      const ours = await regrid(source, target, method, { rule: 'gdal' });
      expect(present(ours.values)).toBe(count);
      let worst = 0;
      theirs.values.forEach((v, i) => {
        expect([i, Number.isNaN(ours.values[i] as number)]).toEqual([i, v === -9999]);
        if (v !== -9999) worst = Math.max(worst, Math.abs((ours.values[i] as number) - v) / v);
      });
      expect(worst).toBeLessThanOrEqual(relative);
    }
  });
});

/** Values of a small uncompressed float32 GeoTIFF, by the offsets of its strips. */
function floatTiff(path: string): { readonly values: Float32Array } {
  const bytes = readFileSync(path);
  const ifd = bytes.readUInt32LE(4);
  const tag = (id: number): number[] => {
    for (let i = 0; i < bytes.readUInt16LE(ifd); i++) {
      const at = ifd + 2 + 12 * i;
      if (bytes.readUInt16LE(at) !== id) continue;
      const short = bytes.readUInt16LE(at + 2) === 3;
      const count = bytes.readUInt32LE(at + 4);
      const start = count * (short ? 2 : 4) > 4 ? bytes.readUInt32LE(at + 8) : at + 8;
      return Array.from({ length: count }, (_, k) =>
        short ? bytes.readUInt16LE(start + 2 * k) : bytes.readUInt32LE(start + 4 * k),
      );
    }
    return [];
  };
  if (tag(259)[0] !== 1) throw new Error('compressed');
  const data = Buffer.concat(tag(273).map((offset, i) => bytes.subarray(offset, offset + (tag(279)[i] as number))));
  return { values: Float32Array.from({ length: data.length / 4 }, (_, i) => data.readFloatLE(4 * i)) };
}
