/** A TopoJSON topology as the npm atlases carry it: quantised, delta-encoded arcs. */
export interface Topology {
  readonly transform: { readonly scale: readonly [number, number]; readonly translate: readonly [number, number] };
  readonly arcs: readonly (readonly (readonly number[])[])[];
  readonly objects: Readonly<Record<string, { readonly geometries: readonly Geometry[] }>>;
}

type Geometry =
  | { readonly type: 'Polygon'; readonly arcs: readonly (readonly number[])[] }
  | { readonly type: 'MultiPolygon'; readonly arcs: readonly (readonly (readonly number[])[])[] };

/** lon, lat in degrees. */
export type Point = readonly [number, number];
type Line = readonly Point[];

/** What the map is drawn on: GeoJSON features with a `kind`. */
export interface Basemap {
  readonly type: 'FeatureCollection';
  readonly features: readonly BasemapFeature[];
}

export interface BasemapFeature {
  readonly type: 'Feature';
  readonly properties: { readonly kind: 'land' | 'coast' | 'border' };
  readonly geometry:
    | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Line[])[] }
    | { readonly type: 'MultiLineString'; readonly coordinates: readonly Line[] };
}

/**
 * Land, coast and borders of the world from a world-atlas topology: fine around Alaska, coarse far away, cut at 180°.
 * Every arc is simplified once, so neighbours still share their border exactly.
 */
export function basemapOf(topology: Topology): Basemap {
  const arcs = decode(topology).map((arc) => simplify(arc));
  const land = topology.objects.land?.geometries ?? [];
  const polygons = land
    .flatMap((geometry): readonly (readonly (readonly number[])[])[] =>
      geometry.type === 'Polygon' ? [geometry.arcs] : geometry.arcs,
    )
    .flatMap((rings) => cutPolygon(rings.map((ring) => stitch(ring, arcs)).filter(worthDrawing)));
  const owners = countOwners(topology.objects.countries?.geometries ?? [], arcs.length);
  const lines = (wanted: (n: number) => boolean): Line[] =>
    arcs.filter((arc, i) => wanted(owners[i] ?? 0) && worthDrawing(arc)).flatMap((arc) => cutLine(arc));
  return {
    type: 'FeatureCollection',
    features: [
      feature('land', { type: 'MultiPolygon', coordinates: polygons.map((rings) => rings.map(rounded)) }),
      feature('coast', { type: 'MultiLineString', coordinates: lines((n) => n === 1).map(rounded) }),
      feature('border', { type: 'MultiLineString', coordinates: lines((n) => n > 1).map(rounded) }),
    ],
  };
}

const feature = (kind: BasemapFeature['properties']['kind'], geometry: BasemapFeature['geometry']): BasemapFeature => ({
  type: 'Feature',
  properties: { kind },
  geometry,
});

function decode({ arcs, transform }: Topology): Point[][] {
  const [sx, sy] = transform.scale;
  const [tx, ty] = transform.translate;
  return arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map(([dx = 0, dy = 0]) => {
      x += dx;
      y += dy;
      return [x * sx + tx, y * sy + ty] as const;
    });
  });
}

/** Degrees of deviation a person cannot see: 0.004° where the studio's data are, more where only the globe's back is. */
function tolerance([lon, lat]: Point): number {
  if (lat > 51 && lat < 74 && (lon < -128 || lon > 172)) return 0.004;
  if (lat > 40 && (lon < -95 || lon > 140)) return 0.06;
  return 0.3;
}

/** Douglas-Peucker with a tolerance that depends on the place; end points stay, closed arcs keep their farthest point. */
function simplify(arc: readonly Point[]): Point[] {
  const keep = new Uint8Array(arc.length);
  keep[0] = 1;
  keep[arc.length - 1] = 1;
  const open: [number, number][] = [[0, arc.length - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span;
    let worst = 0;
    let at = -1;
    for (let i = from + 1; i < to; i++) {
      const point = arc[i] as Point;
      const off = deviation(point, arc[from] as Point, arc[to] as Point) / tolerance(point);
      if (off > worst) [worst, at] = [off, i];
    }
    if (worst <= 1) continue;
    keep[at] = 1;
    open.push([from, at], [at, to]);
  }
  return arc.filter((_, i) => keep[i] === 1);
}

/** Distance of a point from a segment, degrees of latitude. */
function deviation(p: Point, a: Point, b: Point): number {
  const shrink = Math.cos((p[1] * Math.PI) / 180);
  const [bx, by] = [(b[0] - a[0]) * shrink, b[1] - a[1]];
  const [px, py] = [(p[0] - a[0]) * shrink, p[1] - a[1]];
  const length = bx * bx + by * by;
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, (px * bx + py * by) / length));
  return Math.hypot(px - t * bx, py - t * by);
}

