import { monthOfYear, yearOf } from '../../core/month.ts';
import { TARGETS, VARIABLES, type VariableName } from '../../core/variable.ts';
import { windowCell } from '../../grid/window.ts';
import type { ObservationTable } from '../../store/schema.ts';
import type { BeforeSample } from './before-samples.ts';
import type { VariableDiagnostics } from './diagnostics.ts';
import { distribution } from './distribution.ts';
import { evenSeries } from './even-series.ts';
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
  const sites = bySite(rows);
  const [site, series] = longestOf(sites);
  const correlogram = timeTests(series, site, out);
  normalityTest(values, after, FORECAST.includes(variable) ? 'target' : 'input', out);
  const departures = departuresOf(rows);
  spreadTest(departures, out);
  if (before) beforeAfterTest(before, values, 'values', (v) => v, out);
  clusterTest(siteMeans(sites, departures), 'sites', seed, out);
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
  return {
    value,
    block: table.group[i] as string,
    year: yearOf(table.month[i] as number),
    sd: table.uncertainty[i] as number,
    instrument: `${table.source[i]}, ${table.method[i]}`,
    cell: cell ? `${cell.row} ${cell.col}` : site,
    point: `${site} ${lat} ${lon}`,
    month: table.month[i] as number,
    lat,
    lon,
  };
}

const siteOf = (r: Row): string => r.point;

function bySite(rows: readonly Row[]): Map<string, Row[]> {
  const sites = new Map<string, Row[]>();
  for (const r of rows) {
    const at = sites.get(siteOf(r));
    if (at) at.push(r);
    else sites.set(siteOf(r), [r]);
  }
  return sites;
}

/** The site with the longest series without gaps; the first by name among equals. */
function longestOf(sites: ReadonlyMap<string, readonly Row[]>): [site: string, series: ReturnType<typeof evenSeries>] {
  const all = [...sites.keys()].sort().map((name) => [name, evenSeries(sites.get(name) as Row[])] as const);
  const [name, series] = all.reduce((a, b) => (b[1].values.length > a[1].values.length ? b : a));
  return [name.replace(/ \S+ \S+$/, ''), series];
}

/** Less the mean of the calendar month over all sites. */
function departuresOf(rows: readonly Row[]): Departure[] {
  const means = Array.from({ length: 12 }, (_, m) => {
    const of = rows.filter((r) => monthOfYear(r.month) === m + 1);
    return of.length > 0 ? meanOf(of.map((r) => r.value)) : 0;
  });
  return rows.map((r) => {
    const m = monthOfYear(r.month);
    return { monthOfYear: m, value: r.value - (means[m - 1] as number), site: siteOf(r) };
  });
}

function siteMeans(sites: ReadonlyMap<string, readonly Row[]>, departures: readonly Departure[]) {
  const sums = new Map<string, { n: number; sum: number }>();
  for (const d of departures) {
    const s = sums.get(d.site) ?? { n: 0, sum: 0 };
    sums.set(d.site, { n: s.n + 1, sum: s.sum + d.value });
  }
  return [...sites].map(([name, [first]]) => {
    const { n, sum } = sums.get(name) as { n: number; sum: number };
    return { lat: (first as Row).lat, lon: (first as Row).lon, value: sum / n };
  });
}

function months(rows: readonly Row[], seed: number) {
  return Array.from({ length: 12 }, (_, i) => i + 1).flatMap((month) => {
    const of = rows.filter((r) => monthOfYear(r.month) === month);
    const groups = new Set(of.map((r) => r.block)).size;
    const blocked = groups >= ENOUGH_GROUPS ? of : of.map((r) => ({ ...r, block: r.point }));
    return monthUncertainty(month, blocked, { seed, stated: 'instrument' }) ?? [];
  });
}
