import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Basemap, basemapOf, type Topology } from './basemap.ts';

const atlas = JSON.parse(readFileSync('node_modules/world-atlas/countries-10m.json', 'utf8')) as Topology;
const made = basemapOf(atlas);
const lines = (map: Basemap) =>
  map.features.flatMap(({ geometry }) =>
    geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : geometry.coordinates,
  );

describe('the basemap', () => {
  it('has no edge that spans more than 180 degrees, although the atlas has', () => {
    const jumps = lines(made).filter((line) => line.some((p, i) => i > 0 && Math.abs(p[0] - line[i - 1]![0]) > 180));
    // Antarctica is closed along the bottom edge of the map; nothing else may run across it.
    expect(jumps.filter((line) => line.some((p) => p[1] > -60))).toEqual([]);
  });

  it('draws no coast along 180 degrees, where the atlas only cuts', () => {
    for (const { properties, geometry } of made.features) {
      if (properties.kind === 'land' || geometry.type !== 'MultiLineString') continue;
      for (const line of geometry.coordinates) {
        for (let i = 1; i < line.length; i++) {
          expect(Math.min(Math.abs(line[i]![0]), Math.abs(line[i - 1]![0])) > 179.995).toBe(false);
        }
      }
    }
  });

  it('closes every ring of land', () => {
    for (const { properties, geometry } of made.features) {
      if (properties.kind !== 'land' || geometry.type !== 'MultiPolygon') continue;
      for (const ring of geometry.coordinates.flat()) expect(ring[0]).toEqual(ring[ring.length - 1]);
    }
  });

  it('puts Fairbanks on land and the Beaufort Sea in the water', () => {
    expect(onLand(-147.72, 64.84)).toBe(true);
    expect(onLand(-155, 66)).toBe(true);
    expect(onLand(170, 66.5)).toBe(true);
    expect(onLand(-175, 66.6)).toBe(true);
    expect(onLand(-145, 72)).toBe(false);
    expect(onLand(-150, 55)).toBe(false);
  });

  it('is what the committed file holds', () => {
    expect(JSON.parse(readFileSync('public/basemap.json', 'utf8'))).toEqual(JSON.parse(JSON.stringify(made)));
  });
});

function onLand(lon: number, lat: number): boolean {
  const land = made.features.find((f) => f.properties.kind === 'land')?.geometry;
  if (land?.type !== 'MultiPolygon') throw new Error('no land');
  let inside = false;
  for (const ring of land.coordinates.flat()) {
    for (let i = 1; i < ring.length; i++) {
      const [x1, y1] = ring[i - 1]!;
      const [x2, y2] = ring[i]!;
      if (y1 > lat !== y2 > lat && lon < x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
    }
  }
  return inside;
}