/** Islands smaller than the eye can tell at their distance from Alaska are left out. */
function worthDrawing(line: Line): boolean {
  const [first, last] = [line[0], line[line.length - 1]];
  if (!first || !last) return false;
  if (first[0] !== last[0] || first[1] !== last[1]) return true;
  const lons = line.map((p) => p[0]);
  const lats = line.map((p) => p[1]);
  const size = Math.max(Math.max(...lons) - Math.min(...lons), Math.max(...lats) - Math.min(...lats));
  return line.length > 3 && size > 3 * tolerance(first);
}

function stitch(ring: readonly number[], arcs: readonly (readonly Point[])[]): Point[] {
  const points: Point[] = [];
  for (const index of ring) {
    const arc = index < 0 ? [...(arcs[~index] as readonly Point[])].reverse() : (arcs[index] as readonly Point[]);
    points.push(...(points.length > 0 ? arc.slice(1) : arc));
  }
  return points;
}

function countOwners(countries: readonly Geometry[], arcs: number): Uint8Array {
  const owners = new Uint8Array(arcs);
  for (const country of countries) {
    for (const index of country.arcs.flat(2)) {
      const arc = index < 0 ? ~index : index;
      owners[arc] = (owners[arc] as number) + 1;
    }
  }
  return owners;
}

/** Longitudes made continuous: the next point is always less than 180° away. */
function unwrap(line: Line): Point[] {
  let turn = 0;
  return line.map(([lon, lat], i) => {
    const before = line[i - 1];
    if (before && lon - before[0] > 180) turn -= 360;
    if (before && lon - before[0] < -180) turn += 360;
    return [lon + turn, lat] as const;
  });
}

/** A polygon as polygons that do not cross 180°; one that circles a pole (Antarctica) is closed along the map's edge. */
function cutPolygon(rings: readonly Line[]): Line[][] {
  return rings.flatMap((ring, i) => {
    const open = unwrap(ring);
    const first = open[0] as Point;
    const last = open[open.length - 1] as Point;
    if (Math.abs(last[0] - first[0]) > 180) open.push([last[0], -90], [first[0], -90], first);
    const lons = open.map((p) => p[0]);
    if (Math.min(...lons) >= -180 && Math.max(...lons) <= 180) {
      // A hole stays with its outer ring; rings that cross 180° have none in these atlases.
      return i === 0 ? [[open, ...rings.slice(1)]] : [];
    }
    return [-360, 0, 360]
      .map((shift) => clip(open, -180 + shift, 180 + shift).map(([lon, lat]) => [lon - shift, lat] as const))
      .filter((part) => part.length > 3)
      .map((part) => [part]);
  });
}

/** Sutherland-Hodgman against two meridians. */
function clip(ring: Line, west: number, east: number): Point[] {
  const half = (points: Line, lon: number, inside: (x: number) => boolean): Point[] => {
    const kept: Point[] = [];
    points.forEach((p, i) => {
      const q = points[(i + 1) % points.length] as Point;
      if (inside(p[0])) kept.push(p);
      if (inside(p[0]) !== inside(q[0])) kept.push([lon, p[1] + ((lon - p[0]) / (q[0] - p[0])) * (q[1] - p[1])]);
    });
    return kept;
  };
  const part = half(
    half(ring, west, (x) => x >= west),
    east,
    (x) => x <= east,
  );
  return part.length > 0 ? [...part, part[0] as Point] : part;
}

function cutLine(line: Line): Line[] {
  const parts: Point[][] = [[]];
  line.forEach((p, i) => {
    const before = line[i - 1];
    if (before && Math.abs(p[0] - before[0]) > 180) {
      const edge = before[0] > 0 ? 180 : -180;
      const reach = p[0] + (before[0] > 0 ? 360 : -360);
      const share = reach === before[0] ? 0 : (edge - before[0]) / (reach - before[0]);
      const lat = before[1] + share * (p[1] - before[1]);
      (parts[parts.length - 1] as Point[]).push([edge, lat]);
      parts.push([[-edge, lat]]);
    }
    (parts[parts.length - 1] as Point[]).push(p);
  });
  return parts.flatMap(withoutEdge);
}

/** The atlas closes countries along 180° itself: that is a cut, not a coast. */
function withoutEdge(line: Line): Line[] {
  const parts: Point[][] = [[]];
  line.forEach((p, i) => {
    const before = line[i - 1];
    if (before && onEdge(before) && onEdge(p)) parts.push([]);
    (parts[parts.length - 1] as Point[]).push(p);
  });
  return parts.filter((part) => part.length > 1);
}

const onEdge = ([lon]: Point): boolean => Math.abs(lon) > 179.99;

const rounded = (line: Line): Line =>
  line.map((p) => {
    const digits = tolerance(p) < 0.05 ? 1000 : 100;
    return [Math.round(p[0] * digits) / digits, Math.round(p[1] * digits) / digits] as const;
  });
