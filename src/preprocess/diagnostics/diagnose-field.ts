import { monthOfYear, yearOf } from '../../core/month.ts';
import { Random } from '../../core/random.ts';
import { VARIABLES } from '../../core/variable.ts';
import type { FieldInfo } from '../../store/schema.ts';
import type { BeforeSample } from './before-samples.ts';
import type { Diagnosed } from './diagnose-observations.ts';
import type { MonthUncertainty } from './diagnostics.ts';
import { distribution } from './distribution.ts';
import { type EvenSeries, evenSeries } from './even-series.ts';
import { meanOf } from './moments.ts';
import { monthUncertainty, type PlacedValue } from './month-uncertainty.ts';
import { Outcomes } from './outcome.ts';
import type { FieldSample } from './sample-field.ts';
import { timeTests } from './time-tests.ts';
import { beforeAfterTest, clusterTest, type Departure, normalityTest, spreadTest } from './value-tests.ts';

/** Departures that the test of spread looks at. */
const MOST_DEPARTURES = 20_000;

/**
 * Diagnostics of a gridded field at the cells sampled: time tests on their mean, place tests on their means, the rest on all values.
 * @param sd the field of standard deviations beside it, at the same cells
 * @returns undefined when the sample holds no value
 */
export function diagnoseField(
  field: FieldInfo,
  sample: FieldSample,
  seed: number,
  before: BeforeSample | undefined,
  sd: FieldSample | undefined,
): Diagnosed | undefined {
  const finite = sample.values.filter((v) => !Number.isNaN(v));
  const after = distribution(finite, sample.values.length - finite.length);
  if (!after) return undefined;
  const out = new Outcomes(field.name);
  const dated = field.axes.includes('month');
  const { series, what } = seriesOf(sample);
  const correlogram = dated ? timeTests(series, what, out) : undefined;
  normalityTest(finite, after, field.kind === 'driver' || field.kind === 'static' ? 'input' : 'target', out);
  if (dated) spreadTest(departuresOf(sample, seed), out);
  if (before) beforeAfterTest(before, finite, before.of === 'observations' ? 'means' : 'field', storedAs(field), out);
  clusterTest(cellMeans(sample), 'cells', seed, out);
  const beforeDistribution = before && distribution(before.values, before.missing);
  return {
    diagnostics: {
      variable: field.variable,
      of: field.name,
      unit: field.unit,
      ...(beforeDistribution ? { before: beforeDistribution } : {}),
      after,
      tests: out.tests,
      ...(correlogram ? { correlogram } : {}),
      uncertainty: dated ? months(sample, sd, seed) : [],
    },
    notes: out.notes,
  };
}

/** What the store's integers make of a value. */
function storedAs({ variable }: FieldInfo): (v: number) => number {
  const { scale, offset } = VARIABLES[variable];
  return (v) => Math.round((v - offset) / scale) * scale + offset;
}

/** Share of its cells that a field has in the months that it has: less is a field of places, each with years of its own. */
const WHOLE = 0.8;

/** The series for tests of time: the mean over cells, plain because areas are equal, or of a field of places its longest one. */
function seriesOf(sample: FieldSample): { series: EvenSeries; what: string } {
  const { values, cells, firstMonth, level } = sample;
  const months = monthsOf(sample);
  const usual = Math.max(...months.map((m) => m.n));
  if (meanOf(months.map((m) => m.n)) >= WHOLE * usual)
    // A mean over fewer cells than usual would be a jump that nothing made.
    return {
      series: evenSeries(months.filter((m) => m.n >= WHOLE * usual)),
      what: `mean of ${cells.length} cells of ${level}`,
    };
  const each = cells.map(({ row, col }, c) => {
    const points = months.flatMap(({ month }) => {
      const value = values[(month - firstMonth) * cells.length + c] as number;
      return Number.isNaN(value) ? [] : [{ month, value }];
    });
    return { series: evenSeries(points), what: `cell ${row}, ${col} of ${level}` };
  });
  return each.reduce((a, b) => (b.series.values.length > a.series.values.length ? b : a));
}

/** Months that have any value: how many cells, and their mean. */
function monthsOf({ values, cells, months, firstMonth }: FieldSample): { month: number; n: number; value: number }[] {
  const out: { month: number; n: number; value: number }[] = [];
  for (let m = 0; m < months; m++) {
    let [sum, n] = [0, 0];
    for (let c = 0; c < cells.length; c++) {
      const v = values[m * cells.length + c] as number;
      if (Number.isNaN(v)) continue;
      sum += v;
      n++;
    }
    if (n > 0) out.push({ month: firstMonth + m, n, value: sum / n });
  }
  return out;
}

/** Mean of each cell over the months that it has, less the mean of those calendar months over all cells. */
function cellMeans({ values, cells, firstMonth }: FieldSample) {
  const calendar = calendarMeans(values, cells.length, firstMonth);
  return cells.flatMap(({ lat, lon }, c) => {
    let [sum, n] = [0, 0];
    for (let at = c, m = 0; at < values.length; at += cells.length, m++) {
      const v = values[at] as number;
      if (Number.isNaN(v)) continue;
      sum += v - (calendar[monthOfYear(firstMonth + m) - 1] as number);
      n++;
    }
    return n > 0 ? [{ lat, lon, value: sum / n }] : [];
  });
}

function calendarMeans(values: Float32Array, cells: number, firstMonth: number): Float64Array {
  const [sum, n] = [new Float64Array(12), new Float64Array(12)];
  values.forEach((v, i) => {
    if (Number.isNaN(v)) return;
    const m = monthOfYear(firstMonth + Math.floor(i / cells)) - 1;
    sum[m] = (sum[m] as number) + v;
    n[m] = (n[m] as number) + 1;
  });
  return sum.map((s, m) => ((n[m] as number) > 0 ? s / (n[m] as number) : 0));
}

function departuresOf({ values, cells, firstMonth }: FieldSample, seed: number): Departure[] {
  const calendar = calendarMeans(values, cells.length, firstMonth);
  const random = new Random(seed).fork('departures');
  const share = MOST_DEPARTURES / values.length;
  const out: Departure[] = [];
  values.forEach((v, i) => {
    if (random.uniform() >= share || Number.isNaN(v)) return;
    const m = monthOfYear(firstMonth + Math.floor(i / cells.length));
    out.push({ monthOfYear: m, value: v - (calendar[m - 1] as number), site: String(i % cells.length) });
  });
  return out;
}

function months(sample: FieldSample, sd: FieldSample | undefined, seed: number): MonthUncertainty[] {
  const { cells, firstMonth, values } = sample;
  const place = new Map(sd?.cells.map((c, i) => [`${c.row} ${c.col}`, i]));
  const sdAt = cells.map((c) => place.get(`${c.row} ${c.col}`));
  return Array.from({ length: 12 }, (_, i) => i + 1).flatMap((month) => {
    const of: PlacedValue[] = [];
    for (let m = (month - monthOfYear(firstMonth) + 12) % 12; m < sample.months; m += 12) {
      cells.forEach((_, c) => {
        const value = values[m * cells.length + c] as number;
        if (Number.isNaN(value)) return;
        const beside = sdAt[c];
        const stated =
          sd && beside !== undefined ? (sd.values[m * sd.cells.length + beside] ?? Number.NaN) : Number.NaN;
        const cell = String(c);
        of.push({ value, block: cell, year: yearOf(firstMonth + m), sd: stated, instrument: '', cell, point: cell });
      });
    }
    return monthUncertainty(month, of, { seed, stated: 'resampling' }) ?? [];
  });
}
