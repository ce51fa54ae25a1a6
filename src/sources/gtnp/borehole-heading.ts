import { parseCoordinate } from '../coordinate.ts';
import type { Cell } from '../workbook.ts';

/** A sensor by its heading. */
export interface SensorHeading {
  readonly column: number;
  readonly heading: string;
  /** As written. */
  readonly written: number;
  readonly unit: 'm' | 'cm' | 'mm' | undefined;
}

/** A table of dates and sensors: where its headings stand and what the lines above say of the place. */
export interface BoreholeHeading {
  /** Row of the headings, from 1. */
  readonly row: number;
  readonly dateColumn: number;
  /** Cells of that row. */
  readonly fields: number;
  readonly sensors: readonly SensorHeading[];
  /** Position from the lines above; undefined when they have none. */
  readonly position: { readonly lat: number; readonly lon: number } | undefined;
  readonly name: string | undefined;
}

const DATE = /^(date|time|datetime|timestamp|date[ /_]*time)\b|^date/i;
const DEPTH =
  /^(?:(?:ground |soil )?temp(?:erature)?s?[ _]*(?:at|@)?|depth|d|t)?[ _=:]*([-−]?\d+(?:[.,]\d+)?)[ _]*[([]?(m|cm|mm)?[)\]]?(?:[ _]*[([]?(?:°|deg)? ?c[)\]]?)?$/i;
const LEAST_SENSORS = 2;
const MOST_PROSE = 60;

const text = (cell: Cell | undefined): string =>
  String(cell ?? '')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();

/**
 * Date column first, then a column a depth (`0.25`, `-0.5`, `Depth 0.5 m`, `25 cm`); lines above may name latitude and longitude.
 * @returns undefined when the rows hold no such heading
 */
export function boreholeHeading(
  rows: readonly { readonly row: number; readonly cells: readonly Cell[] }[],
): BoreholeHeading | undefined {
  for (const [i, { row, cells }] of rows.slice(0, MOST_PROSE).entries()) {
    const dateColumn = cells.findIndex((c) => DATE.test(text(c)));
    if (dateColumn < 0 || dateColumn > 3) continue;
    const sensors = cells.flatMap((cell, column) => (column > dateColumn ? (sensorOf(cell, column) ?? []) : []));
    const others = cells.filter((c, column) => column > dateColumn && text(c) !== '').length - sensors.length;
    if (sensors.length < LEAST_SENSORS || others > sensors.length) continue;
    const above = rows.slice(0, i).map((r) =>
      r.cells
        .map(text)
        .filter((c) => c !== '')
        .join(' '),
    );
    return {
      row,
      dateColumn,
      fields: cells.length,
      sensors,
      position: positionIn(above),
      name: named(above, 'name|site|borehole'),
    };
  }
  return undefined;
}

function sensorOf(cell: Cell, column: number): SensorHeading | undefined {
  const found = DEPTH.exec(text(cell));
  if (!found) return undefined;
  const written = Number((found[1] as string).replace('−', '-').replace(',', '.'));
  const unit = found[2]?.toLowerCase() as SensorHeading['unit'];
  return { column, heading: text(cell), written, unit };
}

function named(lines: readonly string[], key: string): string | undefined {
  const pattern = new RegExp(`^[#/* ]*(?:${key})(?: name)?[ ]*[:=, ]+(.+)$`, 'i');
  return lines.map((l) => pattern.exec(l)?.[1]?.trim()).find((v) => v !== undefined);
}

function positionIn(lines: readonly string[]): BoreholeHeading['position'] {
  const [lat, lon] = ['lat(?:itude)?', 'lon(?:g|gitude)?'].map((k) => {
    const written = named(lines, k);
    return written === undefined ? undefined : parseCoordinate(written)?.degrees;
  });
  if (lat === undefined || lon === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180) return undefined;
  return { lat, lon };
}
