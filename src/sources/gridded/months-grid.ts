import { VARIABLES, type VariableName } from '../../core/variable.ts';
import type { NativeGrid, Rejection } from '../source.ts';
import type { CellBox } from './cell-box.ts';
import { blockCentres, type MonthlyCells } from './monthly-cells.ts';

/** What a grid says of itself besides its numbers. */
export interface GridLabel {
  readonly name: string;
  readonly variable: VariableName;
  readonly source: string;
  readonly file: string;
  readonly projection: boolean;
  readonly note: string;
}

/** A monthly grid in canonical units and what was left out of it. */
export interface MonthsGrid {
  readonly grid: NativeGrid | undefined;
  readonly rejected: readonly Rejection[];
  readonly notes: readonly string[];
}

/** Made of at most so many months in words. */
const NAMED = 6;

/**
 * Grid of monthly means: values outside what can be become missing and are counted; so are months, steps and cells left out.
 * @param finish monthly mean as read, to canonical unit, such as a rate to a month's total
 */
export function monthsGrid(
  label: GridLabel,
  box: CellBox,
  monthly: MonthlyCells,
  finish: (x: number, month: number) => number = (x) => x,
): MonthsGrid {
  const { months, values, block } = monthly;
  const rejected: Rejection[] = [];
  const reject = (count: number, rule: string, todo: string) => {
    if (count > 0) rejected.push({ file: label.file, where: `variable ${label.name}`, count, rule, todo });
  };
  reject(box.outside, 'cells outside Alaska', 'nothing; they are not needed');
  reject(monthly.timeless, 'time steps whose stamp is no time', 'mend the time axis');
  reject(monthly.repeated, 'time steps that repeat an earlier one; the first counts', 'remove the copies');
  reject(
    monthly.damaged,
    'time steps that cannot be read whole; what is damaged counts as missing',
    'get the file again',
  );
  const named = monthly.thin.slice(0, NAMED).join(', ');
  reject(
    monthly.thin.length,
    `months with too few steps: ${named}${monthly.thin.length > NAMED ? ', …' : ''}; a month needs 10 days and all quarters of the day`,
    'give whole months',
  );
  const outside = intoRange(label.variable, months, values, finish);
  const { range, unit } = VARIABLES[label.variable];
  reject(outside, `monthly values outside ${range[0]} to ${range[1]} ${unit}`, 'check unit and fill value');
  const empty = months.length > 0 && values.every((x) => Number.isNaN(x));
  reject(empty ? 1 : 0, 'holds no value in Alaska', 'check fill value and place');
  if (months.length === 0 || empty) return { grid: undefined, rejected, notes: [] };
  const { rows, cols, lat, lon } = blockCentres(box, block);
  const blocks =
    block > 1
      ? [`${label.name}: means of ${block} x ${block} cells, because the months of all cells would not fit in memory`]
      : [];
  const grid: NativeGrid = {
    name: label.name,
    variable: label.variable,
    rows,
    cols,
    lat,
    lon,
    cell: box.cell * block,
    time: { at: 'months', months },
    values,
    projection: label.projection,
    source: label.source,
    origin: `${label.file}:${label.name}`,
    note: [label.note, ...blocks].filter(Boolean).join('; '),
  };
  return { grid, rejected, notes: [`${label.name}: ${box.note}`, ...blocks] };
}

/** Rounding of packed numbers leaves nothing slightly below zero; within one step of our own encoding it is zero. */
function intoRange(
  variable: VariableName,
  months: Int32Array,
  values: Float32Array,
  finish: (x: number, month: number) => number,
): number {
  const { range, scale } = VARIABLES[variable];
  const cells = values.length / Math.max(1, months.length);
  let outside = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i] as number)) continue;
    let x = finish(values[i] as number, months[Math.floor(i / cells)] as number);
    if (range[0] === 0 && x < 0 && x > -scale) x = 0;
    const cannotBe = !(x >= range[0] && x <= range[1]);
    if (cannotBe) outside++;
    values[i] = cannotBe ? Number.NaN : x;
  }
  return outside;
}
