import { distance } from '../../grid/distance.ts';
import { parseCoordinate, roundingSd } from '../coordinate.ts';
import { medianOf } from '../median.ts';
import { readNumber } from '../number.ts';
import type { Rejection } from '../source.ts';
import type { Cell, Sheet } from '../workbook.ts';

/** m */
const FARTHEST_NODE = 20_000;

/** One node of a CALM grid, in the order of the sheet. */
export interface SiteNode {
  readonly row: number;
  readonly lat: number;
  readonly lon: number;
  readonly locationSd: number;
  /** cm a visit; NaN where missing, water or rejected. */
  readonly cm: Float64Array;
}

export interface SiteSheet {
  readonly dates: readonly Date[];
  readonly nodes: readonly SiteNode[];
  /** Cells that say water, `w`. */
  readonly water: number;
  /** Rows below the grid that hold averages: not nodes. */
  readonly averages: number;
  readonly rejected: readonly Rejection[];
}

const text = (cell: Cell | undefined): string =>
  String(cell ?? '')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();

/** Index of the row headed `GridNode, Latitude, Longitude, al-…`, or -1. */
export const headerRow = (rows: Sheet['rows']): number =>
  rows.slice(0, 60).findIndex((r) => {
    const cells = r.map((c) => text(c).toLowerCase());
    return (
      cells.some((c) => /^grid ?node/.test(c)) && cells.some((c) => /^lat/.test(c)) && cells.some((c) => /^al-/.test(c))
    );
  });

/**
 * `al-MMDDYY`: also five figures, `al-81409` = 14 August 2009, and four-figure years. Years 69-99 are 19xx.
 * @returns undefined when it is no date
 */
export function visitDate(heading: string): Date | undefined {
  const digits = /^al-? ?(\d{5,8})$/i.exec(heading.trim())?.[1];
  if (!digits) return undefined;
  const yearDigits = digits.length >= 7 ? 4 : 2;
  const rest = digits.slice(0, -yearDigits).padStart(4, '0');
  const short = Number(digits.slice(-yearDigits));
  const year = yearDigits === 4 ? short : short >= 69 ? 1900 + short : 2000 + short;
  const [month, day] = [Number(rest.slice(0, 2)), Number(rest.slice(2))];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1969 && year <= 2200 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? date
    : undefined;
}

/** Nodes and visits of a site's sheet; the rows below the grid that average it are counted, not read. */
export function readSiteSheet(sheet: Pick<Sheet, 'name' | 'rows'>, file: string): SiteSheet {
  const top = headerRow(sheet.rows);
  const header = (sheet.rows[top] ?? []).map(text);
  const at = (p: RegExp) => header.findIndex((h) => p.test(h));
  const columns = { node: at(/^grid ?node/i), lat: at(/^lat/i), lon: at(/^lon/i) };
  const rejected: Rejection[] = [];
  const visits = header.flatMap((heading, column) => {
    if (!/^al-/i.test(heading)) return [];
    const date = visitDate(heading);
    if (date) return [{ column, date, heading }];
    rejected.push({
      file,
      where: `${sheet.name}, row ${top + 1}`,
      column: heading,
      found: heading,
      rule: 'not a date al-MMDDYY',
      todo: 'correct the heading; the visit is left out',
    });
    return [];
  });
  const count = { water: 0, averages: 0 };
  const nodes = sheet.rows.slice(top + 1).flatMap((cells, i): SiteNode[] => {
    const row = top + 2 + i;
    const where = `${sheet.name}, row ${row}`;
    const [label, writtenLat, writtenLon] = [columns.node, columns.lat, columns.lon].map((c) => text(cells[c]));
    const measured = visits.some((v) => text(cells[v.column]) !== '');
    if (!measured) return [];
    if (
      /av(era)?g|mean|std|s\.?d|count|^n$|min|max|total/i.test(`${label} ${writtenLat} ${writtenLon}`) ||
      (!label && !writtenLat && !writtenLon)
    ) {
      count.averages++;
      return [];
    }
    const [lat, lon] = [parseCoordinate(writtenLat ?? ''), parseCoordinate(writtenLon ?? '')];
    if (!lat || !lon || Math.abs(lat.degrees) > 90 || Math.abs(lon.degrees) > 180) {
      rejected.push({
        file,
        where,
        column: lat ? 'Longitude' : 'Latitude',
        found: `${writtenLat} / ${writtenLon}`,
        rule: `node ${label} has no position in degrees`,
        todo: 'give its coordinates; the node is left out',
      });
      return [];
    }
    const cm = Float64Array.from(visits, (v) => {
      const found = depthOf(cells[v.column]);
      if (typeof found === 'number') return found;
      if (found === 'water') count.water++;
      if (found === 'bad')
        rejected.push({
          file,
          where,
          column: v.heading,
          found: text(cells[v.column]),
          at: { lat: lat.degrees, lon: lon.degrees },
          rule: 'not a thaw depth in cm (0-500)',
          todo: 'give a number, w for water, or leave the cell empty',
        });
      return Number.NaN;
    });
    return [
      { row, lat: lat.degrees, lon: lon.degrees, locationSd: roundingSd(lat.degrees, lat.halfStep, lon.halfStep), cm },
    ];
  });
  const near = withoutStrays(nodes, (n, km) =>
    rejected.push({
      file,
      where: `${sheet.name}, row ${n.row}`,
      found: `${n.lat.toFixed(4)}, ${n.lon.toFixed(4)}`,
      at: { lat: n.lat, lon: n.lon },
      rule: `a node ${km} km from the middle of its site`,
      todo: 'correct its coordinates; the node is left out',
    }),
  );
  return { dates: visits.map((v) => v.date), nodes: near, ...count, rejected };
}

/** Nodes of a site stand within a kilometre or two of each other; the median place is right while most of them are. */
function withoutStrays(nodes: readonly SiteNode[], reject: (node: SiteNode, km: number) => void): SiteNode[] {
  if (nodes.length === 0) return [];
  const [lat, lon] = [medianOf(nodes.map((n) => n.lat)), medianOf(nodes.map((n) => n.lon))];
  return nodes.filter((n) => {
    const away = distance(lon, lat, n.lon, n.lat);
    if (away > FARTHEST_NODE) reject(n, Math.round(away / 1000));
    return away <= FARTHEST_NODE;
  });
}

/** `35`, `35*` (with a remark), `w` water, `-` missing; brackets and `#` are notes. */
function depthOf(cell: Cell | undefined): number | 'missing' | 'water' | 'bad' {
  const written = text(cell);
  if (/^w$/i.test(written)) return 'water';
  if (/^(\[.*\]|#.*)$/.test(written)) return 'missing';
  const cm = readNumber(typeof cell === 'number' ? cell : written.replace(/\*$/, '') || null);
  if (typeof cm !== 'number') return cm;
  return cm >= 0 && cm <= 500 ? cm : 'bad';
}
