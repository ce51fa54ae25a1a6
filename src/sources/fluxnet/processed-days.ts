import { daysIn, isoMonth, type Month, monthOf } from '../../core/month.ts';
import { VARIABLES } from '../../core/variable.ts';
import { fluxSd } from '../abcflux/flux-quality.ts';
import { halfStepOf, roundingSd } from '../coordinate.ts';
import type { CsvRow } from '../csv.ts';
import { readNumber } from '../number.ts';
import type { InputFile, Observed, Rejection } from '../source.ts';
import { Columns, readTextTable } from '../text-table.ts';
import { Faults } from '../tower/faults.ts';
import { minutesOf } from '../tower/half-hours.ts';
import type { TowerOrigin } from '../tower/tower-months.ts';
import type { ProcessedMonths } from './processed-hours.ts';
import { columnsHere, type ProcessedColumns, type ProcessedQuantity } from './processed-quantity.ts';

/** Factor of SOURCES.md, 3.2: 1 umol CO2 m-2 s-1 in g C m-2 d-1. */
const GRAMS_A_DAY = 1.0377504;
/** A month from fewer days is none (SOURCES.md, 1). */
const LEAST_DAYS = 10;
/** Share of measured and well filled half hours below which the publisher advises against a month. */
const LEAST_QUALITY = 0.5;

export interface DailyTable {
  /** `days` has a row a day, `months` a row a month. */
  readonly step: 'days' | 'months';
  /** Why fluxes of it are suspect: a unit that its publisher leaves open. */
  readonly fluxDoubt?: string;
  /** True where fluxes stand in g C m-2 d-1, false where in the unit of half hours. */
  readonly grams: boolean;
}

interface Reading {
  readonly month: Month;
  readonly value: number;
  /** Share of good half hours, 0-1; NaN unknown. */
  readonly quality: number;
  /** One sd of the random error, NaN unknown. */
  readonly random: number;
}

/** Daily or monthly rows of a processed product as monthly values, with the publisher's own quality and random error. */
export async function processedDays(
  file: InputFile,
  table: DailyTable,
  product: readonly ProcessedQuantity[],
  origin: TowerOrigin,
): Promise<ProcessedMonths> {
  const { header, rows, ragged } = await readTextTable(file, ['TIMESTAMP']);
  const columns = new Columns(header);
  const faults = new Faults(file.name);
  const observations: Observed[] = [];
  const more: Rejection[] = [];
  const dated = datedRows(rows, columns, table, faults);
  for (const quantity of product) {
    const found = quantity.daily ? columnsHere(quantity, header) : undefined;
    if (!found) continue;
    const readings = dated.flatMap(
      ([month, row]) => readingOf(row, month, quantity, found, table, columns, faults) ?? [],
    );
    for (const [, of] of [...byMonth(readings)].sort(([a], [b]) => a - b)) {
      const o = observedOf(of, quantity, found, table, origin);
      if (typeof o === 'string')
        more.push({
          file: file.name,
          where: isoMonth((of[0] as Reading).month),
          column: nameOf(found, quantity),
          rule: o,
          todo: 'nothing, or import the half hours',
        });
      else observations.push(o);
    }
  }
  return {
    observations,
    rejected: [...ragged, ...faults.rejections(), ...more],
    notes: [`${rows.length} ${table.step}`],
  };
}

/** Fluxes of a day are whole only when filled; weather is read as measured where it can be. */
const nameOf = (c: ProcessedColumns, { daily }: ProcessedQuantity): string =>
  (daily === 'carbon' ? (c.whole ?? c.measured) : (c.measured ?? c.whole)) as string;

function datedRows(rows: readonly CsvRow[], columns: Columns, { step }: DailyTable, faults: Faults): [Month, CsvRow][] {
  const seen = new Set<string>();
  return rows.flatMap((row): [Month, CsvRow][] => {
    const stamp = columns.text(row, 'TIMESTAMP');
    const wanted = step === 'days' ? /^\d{8}$/ : /^\d{6}$/;
    const day = Number(step === 'days' ? stamp : `${stamp}01`);
    if (!wanted.test(stamp) || Number.isNaN(minutesOf(day))) {
      faults.add(
        row.line,
        'TIMESTAMP',
        stamp,
        step === 'days' ? 'not a day YYYYMMDD' : 'not a month YYYYMM',
        'correct the time',
      );
      return [];
    }
    if (seen.has(stamp)) {
      faults.add(
        row.line,
        'TIMESTAMP',
        stamp,
        'the time stands in an earlier row; that one is kept',
        'delete one of the two rows',
      );
      return [];
    }
    seen.add(stamp);
    return [[monthOf(Math.floor(day / 10_000), Math.floor(day / 100) % 100), row]];
  });
}

