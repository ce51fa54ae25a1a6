import type { VariableName } from '../core/variable.ts';
import { distance } from '../grid/distance.ts';
import { cellAt } from '../grid/ease2.ts';
import type { ObservationTable } from './schema.ts';
import { type ObservationRow, rowOf } from './table.ts';

/** An observation and how far it is from where somebody asks, m. */
export interface NearObservation extends ObservationRow {
  readonly distance: number;
}

/** A place where something was measured. */
export interface Site {
  readonly site: string;
  readonly group: string;
  readonly source: string;
  readonly lat: number;
  readonly lon: number;
  readonly variables: readonly VariableName[];
  readonly rows: number;
  readonly firstMonth: number;
  readonly lastMonth: number;
}

/** A degree of latitude is nowhere shorter than this, m: a cheap first test. */
const SHORTEST_DEGREE = 110_500;

/**
 * Observations within a distance, and all in the same cell of M01, by month.
 * @param within m
 * @param variables only these; all when not given
 */
export function observationsNear(
  table: ObservationTable,
  lon: number,
  lat: number,
  within: number,
  variables?: readonly VariableName[],
): NearObservation[] {
  const home = cellAt(lon, lat, 'M01');
  const reach = Math.max(within, 3000); // a cell of M01 is up to 2.8 km tall
  const near: NearObservation[] = [];
  for (let i = 0; i < table.length; i++) {
    if (Math.abs(table.lat[i]! - lat) * SHORTEST_DEGREE > reach) continue;
    if (variables && !variables.includes(table.variable[i]!)) continue;
    const metres = distance(lon, lat, table.lon[i]!, table.lat[i]!);
    const cell = cellAt(table.lon[i]!, table.lat[i]!, 'M01');
    if (metres <= within || (cell.row === home.row && cell.col === home.col)) {
      near.push({ ...rowOf(table, i), distance: metres });
    }
  }
  return near.sort((a, b) => a.month - b.month || a.distance - b.distance);
}

/** Every site once, at the mean of its coordinates, in the order of first appearance. */
export function sitesOf(table: ObservationTable): Site[] {
  const rowsBySite = new Map<string, number[]>();
  table.site.forEach((site, i) => {
    const rows = rowsBySite.get(site);
    if (rows) rows.push(i);
    else rowsBySite.set(site, [i]);
  });
  return [...rowsBySite].map(([site, rows]) => {
    const first = rows[0]!;
    const mean = (column: Float64Array): number => rows.reduce((sum, i) => sum + column[i]!, 0) / rows.length;
    return {
      site,
      group: table.group[first]!,
      source: table.source[first]!,
      lat: mean(table.lat),
      lon: mean(table.lon),
      variables: [...new Set(rows.map((i) => table.variable[i]!))].sort(),
      rows: rows.length,
      firstMonth: rows.reduce((m, i) => Math.min(m, table.month[i]!), Number.POSITIVE_INFINITY),
      lastMonth: rows.reduce((m, i) => Math.max(m, table.month[i]!), Number.NEGATIVE_INFINITY),
    };
  });
}
