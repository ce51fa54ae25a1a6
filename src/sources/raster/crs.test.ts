import { describe, expect, it } from 'vitest';
import { crsOf } from './crs.ts';

const WKT = (name: string) =>
  `PROJCS["x",GEOGCS["g",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["${name}"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",30.0],UNIT["Meter",1.0]]`;

/** Metres of the places of SOURCES 2.2, computed outside this code base. */
const PLACES = [
  [-156.6, 71.3167, -15_109_751.49, 6_952_114.03],
  [-149.6, 68.6167, -14_434_347.53, 6_832_722.74],
  [-161.8, 60.78, -15_611_480.14, 6_401_086.82],
] as const;

describe('reference systems', () => {
  it('EASE-Grid 2.0 by its code, and EASE-7 by the parameters of a projection called Behrmann', async () => {
    for (const text of ['EPSG:6933', WKT('Behrmann'), WKT('Cylindrical_Equal_Area')]) {
      const crs = await crsOf(text);
      for (const [lon, lat, x, y] of PLACES) {
        const [a, b] = crs?.toLonLat(x, y) ?? [];
        expect(a).toBeCloseTo(lon, 6);
        expect(b).toBeCloseTo(lat, 6);
      }
    }
  });

  it('goes back to where it came from', async () => {
    for (const text of ['EPSG:6933', 'EPSG:4326', 'EPSG:3338', 'EPSG:3413', 'EPSG:32606', WKT('Behrmann')]) {
      const crs = await crsOf(text);
      for (const [lon, lat] of PLACES) {
        const [a, b] = crs?.toLonLat(...crs.fromLonLat(lon, lat)) ?? [];
        expect(a).toBeCloseTo(lon, 9);
        expect(b).toBeCloseTo(lat, 9);
      }
    }
  });

  it('EPSG:3410 is the sphere: its metres read as 6933 would be a quarter of a degree off', async () => {
    const [old, now] = [await crsOf('EPSG:3410'), await crsOf('EPSG:6933')];
    const [x, y] = [-14_434_347, 6_832_722];
    const [a, b] = [old?.toLonLat(x, y), now?.toLonLat(x, y)];
    expect(Math.abs((a?.[0] as number) - (b?.[0] as number))).toBeGreaterThan(0.2);
    expect(Math.abs((a?.[1] as number) - (b?.[1] as number))).toBeGreaterThan(0.2);
  });

  it('knows UTM and the Albers grids of Alaska and ABoVE, and no other code', async () => {
    const at = async (text: string, x: number, y: number) => (await crsOf(text))?.toLonLat(x, y);
    expect((await at('EPSG:32606', 500_000, 7_600_000))?.[0]).toBeCloseTo(-147, 9);
    expect(await at('EPSG:3338', 0, 0)).toEqual([expect.closeTo(-154, 9), expect.closeTo(50, 9)]);
    expect(await at('ESRI:102001', 0, 0)).toEqual([expect.closeTo(-96, 9), expect.closeTo(40, 9)]);
    for (const text of ['EPSG:4267', 'EPSG:32699', 'EPSG:99999', 'somewhere', '+proj=nonsense', 'PROJCS["x"', ''])
      expect(await crsOf(text)).toBeUndefined();
  });
});
