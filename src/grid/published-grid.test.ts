import { existsSync, readFileSync } from 'node:fs';
import * as h5wasm from 'h5wasm/node';
import { describe, expect, it } from 'vitest';
import { cellSize, colsOf, project, projectedCentreOf, rowsOf, X0, Y0 } from './ease2.ts';
import { A, E } from './ellipsoid.ts';
import { LEVELS } from './level.ts';

const ROOT = '../shared/data/ease2';

describe.skipIf(!existsSync(ROOT))(
  'the grid against what NSIDC and SMAP publish (skipped without ../shared/data)',
  () => {
    it.each(LEVELS)('has the constants of the %s definition file', (level) => {
      const gpd = readFileSync(`${ROOT}/gpd/EASE2_${level}km.gpd`, 'utf8');
      const constant = (name: string): number => Number(new RegExp(`^${name}:\\s*([-\\d.]+)`, 'm').exec(gpd)![1]);
      expect(constant('Map Equatorial Radius')).toBe(A);
      expect(constant('Map Eccentricity')).toBe(E);
      expect(constant('Map Second Reference Latitude')).toBe(30);
      expect(constant('Map Origin X')).toBe(X0);
      expect(constant('Map Origin Y')).toBe(Y0);
      // Printed with 9 to 11 decimals, and M09, M03 from another rounding of the same size.
      expect(Math.abs(constant('Grid Map Units per Cell') - cellSize(level))).toBeLessThan(1e-7);
      expect([constant('Grid Width'), constant('Grid Height')]).toEqual([colsOf(level), rowsOf(level)]);
    });

    it('lies within a metre of every cell centre of the SMAP 36-km product', async () => {
      await h5wasm.ready;
      const file = new h5wasm.File(`${ROOT}/SMAP_L3_36km_latlon.nc4`, 'r');
      const { lats, lons } = latLonOf(file);
      file.close();
      expect(lats.length).toBe(406 * 964);
      let worst = 0;
      let valid = 0;
      lats.forEach((lat, i) => {
        const lon = lons[i]!;
        if (lat < -90 || lon < -180) return; // -9999: no data there
        valid++;
        const theirs = project(lon, lat);
        const ours = projectedCentreOf('M36', Math.floor(i / 964), i % 964);
        worst = Math.max(worst, Math.abs(theirs.x - ours.x), Math.abs(theirs.y - ours.y));
      });
      console.log(`SMAP cell centres: ${valid} valid, worst difference ${worst.toFixed(3)} m`);
      expect(valid).toBe(60_840);
      expect(worst).toBeLessThan(1);
    });
  },
);

/** The two 406 x 964 arrays, whatever group the product keeps them in. */
function latLonOf(file: h5wasm.File): { lats: Float32Array; lons: Float32Array } {
  const found: Record<string, Float32Array> = {};
  const walk = (group: h5wasm.Group): void => {
    for (const name of group.keys()) {
      const node = group.get(name);
      if (node instanceof h5wasm.Group) walk(node);
      else if (node instanceof h5wasm.Dataset && /^(latitude|longitude)$/.test(name))
        found[name] = node.value as Float32Array;
    }
  };
  walk(file.get('/') as h5wasm.Group);
  return { lats: found.latitude!, lons: found.longitude! };
}