function readingOf(
  row: CsvRow,
  month: Month,
  quantity: ProcessedQuantity,
  found: ProcessedColumns,
  table: DailyTable,
  columns: Columns,
  faults: Faults,
): Reading | undefined {
  const read = (name: string | undefined): number => {
    const x = name === undefined || !columns.has(name) ? 'missing' : readNumber(columns.text(row, name));
    if (x === 'bad' && name)
      faults.add(row.line, name, columns.text(row, name), 'not a number', 'correct or empty the cell');
    return typeof x === 'number' ? x : Number.NaN;
  };
  const name = nameOf(found, quantity);
  const raw = read(name);
  if (Number.isNaN(raw)) return undefined;
  const flux = quantity.daily === 'carbon';
  const factor = flux && table.grams ? 1 / GRAMS_A_DAY : 1;
  const random = flux ? read(`${name}_RANDUNC`) * factor : Number.NaN;
  const quality = read(found.qc);
  return {
    month,
    value: quantity.convert(raw) * factor,
    random,
    quality: quality >= 0 && quality <= 1 ? quality : Number.NaN,
  };
}

function byMonth(readings: readonly Reading[]): Map<number, Reading[]> {
  const groups = new Map<number, Reading[]>();
  for (const r of readings) {
    const of = groups.get(r.month);
    if (of) of.push(r);
    else groups.set(r.month, [r]);
  }
  return groups;
}

/** @returns the value, or why there is none */
function observedOf(
  of: readonly Reading[],
  quantity: ProcessedQuantity,
  found: ProcessedColumns,
  table: DailyTable,
  { site, source, file, rank }: TowerOrigin,
): Observed | string {
  const n = of.length;
  const { month } = of[0] as Reading;
  if (table.step === 'days' && n < LEAST_DAYS) return `${n} days: a month needs at least ${LEAST_DAYS}`;
  const mean = (key: 'value' | 'quality') => of.reduce((s, r) => s + r[key], 0) / n;
  const value = mean('value') * (quantity.daily === 'amount' ? daysIn(month) : 1);
  const quality = mean('quality');
  const name = nameOf(found, quantity);
  const { variable, sd, relative } = quantity.of;
  const [low, high] = VARIABLES[variable].range;
  if (!(value >= low && value <= high)) return `${value} is outside ${low} to ${high} ${VARIABLES[variable].unit}`;
  const random = Math.sqrt(of.reduce((s, r) => s + r.random ** 2, 0)) / n;
  // The code counts well filled half hours as good: how much was measured stays unknown, unless nothing was.
  const filled = quality === 0 ? 1 : Number.NaN;
  const flux = quantity.daily === 'carbon';
  const doubt =
    flux && table.fluxDoubt
      ? table.fluxDoubt
      : quantity.soil
        ? 'depth not stated'
        : quality < LEAST_QUALITY
          ? 'less than half measured or well filled'
          : '';
  const own = relative ? fluxSd(value, filled, sd) : sd;
  return {
    variable,
    lat: site.lat,
    lon: site.lon,
    locationSd: roundingSd(site.lat, halfStepOf(site.latText), halfStepOf(site.lonText)),
    month,
    value,
    uncertainty: Math.hypot(own, Number.isNaN(random) ? 0 : random),
    filled,
    flag:
      quality === 0 || quantity.estimate || (name === found.whole && found.qc === undefined)
        ? 'modelled'
        : doubt
          ? 'suspect'
          : 'ok',
    site: `${source}/${site.id}`,
    method: `${quantity.method}; ${name}, ${table.step === 'days' ? `mean of ${n} days` : 'month of the publisher'}${doubt ? `; ${doubt}` : ''}`,
    source,
    origin: `${file}:${name}`,
    identity: `${variable}/${site.id}/${isoMonth(month)}`,
    place: `tower ${site.id}`,
    rank,
  };
}
