import type { GeoJSONSourceSpecification, StyleSpecification } from 'maplibre-gl';
import { COMMUNITIES, type NamedPlace, REGIONS, WATERS } from './places.ts';

export type Theme = 'light' | 'dark';

/** Data are drawn under this layer: coast, borders and labels stay on top. */
export const DATA_BEFORE = 'coast';

interface Palette {
  readonly water: string;
  readonly land: string;
  readonly graticule: string;
  readonly coast: string;
  readonly border: string;
  readonly ink: string;
  readonly quiet: string;
  readonly waterInk: string;
  readonly halo: string;
  readonly mark: string;
  readonly markRing: string;
  /** Crosses of what was not taken over. */
  readonly rejected: string;
}

export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    water: '#d5e0e6',
    land: '#f3f1eb',
    graticule: '#c3d1d9',
    coast: '#4d5f6d',
    border: '#8b8578',
    ink: '#1d2a33',
    quiet: '#4a4a40',
    waterInk: '#51707f',
    halo: 'rgba(255,255,255,0.82)',
    mark: '#0b5a8a',
    markRing: '#ffffff',
    rejected: '#a3211b',
  },
  dark: {
    water: '#101c25',
    land: '#26323b',
    graticule: '#1c2b36',
    coast: '#93a9b7',
    border: '#75828b',
    ink: '#f2f6f8',
    quiet: '#cfd6da',
    waterInk: '#7d9bab',
    halo: 'rgba(10,18,24,0.78)',
    mark: '#ffc857',
    markRing: '#10202b',
    rejected: '#ff9c92',
  },
};

const empty: GeoJSONSourceSpecification = { type: 'geojson', data: { type: 'FeatureCollection', features: [] } };

const points = (places: readonly NamedPlace[]): GeoJSONSourceSpecification => ({
  type: 'geojson',
  data: {
    type: 'FeatureCollection',
    features: places.map(({ name, lon, lat, rank }) => ({
      type: 'Feature',
      properties: { name, rank },
      geometry: { type: 'Point', coordinates: [lon, lat] },
    })),
  },
});

/** Meridians and parallels every ten degrees. */
function graticule(): GeoJSONSourceSpecification {
  const lines: [number, number][][] = [];
  for (let lon = -180; lon < 180; lon += 10) {
    lines.push(Array.from({ length: 33 }, (_, i): [number, number] => [lon, -80 + 5 * i]));
  }
  for (let lat = -80; lat <= 80; lat += 10) {
    lines.push(Array.from({ length: 73 }, (_, i): [number, number] => [-180 + 5 * i, lat]));
  }
  return {
    type: 'geojson',
    data: { type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates: lines } },
  };
}

/**
 * The whole style: bundled land, coast and borders, labels drawn from local fonts (no `glyphs` URL), no outside request.
 * Light and dark differ in paint properties only, so that the layers deck.gl refers to never go away.
 *
 * @param basemap  URL of basemap.json, same origin
 */
