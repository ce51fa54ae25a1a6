import { VARIABLES } from '../core/variable.ts';
import { windowCell } from '../grid/window.ts';
import { groupBy } from '../sources/group-by.ts';
import { groupsOf } from '../sources/reference-alaska/site-group.ts';
import type { Observed, Rejection } from '../sources/source.ts';
import type { ObservationTable } from '../store/schema.ts';
import { tableFromRows } from '../store/table.ts';

export interface Extent {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

const within = (o: Observed, e: Extent | undefined): boolean =>
  !e || (o.lon >= e.west && o.lon <= e.east && o.lat >= e.south && o.lat <= e.north);

/**
 * Observations as the store's table, in order of site, variable and month, with groups for site-blocked splits: sites linked by
 * steps of at most 25 km share a group, named after one of them. What lies outside the Alaska window is counted and left out.
 */
export function observationTable(
  observations: readonly Observed[],
  extent?: Extent,
): { readonly table: ObservationTable; readonly rejected: readonly Rejection[] } {
  const isInside = (o: Observed): boolean => windowCell('M01', o.lon, o.lat) !== undefined && within(o, extent);
  const inside = observations.filter(isInside);
  const outside = observations.filter((o) => !isInside(o));
  const sites = [...groupBy(inside, (o) => o.site)].sort(([a], [b]) => (a < b ? -1 : 1));
  const places = sites.map(([code, of]) => ({ code, lat: (of[0] as Observed).lat, lon: (of[0] as Observed).lon }));
  const groups = groupsOf(places);
  const rows = sites.flatMap(([, of], i) =>
    [...of]
      .sort((a, b) => (a.variable === b.variable ? a.month - b.month : a.variable < b.variable ? -1 : 1))
      .map(({ identity: _identity, place: _place, rank: _rank, depth, ...o }) => ({
        ...o,
        group: groups[i] as string,
        ...(depth ? { depthTop: depth[0], depthBottom: depth[1] } : {}),
        ...bounded(o),
      })),
  );
  const rejected = [...groupBy(outside, (o) => o.site)].map(([site, of]) => outsideRejection(site, of));
  return { table: tableFromRows(rows), rejected };
}

/** A value just outside the canonical range is shown at its own number but never scored. */
function bounded(o: Pick<Observed, 'variable' | 'value' | 'flag'>): Pick<Observed, 'flag'> {
  const [low, high] = VARIABLES[o.variable].range;
  return { flag: o.flag === 'ok' && (o.value < low || o.value > high) ? 'suspect' : o.flag };
}

function outsideRejection(site: string, of: readonly Observed[]): Rejection {
  const [first] = of as [Observed, ...Observed[]];
  return {
    file: first.origin.slice(0, first.origin.lastIndexOf(':')),
    where: site,
    found: `${first.lat.toFixed(3)} N, ${first.lon.toFixed(3)} E`,
    count: of.length,
    at: { lat: first.lat, lon: first.lon },
    rule: 'outside the Alaska window (-170.3 to -134.4, 53.7 to 72.3) or the extent asked for',
    todo: 'check sign and order of the coordinates, if the site is in Alaska',
  };
}
