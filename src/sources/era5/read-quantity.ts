import { daysIn } from '../../core/month.ts';
import type { Axes } from '../gridded/axes.ts';
import type { CellBox } from '../gridded/cell-box.ts';
import { type Job, monthlyCells } from '../gridded/monthly-cells.ts';
import { type MonthsGrid, monthsGrid } from '../gridded/months-grid.ts';
import { readBox } from '../gridded/read-box.ts';
import { type TimeSteps, timeStepsOf } from '../gridded/time-steps.ts';
import type { Netcdf, NetcdfVariable, Span } from '../netcdf-model.ts';
import { type Accumulation, accumulationOf, perDay } from './accumulation.ts';
import { unitOf } from './era5-file.ts';
import type { Quantity, Reading } from './era5-quantity.ts';

/** A component of a quantity in a file. */
export interface Part {
  readonly v: NetcdfVariable;
  readonly axes: Axes;
}

/** What a quantity is read from. */
export interface Found {
  readonly quantity: Quantity;
  readonly parts: readonly Part[];
  readonly box: CellBox;
  readonly name: string;
  /** Fields of the file, without coordinates. */
  readonly fields: number;
}

/** Numbers looked at to tell how amounts are accumulated: whole if the file is small, else some stretches of it. */
const LOOK_ALL = 4e6;
const LOOK_STEPS = 240;
const LOOKS = 8;

/**
 * Monthly means of one quantity.
 * @returns a sentence when something about it is unknown: unit, time, what an amount counts
 * @throws UnreadableFile, Cancelled
 */
export async function readQuantity(
  found: Found,
  netcdf: Netcdf,
  file: string,
  signal?: AbortSignal,
): Promise<MonthsGrid | { readonly rule: string; readonly todo: string }> {
  const { quantity, parts, box, name, fields } = found;
  const [first] = parts as [Part];
  const refuse = (rule: string, todo: string) => ({ rule, todo });
  const unit = unitOf(first.v, netcdf, fields);
  const reading = quantity.reading(unit);
  if (!reading || parts.some((p) => unitOf(p.v, netcdf, fields) !== unit))
    return refuse(unit === '' ? 'no unit given' : `unknown unit "${unit}"`, 'give the unit of ERA5, as downloaded');
  const steps = stepsOf(first, netcdf);
  if (typeof steps === 'string') return refuse(steps, 'give the time axis as downloaded');
  if (!(steps.stepDays < 32))
    return refuse('its time steps are longer than months, or there is only one', 'give hours or months');
  if (quantity.join && steps.stepDays >= 27)
    return refuse('the speed of a monthly mean vector is too low', 'download the 10 m wind speed (si10) instead');
  const raw = rawReader(found, reading, file);
  const how = reading.amount ? howAccumulated(raw, steps, box) : undefined;
  if (how && typeof how === 'object') return refuse(how.unknown, 'give every hour, or monthly means');
  const job = jobOf(first, netcdf, steps, box, how, raw);
  const monthly = await monthlyCells(job, signal);
  const notes = ['ERA5 reanalysis: modelled, no observation', quantity.note, how && HOW[how]];
  const label = {
    name,
    variable: quantity.variable,
    source: 'era5',
    file,
    projection: false,
    note: notes.filter(Boolean).join('; '),
  };
  return monthsGrid(label, box, monthly, finishOf(quantity, how));
}

const HOW: Readonly<Record<Accumulation, string>> = {
  hour: 'sums of the hour before the stamp',
  'since-midnight': 'sums since 00 UTC: the one at 00 UTC is the day before',
  'day-of-month': 'monthly means of daily sums',
};

const stepsOf = ({ v, axes }: Part, netcdf: Netcdf, shift = 0): TimeSteps | string => {
  const axis = axes.time === undefined ? undefined : axes.coordinates[axes.time];
  return axis ? timeStepsOf(axis, netcdf, shift) : `${v.name} has no time axis`;
};

type Raw = (steps: Span, rows: Span) => Float64Array;

/** Values in our unit, components joined, preliminary months merged. */
function rawReader({ quantity, parts, box }: Found, reading: Reading, file: string): Raw {
  return (steps, rows) => {
    const [a, b] = parts.map((p) => merged(p, box, steps, rows, file)) as [Float64Array, Float64Array | undefined];
    for (let i = 0; i < a.length; i++) {
      let x = reading.convert(a[i] as number);
      if (b && quantity.join) x = quantity.join(x, reading.convert(b[i] as number));
      a[i] = quantity.derive ? quantity.derive(x) : x;
    }
    return a;
  };
}

/** Where ERA5 and its preliminary months stand along a dimension `expver`, each step is present in one of them: the first wins. */
export function merged({ v, axes }: Part, box: CellBox, steps: Span, rows: Span, file: string): Float64Array {
  const [d] = axes.others.filter((o) => (v.shape[o] as number) > 1);
  const out = readBox(v, axes, box, steps, rows, file);
  for (let k = 1; d !== undefined && k < (v.shape[d] as number); k++) {
    const next = readBox(v, axes, box, steps, rows, file, new Map([[d, k]]));
    for (let i = 0; i < out.length; i++) if (Number.isNaN(out[i] as number)) out[i] = next[i] as number;
  }
  return out;
}

function howAccumulated(raw: Raw, steps: TimeSteps, box: CellBox): Accumulation | { readonly unknown: string } {
  const cells = box.rows * box.cols;
  const all = steps.count * cells <= LOOK_ALL;
  const length = all ? steps.count : Math.max(2, Math.min(LOOK_STEPS, Math.floor(LOOK_ALL / cells)));
  for (let k = 0; k < (all ? 1 : LOOKS); k++) {
    const from = Math.floor((k * Math.max(0, steps.count - length)) / Math.max(1, LOOKS - 1));
    const to = Math.min(steps.count, from + length);
    const hours = steps.stepDays >= 27 ? new Float64Array() : raw([from, to], [0, box.rows]);
    const how = accumulationOf(steps, hours, cells, from);
    if (how) return how;
  }
  return { unknown: 'accumulated, and nothing fell or shone in it: nobody can tell since when' };
}

function jobOf(
  first: Part,
  netcdf: Netcdf,
  steps: TimeSteps,
  box: CellBox,
  how: Accumulation | undefined,
  raw: Raw,
): Job {
  const { v, axes } = first;
  const chunk = {
    steps: v.chunk?.[axes.time as number] ?? 1,
    rows: v.chunk?.[axes.row ?? axes.point ?? 0] ?? 1,
    before: box.rowSpan[0],
  };
  const base = { rows: box.rows, cols: box.cols, chunk, read: raw };
  // An amount belongs to the time before its stamp: the hour, or the day before 00 UTC.
  const shifted = stepsOf(first, netcdf, how === 'hour' ? -0.5 : how === 'since-midnight' ? -12 : 0) as TimeSteps;
  if (how === undefined || how === 'day-of-month') return { ...base, steps };
  if (how === 'hour') return { ...base, steps: shifted };
  return { ...base, steps: { ...shifted, stepDays: 1 }, skip: (t) => Math.round(steps.hour[t] as number) % 24 !== 0 };
}

/** Mean of the month to our unit: amounts become rates, precipitation a month's total. */
function finishOf({ variable }: Quantity, how: Accumulation | undefined): (x: number, month: number) => number {
  const daily = how ? perDay(how) : 1;
  if (variable === 'precip') return (x, month) => x * daily * daysIn(month);
  if (variable === 'sw_in' && how) return (x) => (x * daily) / 86400;
  return (x) => x;
}