export function mapStyle(theme: Theme, basemap: string): StyleSpecification {
  const p = PALETTES[theme];
  const kind = (name: string): ['==', ['get', string], string] => ['==', ['get', 'kind'], name];
  const label = { 'text-color': p.ink, 'text-halo-color': p.halo, 'text-halo-width': 1.4, 'text-halo-blur': 0.4 };
  return {
    version: 8,
    projection: { type: 'globe' },
    sky: { 'atmosphere-blend': 0 },
    sources: {
      base: { type: 'geojson', data: basemap, tolerance: 0.2, maxzoom: 9 },
      graticule: graticule(),
      communities: points(COMMUNITIES),
      regions: points(REGIONS),
      waters: points(WATERS),
      sites: empty,
      accepted: empty,
      rejected: empty,
      probe: empty,
      place: empty,
    },
    layers: [
      { id: 'water', type: 'background', paint: { 'background-color': p.water } },
      { id: 'graticule', type: 'line', source: 'graticule', paint: { 'line-color': p.graticule, 'line-width': 0.8 } },
      { id: 'land', type: 'fill', source: 'base', filter: kind('land'), paint: { 'fill-color': p.land } },
      {
        id: 'coast',
        type: 'line',
        source: 'base',
        filter: kind('coast'),
        paint: {
          'line-color': p.coast,
          'line-width': ['interpolate', ['linear'], ['zoom'], 2, 0.4, 5, 0.8, 9, 1.4],
          'line-opacity': 0.85,
        },
      },
      {
        id: 'border',
        type: 'line',
        source: 'base',
        filter: kind('border'),
        paint: { 'line-color': p.border, 'line-width': 0.9, 'line-dasharray': [4, 2], 'line-opacity': 0.8 },
      },
      {
        id: 'sites',
        type: 'circle',
        source: 'sites',
        minzoom: 3.2,
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 3, 1.8, 6, 3.2, 9, 5],
          'circle-color': p.markRing,
          'circle-stroke-color': p.ink,
          'circle-stroke-width': 1,
        },
      },
      // Under the dots, and larger: where some rows of a place were taken and some were not, both are seen.
      {
        id: 'rejected',
        type: 'symbol',
        source: 'rejected',
        layout: {
          'text-field': '×',
          'text-font': ['Thawcast Medium'],
          'text-size': ['interpolate', ['linear'], ['zoom'], 3, 27, 9, 42],
          'text-allow-overlap': true,
          'text-ignore-placement': true,
        },
        paint: { 'text-color': p.rejected, 'text-halo-color': p.halo, 'text-halo-width': 1.5 },
      },
      {
        id: 'accepted',
        type: 'circle',
        source: 'accepted',
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 3, 3.6, 6, 5, 9, 7],
          'circle-color': p.mark,
          'circle-stroke-color': p.markRing,
          'circle-stroke-width': 1.2,
        },
      },
      {
        id: 'probe',
        type: 'line',
        source: 'probe',
        paint: { 'line-color': p.ink, 'line-width': 1.6 },
      },
      {
        id: 'place',
        type: 'circle',
        source: 'place',
        paint: {
          'circle-radius': 6,
          'circle-color': p.mark,
          'circle-stroke-color': p.markRing,
          'circle-stroke-width': 2.5,
        },
      },
      {
        id: 'waters',
        type: 'symbol',
        source: 'waters',
        minzoom: 2.6,
        layout: {
          'text-field': ['get', 'name'],
          'text-font': ['Thawcast Italic'],
          'text-size': ['interpolate', ['linear'], ['zoom'], 3, 12, 6, 17],
          'text-letter-spacing': 0.12,
          'text-max-width': 7,
          'symbol-sort-key': ['+', ['get', 'rank'], 2],
        },
        paint: { ...label, 'text-color': p.waterInk, 'text-halo-width': 0.8 },
      },
      {
        id: 'regions',
        type: 'symbol',
        source: 'regions',
        minzoom: 3.6,
        layout: {
          'text-field': ['get', 'name'],
          'text-font': ['Thawcast Italic'],
          'text-size': ['interpolate', ['linear'], ['zoom'], 3.6, 11.5, 7, 17],
          'text-letter-spacing': 0.08,
          'text-max-width': 8,
          'symbol-sort-key': ['+', ['get', 'rank'], 3],
        },
        paint: { ...label, 'text-color': p.quiet },
      },
      {
        id: 'community-dots',
        type: 'circle',
        source: 'communities',
        minzoom: 1.8,
        filter: ['<=', ['get', 'rank'], ['step', ['zoom'], 1, 3.7, 2, 5.2, 3]],
        paint: {
          'circle-radius': 2.4,
          'circle-color': p.ink,
          'circle-stroke-color': p.halo,
          'circle-stroke-width': 1,
        },
      },
      {
        id: 'communities',
        type: 'symbol',
        source: 'communities',
        minzoom: 1.8,
        filter: ['<=', ['get', 'rank'], ['step', ['zoom'], 1, 3.7, 2, 5.2, 3]],
        layout: {
          'text-field': ['get', 'name'],
          'text-font': ['Thawcast Medium'],
          'text-size': ['interpolate', ['linear'], ['zoom'], 3, 11.5, 7, 14],
          'text-variable-anchor': ['left', 'right', 'bottom', 'top'],
          'text-radial-offset': 0.5,
          'text-justify': 'auto',
          'symbol-sort-key': ['get', 'rank'],
        },
        paint: label,
      },
    ],
  };
}
