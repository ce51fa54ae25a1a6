import type { VariableName } from '../core/variable.ts';
import type { ObservationFlag, ObservationTable } from './schema.ts';

/** One observation; see ObservationTable for units and meanings. */
export interface ObservationRow {
  readonly lat: number;
  readonly lon: number;
  readonly locationSd: number;
  readonly month: number;
  readonly value: number;
  readonly uncertainty: number;
  readonly filled: number;
  /** Interval below the surface, m; NaN or absent where depth has no meaning. */
  readonly depthTop?: number;
  readonly depthBottom?: number;
  readonly flag: ObservationFlag;
  readonly variable: VariableName;
  readonly site: string;
  readonly group: string;
  readonly method: string;
  readonly source: string;
  readonly origin: string;
}

/** Columns of numbers, and the array type of each. */
export const NUMBER_COLUMNS = {
  lat: Float64Array,
  lon: Float64Array,
  locationSd: Float32Array,
  month: Int32Array,
  value: Float32Array,
  uncertainty: Float32Array,
  filled: Float32Array,
  depthTop: Float32Array,
  depthBottom: Float32Array,
} as const;

/** Columns of text. */
export const TEXT_COLUMNS = ['flag', 'variable', 'site', 'group', 'method', 'source', 'origin'] as const;

export function tableFromRows(rows: readonly ObservationRow[]): ObservationTable {
  return {
    length: rows.length,
    lat: Float64Array.from(rows, (r) => r.lat),
    lon: Float64Array.from(rows, (r) => r.lon),
    locationSd: Float32Array.from(rows, (r) => r.locationSd),
    month: Int32Array.from(rows, (r) => r.month),
    value: Float32Array.from(rows, (r) => r.value),
    uncertainty: Float32Array.from(rows, (r) => r.uncertainty),
    filled: Float32Array.from(rows, (r) => r.filled),
    depthTop: Float32Array.from(rows, (r) => r.depthTop ?? Number.NaN),
    depthBottom: Float32Array.from(rows, (r) => r.depthBottom ?? Number.NaN),
    flag: rows.map((r) => r.flag),
    variable: rows.map((r) => r.variable),
    site: rows.map((r) => r.site),
    group: rows.map((r) => r.group),
    method: rows.map((r) => r.method),
    source: rows.map((r) => r.source),
    origin: rows.map((r) => r.origin),
  };
}

export const emptyTable = (): ObservationTable => tableFromRows([]);

/** @throws RangeError when there is no such row */
export function rowOf(t: ObservationTable, i: number): ObservationRow {
  if (!Number.isInteger(i) || i < 0 || i >= t.length) throw new RangeError(`no row ${i} in a table of ${t.length}`);
  return {
    lat: t.lat[i]!,
    lon: t.lon[i]!,
    locationSd: t.locationSd[i]!,
    month: t.month[i]!,
    value: t.value[i]!,
    uncertainty: t.uncertainty[i]!,
    filled: t.filled[i]!,
    ...(Number.isNaN(t.depthTop[i]!) ? {} : { depthTop: t.depthTop[i]!, depthBottom: t.depthBottom[i]! }),
    flag: t.flag[i]!,
    variable: t.variable[i]!,
    site: t.site[i]!,
    group: t.group[i]!,
    method: t.method[i]!,
    source: t.source[i]!,
    origin: t.origin[i]!,
  };
}

export const rowsOfTable = (t: ObservationTable): ObservationRow[] =>
  Array.from({ length: t.length }, (_, i) => rowOf(t, i));

/** One table after another. */
export const concatTables = (...tables: readonly ObservationTable[]): ObservationTable =>
  tableFromRows(tables.flatMap(rowsOfTable));

/** The rows for which `keep` is true, in their order. */
export const filterTable = (t: ObservationTable, keep: (row: ObservationRow) => boolean): ObservationTable =>
  tableFromRows(rowsOfTable(t).filter(keep));
