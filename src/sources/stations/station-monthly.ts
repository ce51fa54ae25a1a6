import { UnreadableFile } from '../../core/error.ts';
import { type Month, monthOf } from '../../core/month.ts';
import { VARIABLES, type VariableName } from '../../core/variable.ts';
import { groupBy } from '../group-by.ts';
import { readNumber } from '../number.ts';
import type { Rejection, Series, Source } from '../source.ts';
import { Columns, readTextTable, type TextTable } from '../text-table.ts';
import { isSamePlace, usualPlace } from '../usual-place.ts';
import { placeInName } from './known-place.ts';

const COLUMNS: readonly { readonly column: string; readonly variable: VariableName }[] = [
  { column: 'tair_c', variable: 't_air' },
  { column: 'precip_mm', variable: 'precip' },
  { column: 'wind_ms', variable: 'wind' },
];
const LEAST_DAYS = 10;

const headerOf = (text: string): string[] =>
  (text.split(/\r?\n/, 1)[0] ?? '')
    .replace(/^\ufeff/, '')
    .split(',')
    .map((c) => c.trim());

/** Monthly weather: `[station,] year, month, tair_c, precip_mm [, wind_ms, n_days, lat, lon]`; units are in the column names. */
export const stationMonthly: Source = {
  id: 'station-monthly',
  title: 'Monthly weather of stations (CSV)',
  probe: ({ text }) => {
    const header = headerOf(text);
    const has = (c: string) => header.includes(c);
    return has('year') && has('month') && has('tair_c') && !has('site_reference') ? 'certain' : 'no';
  },
  async read({ file }) {
    const table = await readTextTable(file, ['year', 'month', 'tair_c']);
    const rejected: Rejection[] = [...table.ragged];
    const notes: string[] = [];
    const series = readSeries(table, rejected, notes);
    const citation = table.header.includes('station')
      ? 'Weather station records compiled by SNAP, University of Alaska Fairbanks'
      : 'Arctic LTER, Toolik Field Station, via lterdatasampler (CC0)';
    return {
      observations: [],
      series,
      grids: [],
      rejected,
      notes,
      provenance: { source: 'stations', file: file.name, citation },
    };
  },
};

interface Reading {
  readonly line: number;
  readonly station: string;
  readonly lat: number;
  readonly lon: number;
  readonly month: Month;
  readonly values: readonly (number | undefined)[];
}

function readSeries(table: TextTable, rejected: Rejection[], notes: string[]): Series[] {
  const columns = new Columns(table.header);
  const located = columns.has('lat') && columns.has('lon');
  const place = located ? undefined : placeInName(table.name);
  if (!located && !place)
    throw new UnreadableFile({
      file: table.name,
      expected: 'columns lat and lon: the table does not say where its station stands',
    });
  if (place)
    notes.push(`no coordinates in the table; by its name it is ${place.name}, ${place.lat} N, ${-place.lon} W`);
  const used = COLUMNS.filter((c) => columns.has(c.column));
  const readings: Reading[] = [];
  for (const row of table.rows) {
    const here = positionOf(
      place?.lat ?? readNumber(columns.text(row, 'lat')),
      place?.lon ?? readNumber(columns.text(row, 'lon')),
    );
    const reject = (column: string, rule: string) =>
      rejected.push({
        file: table.name,
        where: `line ${row.line}`,
        column,
        found: columns.text(row, column),
        ...(here ? { at: here } : {}),
        rule,
        todo: 'correct the cell; the rest of the row is kept',
      });
    const [year, month, days] = ['year', 'month', 'n_days'].map((c) => readNumber(columns.text(row, c)));
    const at = monthAt(year, month);
    if (at === undefined) {
      reject('month', `no month: year ${columns.text(row, 'year')}, month ${columns.text(row, 'month')}`);
      continue;
    }
    if (typeof days === 'number' && days < LEAST_DAYS) {
      reject('n_days', `fewer than ${LEAST_DAYS} days make no month`);
      continue;
    }
    if (!here) {
      reject('lat', 'not a position');
      continue;
    }
    const { lat, lon } = here;
    const values = used.map(({ column, variable }) => {
      const x = readNumber(columns.text(row, column));
      const [low, high] = VARIABLES[variable].range;
      if (x === 'missing') return undefined;
      if (x !== 'bad' && x >= low && x <= high) return x;
      reject(column, x === 'bad' ? 'not a number' : `outside ${low} to ${high} ${VARIABLES[variable].unit}`);
      return undefined;
    });
    readings.push({
      line: row.line,
      station: columns.text(row, 'station') || (place?.name ?? 'station'),
      lat,
      lon,
      month: at,
      values,
    });
  }
  const standing = whereTheyStand(readings, table.name, rejected);
  return used.flatMap(({ variable }, k) => toSeries(standing, k, variable, table.name, rejected));
}

