import { VARIABLES } from '../../core/variable.ts';
import { type Axes, axesOf } from '../gridded/axes.ts';
import { type CellBox, cellBoxOf } from '../gridded/cell-box.ts';
import { monthlyCells } from '../gridded/monthly-cells.ts';
import { type MonthsGrid, monthsGrid } from '../gridded/months-grid.ts';
import { readBox } from '../gridded/read-box.ts';
import { timeStepsOf } from '../gridded/time-steps.ts';
import { type Netcdf, type NetcdfVariable, text } from '../netcdf-model.ts';
import { type CfQuantity, type CfQuestion, cfQuantity } from './cf-quantity.ts';

/** Who reads, and what it says of every grid. */
export interface FieldLabel {
  readonly source: string;
  readonly file: string;
  readonly projection: boolean;
  readonly note: string;
}

const UNUSED: CfQuestion = { rule: 'a quantity the program does not use', todo: 'nothing' };

/**
 * One CF variable as monthly means, or static where it has no time, on its own grid cut to Alaska.
 * @returns why not, and what to do
 * @throws UnreadableFile when nothing of its data can be read; Cancelled
 */
export async function readField(
  v: NetcdfVariable,
  netcdf: Netcdf,
  label: FieldLabel,
  signal?: AbortSignal,
): Promise<MonthsGrid | CfQuestion> {
  const quantity = cfQuantity(v) ?? UNUSED;
  if ('rule' in quantity) return quantity;
  const axes = axesOf(v, netcdf);
  const level = axes.others.find((d) => (v.shape[d] as number) > 1);
  if (level !== undefined) return levelOf(v, axes, level);
  const box = await cellBoxOf(v, netcdf, axes);
  if (typeof box === 'string')
    return { rule: box, todo: 'give a file that covers Alaska and says where its cells lie' };
  const named = {
    ...label,
    name: v.name,
    variable: quantity.variable,
    note: [label.note, quantity.note].filter(Boolean).join('; '),
  };
  return axes.time === undefined
    ? still(v, axes, box, quantity, named)
    : monthly(v, axes, box, quantity, named, netcdf, signal);
}

type Named = Parameters<typeof monthsGrid>[0];

async function monthly(
  v: NetcdfVariable,
  axes: Axes,
  box: CellBox,
  quantity: CfQuantity,
  label: Named,
  netcdf: Netcdf,
  signal: AbortSignal | undefined,
): Promise<MonthsGrid | CfQuestion> {
  const time = axes.time as number;
  const steps = timeStepsOf(axes.coordinates[time] as NetcdfVariable, netcdf);
  if (typeof steps === 'string')
    return { rule: steps, todo: 'give a CF time axis: "days since 1901-01-01" with its calendar' };
  if (Number.isNaN(steps.stepDays))
    return {
      rule: 'a single time step without bounds: nobody knows whether it is a mean of a month',
      todo: 'add time bounds',
    };
  if (steps.stepDays > 32)
    return { rule: `time steps of ${Math.round(steps.stepDays)} days: no months`, todo: 'give monthly means or finer' };
  const job = {
    steps,
    rows: box.rows,
    cols: box.cols,
    chunk: { steps: v.chunk?.[time] ?? 1, rows: v.chunk?.[axes.row as number] ?? 1, before: box.rowSpan[0] },
    read: (t: readonly [number, number], rows: readonly [number, number]) => readBox(v, axes, box, t, rows, label.file),
  };
  const means = await monthlyCells(job, signal);
  return monthsGrid(label, box, means, (x, month) => quantity.finish(x, month, steps.stepDays));
}

/** A field of no time, such as elevation; anything that changes needs its time. */
function still(
  v: NetcdfVariable,
  axes: Axes,
  box: CellBox,
  quantity: CfQuantity,
  label: Named,
): MonthsGrid | CfQuestion {
  if (quantity.variable !== 'elevation') return { rule: 'has no time axis', todo: 'give a CF time axis' };
  const [low, high] = VARIABLES.elevation.range;
  let outside = 0;
  const values = Float32Array.from(readBox(v, axes, box, [0, 1], [0, box.rows], label.file), (x) => {
    const y = quantity.finish(x, 0, Number.NaN);
    if (y < low || y > high) outside++;
    return y >= low && y <= high ? y : Number.NaN;
  });
  const { rows, cols, lat, lon, cell } = box;
  const reject = (count: number, rule: string, todo: string) =>
    count > 0 ? [{ file: label.file, where: `variable ${label.name}`, count, rule, todo }] : [];
  return {
    grid: {
      name: label.name,
      variable: label.variable,
      rows,
      cols,
      lat,
      lon,
      cell,
      time: { at: 'static' },
      values,
      projection: false,
      source: label.source,
      origin: `${label.file}:${label.name}`,
      note: label.note,
    },
    rejected: [
      ...reject(box.outside, 'cells outside Alaska', 'nothing; they are not needed'),
      ...reject(outside, `outside ${low} to ${high} m`, 'check unit and fill value'),
    ],
    notes: [`${label.name}: ${box.note}`],
  };
}

/** FMT-10: pressure levels; FMT-13: months of no year; members. */
function levelOf(v: NetcdfVariable, axes: Axes, d: number): CfQuestion {
  const axis = axes.coordinates[d];
  const name = v.dimensions?.[d] || `number ${d + 1}`;
  const unit = text(axis?.attributes.units);
  return {
    rule: `has a dimension ${name} of ${v.shape[d]}${unit ? ` (${unit})` : ''}: nobody knows which of them is meant`,
    todo: name === 'month' ? 'give a time axis with years' : `choose one ${name} and give a file of it`,
  };
}
