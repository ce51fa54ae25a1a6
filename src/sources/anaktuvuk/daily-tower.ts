import { isoMonth } from '../../core/month.ts';
import { VARIABLES, type VariableName } from '../../core/variable.ts';
import type { CsvRow } from '../csv.ts';
import { monthlyMeans } from '../daily-mean.ts';
import { groupBy } from '../group-by.ts';
import { readNumber } from '../number.ts';
import type { Observed, Rejection, Series } from '../source.ts';
import type { BurnSite } from './burn-sites.ts';
import { parseDay } from './dated-thaw.ts';

/** Daily columns we use, and what a day of them can be. Humidity is wrong in one of the files (ARF-2) and not read at all. */
const COLUMNS: readonly {
  readonly column: string;
  readonly variable: VariableName;
  readonly day: readonly [number, number];
  readonly sd: number;
}[] = [
  { column: 'Tair.C.mean', variable: 't_air', day: [-60, 35], sd: 0.5 },
  { column: 'Tsoil.C', variable: 't_soil', day: [-50, 40], sd: 1 },
  // ARF-1: the heading says mm m-2 s-1, which the size of the numbers rules out
  { column: 'NEE.mm.m2.s', variable: 'co2', day: [-20, 20], sd: Number.NaN },
  { column: 'SWin.W.m2', variable: 'sw_in', day: [-5, 450], sd: 10 },
  { column: 'VWC', variable: 'vwc', day: [0, 1.05], sd: 0.05 },
];

/** Quantities that are read only to be refused with a count: impossible values stand in them (ARF-3). */
const LIMITS: readonly { readonly column: string; readonly day: readonly [number, number]; readonly unit: string }[] = [
  { column: 'P.kPa', day: [80, 110], unit: 'kPa' },
  { column: 'frictionVeloc.m.s', day: [0, 3], unit: 'm s-1' },
  { column: 'G.W.m2', day: [-300, 300], unit: 'W m-2' },
  { column: 'Tsoil.C.max', day: [-50, 45], unit: 'degC' },
];

export interface DailyTower {
  readonly observations: readonly Observed[];
  readonly series: readonly Series[];
  /** Days that have NEE. */
  readonly days: number;
}

/**
 * Monthly means of the daily means of a tower, from at least ten days. A day counts as measured however few half hours
 * went into it (ARF-11): fluxes are kept as suspect and never scored.
 * @param rank which of the overlapping files wins
 */
export function monthlyTower(
  header: readonly string[],
  rows: readonly CsvRow[],
  sites: ReadonlyMap<string, BurnSite>,
  file: string,
  rank: number,
  rejected: Rejection[],
): DailyTower {
  const at = (name: string) => header.indexOf(name);
  const observations: Observed[] = [];
  const series: Series[] = [];
  let days = 0;
  for (const [name, of] of groupBy(rows, (r) => (r.cells[at('fire')] ?? '').toLowerCase())) {
    const site = sites.get(name);
    if (!site) continue;
    for (const c of COLUMNS.filter((c) => at(c.column) >= 0)) {
      const readings = readColumn(of, at('Date'), at(c.column), c, file, rejected);
      if (c.variable === 'co2') days += readings.length;
      const months = monthlyMeans(readings);
      observations.push(...months.map((m) => observed(site, c, m, file, rank)));
      const whole = months.filter((m) => m.days >= 20);
      if (c.variable === 't_air' && whole.length >= 6) series.push(seriesOf(site, whole, file));
    }
  }
  for (const limit of LIMITS) countOutside(rows, at(limit.column), limit, file, rejected);
  return { observations, series, days };
}

function readColumn(
  rows: readonly CsvRow[],
  date: number,
  column: number,
  { column: name, day: [low, high] }: (typeof COLUMNS)[number],
  file: string,
  rejected: Rejection[],
): { date: Date; value: number }[] {
  return rows.flatMap((row) => {
    const x = readNumber(row.cells[column]);
    if (x === 'missing') return [];
    const day = parseDay(row.cells[date] ?? '');
    if (x === 'bad' || x < low || x > high || !day) {
      rejected.push({
        file,
        where: `line ${row.line}`,
        column: name,
        found: row.cells[column] ?? '',
        rule: day ? `a day of this lies in ${low} to ${high}` : 'not a date',
        todo: 'correct or delete the cell',
      });
      return [];
    }
    return [{ date: day, value: x }];
  });
}

function observed(
  site: BurnSite,
  c: (typeof COLUMNS)[number],
  m: ReturnType<typeof monthlyMeans>[number],
  file: string,
  rank: number,
): Observed {
  const flux = c.variable === 'co2';
  const [low, high] = VARIABLES[c.variable].range;
  return {
    variable: c.variable,
    lat: site.lat,
    lon: site.lon,
    locationSd: 600,
    month: m.month,
    value: m.mean,
    uncertainty: flux ? Math.max(0.3, 0.4 * Math.abs(m.mean)) : c.sd,
    filled: Number.NaN,
    flag: flux || m.mean < low || m.mean > high ? 'suspect' : 'ok',
    site: `anaktuvuk/${site.name}`,
    method: flux
      ? `eddy covariance, mean of ${m.days} daily means, hours a day unknown; unit taken as umol m-2 s-1`
      : `tower, mean of ${m.days} days`,
    source: 'anaktuvuk',
    origin: `${file}:${c.column}`,
    identity: `${c.variable}/anaktuvuk ${site.name}/${isoMonth(m.month)}`,
    rank,
  };
}

const seriesOf = (site: BurnSite, months: ReturnType<typeof monthlyMeans>, file: string): Series => ({
  site: `anaktuvuk/${site.name}`,
  name: `Anaktuvuk ${site.name}`,
  lat: site.lat,
  lon: site.lon,
  elevation: Number.NaN,
  variable: 't_air',
  month: Int32Array.from(months, (m) => m.month),
  value: Float32Array.from(months, (m) => m.mean),
  source: 'anaktuvuk',
  origin: file,
});

function countOutside(
  rows: readonly CsvRow[],
  at: number,
  { column, day: [low, high], unit }: (typeof LIMITS)[number],
  file: string,
  rejected: Rejection[],
): void {
  if (at < 0) return;
  const bad = rows.filter((r) => {
    const x = readNumber(r.cells[at]);
    return typeof x === 'number' && (x < low || x > high);
  });
  const [first] = bad;
  if (first)
    rejected.push({
      file,
      where: `line ${first.line}`,
      column,
      found: first.cells[at] ?? '',
      count: bad.length,
      rule: `impossible: outside ${low} to ${high} ${unit}`,
      todo: 'nothing, the column is not used; the first line is given',
    });
}
