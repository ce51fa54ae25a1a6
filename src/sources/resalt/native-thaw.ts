import { yearOf } from '../../core/month.ts';
import { VARIABLES } from '../../core/variable.ts';
import { NO_MONTH } from '../cf-time.ts';
import type { Axes } from '../gridded/axes.ts';
import type { CellBox } from '../gridded/cell-box.ts';
import { readBox } from '../gridded/read-box.ts';
import { timeStepsOf } from '../gridded/time-steps.ts';
import { decodeValues, type Netcdf, type NetcdfVariable } from '../netcdf-model.ts';
import type { GridTime, NativeGrid, Rejection } from '../source.ts';
import type { Season } from './season.ts';

/** An array of a map a year, with its uncertainty where the product gives one. */
export interface ThawPart {
  readonly v: NetcdfVariable;
  readonly toM: (x: number) => number;
  readonly sd?: NetcdfVariable;
  readonly sdToM?: (x: number) => number;
  readonly axes: Axes;
  readonly box: CellBox;
  readonly name: string;
}

const MOST_YEARS = 200;
const MOST_VALUES = 4e7;
/** Retrieved thaw beyond this is no active layer, m. */
const DEEPEST = 3;

/** What an array gave. */
export interface NativeThaw {
  readonly grids: readonly NativeGrid[];
  readonly notes: readonly string[];
  readonly rejected: readonly Rejection[];
}

/**
 * A map a year (such as ALT 1 km of Alaska, 2001-2015) on its own cells.
 * @param dimension along which the years run
 * @returns a sentence when they are not known
 * @throws UnreadableFile
 */
export function annualThaw(
  part: ThawPart,
  dimension: number,
  which: 'alt' | 'uz',
  netcdf: Netcdf,
  file: string,
): NativeThaw | string {
  const years = yearsOf(part.v, dimension, netcdf);
  if (typeof years === 'string') return years;
  const time = { at: 'years', years: Int32Array.from(years), statistic: 'mean' } as const;
  // By a model that satellites drive, not by what a radar saw.
  const label = { source: 'alt-annual', note: `a map a year by a model driven with satellite data; ${part.box.note}` };
  return nativeThaw(
    { ...part, axes: { ...part.axes, time: dimension } },
    years.length,
    which,
    { ...label, time },
    file,
  );
}

/** One map of a season whose pixels are too coarse to be averaged. */
export const coarseThaw = (part: ThawPart, season: Season, which: 'alt' | 'uz', file: string): NativeThaw | string =>
  nativeThaw(part, 1, which, { source: 'resalt', note: season.note, time: season.time }, file);

function nativeThaw(
  part: ThawPart,
  steps: number,
  which: 'alt' | 'uz',
  label: { readonly source: string; readonly note: string; readonly time: GridTime },
  file: string,
): NativeThaw | string {
  const { v, box, axes, sdToM } = part;
  const cells = box.rows * box.cols;
  if (steps * cells > MOST_VALUES) return `${steps} maps of ${cells} cells are more than can be held`;
  const [low, high] = which === 'alt' ? [0, DEEPEST] : VARIABLES.uz.range;
  const sign = which === 'alt' ? 1 : -1;
  const stored = (of: NetcdfVariable) => readBox(of, axes, box, [0, steps], [0, box.rows], file);
  let outside = 0;
  const values = Float32Array.from(stored(v), (x) => {
    const metres = x <= -9000 ? Number.NaN : sign * part.toM(x);
    if (Number.isNaN(metres) || (metres >= low && metres <= high)) return metres;
    outside++;
    return Number.NaN;
  });
  const sd = part.sd && sdToM ? Float32Array.from(stored(part.sd), (x) => (x > 0 ? sdToM(x) : Number.NaN)) : undefined;
  const lost = (count: number, rule: string, todo: string): Rejection[] =>
    count > 0 ? [{ file, where: part.name, count, rule, todo }] : [];
  const nothing = values.every(Number.isNaN);
  const { rows, cols, lat, lon, cell } = box;
  const grid: NativeGrid = {
    name: part.name,
    variable: which,
    ...{ rows, cols, lat, lon, cell, values },
    ...(sd ? { sd } : {}),
    time: label.time,
    projection: false,
    source: label.source,
    origin: `${file}:${part.name}`,
    note: label.note,
  };
  return {
    grids: nothing ? [] : [grid],
    notes: nothing ? [] : [`${part.name}: ${steps} maps of ${cells} cells; ${label.note}`],
    rejected: [
      ...lost(outside, `outside ${low} to ${high} m`, 'check the unit'),
      ...lost(nothing ? 1 : 0, 'no value in the Alaska window', 'check its fill value'),
    ],
  };
}

/** Years of a dimension: plain numbers of years, or a CF time axis. */
function yearsOf(v: NetcdfVariable, dimension: number, netcdf: Netcdf): number[] | string {
  const name = v.dimensions?.[dimension] ?? '';
  const count = v.shape[dimension] as number;
  const axis = netcdf.variables.find((c) => c.name === name && c.shape.length === 1 && c.shape[0] === count);
  const unnamed = netcdf.variables.find((c) => /^(year|years|time)$/i.test(c.name) && c.shape.join() === String(count));
  const coordinate = axis ?? unnamed;
  if (!coordinate) return `its dimension of ${count} has no coordinate: which years are they?`;
  if (count > MOST_YEARS) return `${count} steps are no years`;
  const stored = decodeValues(coordinate);
  const plain = stored && Array.from(stored);
  const good = (years: readonly number[]) =>
    years.every((y, i) => Number.isInteger(y) && y >= 1900 && y <= 2100 && (i === 0 || y > (years[i - 1] as number)));
  if (plain && good(plain)) return plain;
  const steps = timeStepsOf(coordinate, netcdf);
  if (typeof steps === 'string') return steps;
  const years = Array.from(steps.month, (m) => (m === NO_MONTH ? Number.NaN : yearOf(m)));
  return good(years) ? years : 'its time axis does not give one step a year';
}