type Cell = ReturnType<typeof readNumber>;

/** Degrees, longitude in -180 to 180, from either way of counting; undefined where they are none. */
const positionOf = (lat: Cell, lon: Cell): { readonly lat: number; readonly lon: number } | undefined =>
  typeof lat === 'number' && Math.abs(lat) <= 90 && typeof lon === 'number' && lon >= -180 && lon <= 360
    ? { lat, lon: lon > 180 ? lon - 360 : lon }
    : undefined;

const monthAt = (
  year: ReturnType<typeof readNumber> | undefined,
  month: ReturnType<typeof readNumber> | undefined,
): Month | undefined =>
  typeof year === 'number' &&
  typeof month === 'number' &&
  Number.isInteger(year) &&
  year > 1700 &&
  year < 2200 &&
  Number.isInteger(month) &&
  month >= 1 &&
  month <= 12
    ? monthOf(year, month)
    : undefined;

/** Rows of each station at the one position that most of them give. */
function whereTheyStand(readings: readonly Reading[], file: string, rejected: Rejection[]): Reading[] {
  return [...groupBy(readings, (r) => r.station)].flatMap(([station, rows]) => {
    const place = usualPlace(rows as [Reading, ...Reading[]]);
    const { lat, lon } = place;
    return rows.flatMap((r): Reading[] => {
      if (isSamePlace(r, place)) return [{ ...r, lat, lon }];
      rejected.push({
        file,
        where: `line ${r.line}`,
        column: 'lat, lon',
        found: `${r.lat}, ${r.lon}`,
        at: { lat: r.lat, lon: r.lon },
        rule: `${station} stands at ${lat}, ${lon} in its other rows`,
        todo: 'correct the coordinates or the name of the station',
      });
      return [];
    });
  });
}

function toSeries(
  readings: readonly Reading[],
  k: number,
  variable: VariableName,
  file: string,
  rejected: Rejection[],
): Series[] {
  const known = readings.filter((r) => r.values[k] !== undefined);
  return [...groupBy(known, (r) => r.station)].map(([station, rows]) => {
    const byMonth = new Map<number, number>();
    for (const r of rows) {
      if (!byMonth.has(r.month)) byMonth.set(r.month, r.values[k] as number);
      else
        rejected.push({
          file,
          where: station,
          column: variable,
          found: String(r.values[k]),
          rule: 'a second value for the same station and month',
          todo: 'delete one of them; the first was kept',
        });
    }
    const months = [...byMonth.keys()].sort((a, b) => a - b);
    const [first] = rows as [Reading, ...Reading[]];
    return {
      site: `stations/${station}`,
      name: station.replaceAll('_', ' '),
      lat: first.lat,
      lon: first.lon,
      elevation: Number.NaN,
      variable,
      month: Int32Array.from(months),
      value: Float32Array.from(months, (m) => byMonth.get(m) as number),
      source: 'stations',
      origin: file,
    };
  });
}
