import { monthOfYear, yearOf } from '../../core/month.ts';
import { TARGETS, VARIABLES, type VariableName } from '../../core/variable.ts';
import { windowCell } from '../../grid/window.ts';
import { groupBy } from '../../sources/group-by.ts';
import type { ObservationTable } from '../../store/schema.ts';
import type { BeforeSample } from './before-samples.ts';
import type { VariableDiagnostics } from './diagnostics.ts';
import { distribution } from './distribution.ts';
import { type EvenSeries, evenSeries } from './even-series.ts';
import { meanOf } from './moments.ts';
import { monthUncertainty, type PlacedValue } from './month-uncertainty.ts';
import { Outcomes } from './outcome.ts';
import { timeTests } from './time-tests.ts';
import { beforeAfterTest, clusterTest, type Departure, normalityTest, spreadTest } from './value-tests.ts';

export interface Diagnosed {
  readonly diagnostics: VariableDiagnostics;
  readonly notes: readonly string[];
}

/** With fewer groups than this, sites stand for themselves in the bootstrap. */
const ENOUGH_GROUPS = 5;

/** What models are asked for; the other variables are what they are told. */
const FORECAST: readonly VariableName[] = [...TARGETS, 'thaw_depth', 'gpp', 'reco', 'uz'];

interface Row extends PlacedValue {
  readonly site: string;
  /** As text, empty where it has no meaning. */
  readonly depth: string;
  /** Site and coordinates: a place on the map. `point` also tells depths apart. */
  readonly place: string;
  readonly month: number;
  readonly lat: number;
  readonly lon: number;
}

/**
 * Diagnostics of the measurements of one variable. Only those flagged `ok` count.
 * @returns undefined when there are none
 */
export function diagnoseObservations(
  table: ObservationTable,
  variable: VariableName,
  seed: number,
  before: BeforeSample | undefined,
): Diagnosed | undefined {
  const { rows, missing, left } = rowsOf(table, variable);
  const values = rows.map((r) => r.value);
  const after = distribution(values, missing);
  if (!after) return undefined;
  const out = new Outcomes(`${variable}, observations`);
  const [site, series] = longestOf(rows);
  const correlogram = timeTests(series, site, out);
  normalityTest(values, after, FORECAST.includes(variable) ? 'target' : 'input', out);
  const departures = departuresOf(rows);
  spreadTest(departures, out);
  if (before) beforeAfterTest(before, values, 'values', (v) => v, out);
  clusterTest(placeMeans(rows, departures), 'sites', seed, out);
  const depths = new Set(rows.map((r) => r.depth)).size;
  if (depths > 1) out.say(`${depths} depths are summarised together; tests of time use one sensor.`);
  if (left > 0) out.say(`${left} not flagged ok are left out.`);
  const beforeDistribution = before && distribution(before.values, before.missing);
  return {
    diagnostics: {
      variable,
      of: 'observations',
      unit: VARIABLES[variable].unit,
      ...(beforeDistribution ? { before: beforeDistribution } : {}),
      after,
      tests: out.tests,
      ...(correlogram ? { correlogram } : {}),
      uncertainty: months(rows, seed),
    },
    notes: out.notes,
  };
}

function rowsOf(table: ObservationTable, variable: VariableName): { rows: Row[]; missing: number; left: number } {
  const rows: Row[] = [];
  let [missing, left] = [0, 0];
  for (let i = 0; i < table.length; i++) {
    if (table.variable[i] !== variable) continue;
    const value = table.value[i] as number;
    if (table.flag[i] !== 'ok') left++;
    else if (!Number.isFinite(value)) missing++;
    else rows.push(rowAt(table, i, value));
  }
  return { rows, missing, left };
}

function rowAt(table: ObservationTable, i: number, value: number): Row {
  const [lat, lon] = [table.lat[i] as number, table.lon[i] as number];
  const cell = windowCell('M01', lon, lat);
  const site = table.site[i] as string;
  const [top, bottom] = [table.depthTop[i] as number, table.depthBottom[i] as number];
  // A sensor deeper down is another point, and no second opinion on the one above.
  const depth = Number.isNaN(top) ? '' : ` at ${Number(((top + bottom) / 2).toPrecision(3))} m`;
  const place = `${site} ${lat} ${lon}`;
  return {
    value,
    block: table.group[i] as string,
    year: yearOf(table.month[i] as number),
    sd: table.uncertainty[i] as number,
    instrument: `${table.source[i]}, ${table.method[i]}`,
    cell: `${cell ? `${cell.row} ${cell.col}` : site}${depth}`,
    point: `${place}${depth}`,
    site: `${site}${depth}`,
    place,
    depth,
    month: table.month[i] as number,
    lat,
    lon,
  };
}

/** The point with the longest series without gaps, the first by name among equals; and how it is told. */
function longestOf(rows: readonly Row[]): [site: string, series: EvenSeries] {
  const points = [...groupBy(rows, (r) => r.point)].sort(([a], [b]) => (a < b ? -1 : 1));
  const all = points.map(([, of]) => [(of[0] as Row).site, evenSeries(of)] as [string, EvenSeries]);
  return all.reduce((a, b) => (b[1].values.length > a[1].values.length ? b : a));
}

/** Less the mean of the calendar month over all sites. */
function departuresOf(rows: readonly Row[]): Departure[] {
  const means = Array.from({ length: 12 }, (_, m) => {
    const of = rows.filter((r) => monthOfYear(r.month) === m + 1);
    return of.length > 0 ? meanOf(of.map((r) => r.value)) : 0;
  });
  return rows.map((r) => {
    const m = monthOfYear(r.month);
    return { monthOfYear: m, value: r.value - (means[m - 1] as number), site: r.place };
  });
}

function placeMeans(rows: readonly Row[], departures: readonly Departure[]) {
  const where = new Map(rows.map((r) => [r.place, r]));
  return [...groupBy(departures, (d) => d.site)].map(([place, of]) => {
    const { lat, lon } = where.get(place) as Row;
    return { lat, lon, value: meanOf(of.map((d) => d.value)) };
  });
}

function months(rows: readonly Row[], seed: number) {
  return Array.from({ length: 12 }, (_, i) => i + 1).flatMap((month) => {
    const of = rows.filter((r) => monthOfYear(r.month) === month);
    const groups = new Set(of.map((r) => r.block)).size;
    const blocked = groups >= ENOUGH_GROUPS ? of : of.map((r) => ({ ...r, block: r.place }));
    return monthUncertainty(month, blocked, { seed, stated: 'instrument' }) ?? [];
  });
}
