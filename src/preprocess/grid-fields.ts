import { isoMonth } from '../core/month.ts';
import { TARGETS, VARIABLES, type VariableName } from '../core/variable.ts';
import type { Level } from '../grid/level.ts';
import { groupBy } from '../sources/group-by.ts';
import type { GridTime, NativeGrid } from '../sources/source.ts';
import type { FieldInfo } from '../store/schema.ts';
import type { Method, Recipe } from './recipe.ts';

import { cellRatio } from './regrid/cell-ratio.ts';
import { methodFor, type RegridMethod } from './regrid/regrid-method.ts';

/** Native grids of one quantity and source that become one field of the store. */
export interface GridField {
  readonly info: FieldInfo;
  /** The companion with one sd, where any of the grids has it. */
  readonly sd?: FieldInfo;
  /** First come, first served where they overlap. */
  readonly grids: readonly NativeGrid[];
  /** The finest level; coarser ones are averages of it. */
  readonly level: 'M01' | 'M09';
  readonly method: RegridMethod;
  /** Months of all grids, half-open; undefined for a field without months. */
  readonly months: readonly [number, number] | undefined;
}

/** Native cells from this size on say nothing at 1 km, m. */
const COARSE = 4500;
/** What an instrument in the air retrieved; other gridded targets are a model's. */
const RETRIEVED = new Set(['uavsar', 'envi', 'resalt']);
/** Models and reanalyses whose every number is made. */
const MODELS = new Set(['era5', 'tcfm', 'geocryoai', 'sibbork-tte', 'half-degree']);
const DERIVED: readonly VariableName[] = [...TARGETS, 'thaw_depth', 'gpp', 'reco'];

/**
 * What becomes of native grids that are not part of a patch of climate: fields named after quantity and source, and after the span where
 * they are a snapshot. Files that continue one another make one field.
 */
export function gridFields(grids: readonly NativeGrid[], recipe: Pick<Recipe, 'resampling'>): GridField[] {
  return [
    ...groupBy(
      grids.filter((g) => !g.projection),
      nameOf,
    ),
  ].map(([name, of]) => fieldOf(name, of, recipe));
}

function nameOf({ variable, source, time }: NativeGrid): string {
  const from = source.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  if (time.at === 'years') return `${variable}_annual_${time.statistic}${source === 'half-degree' ? '' : `_${from}`}`;
  if (time.at === 'span')
    return `${variable}_${from}_${stamp(time.from)}${stamp(time.to) === stamp(time.from) ? '' : `_${stamp(time.to)}`}`;
  return `${variable}_${from}`;
}

const stamp = (iso: string): string => iso.slice(0, 10).replace(/-/g, '');

function fieldOf(name: string, grids: readonly NativeGrid[], recipe: Pick<Recipe, 'resampling'>): GridField {
  const [first] = grids as [NativeGrid, ...NativeGrid[]];
  const { variable, source, time } = first;
  const level = grids.every((g) => g.cell < COARSE) ? 'M01' : 'M09';
  const method = chosen(recipe.resampling[variable], first, level);
  const months = time.at === 'months' ? spanOf(grids) : undefined;
  const levels = levelsOf(variable, level);
  const derived = DERIVED.includes(variable);
  const info: FieldInfo = {
    name,
    variable,
    kind: RETRIEVED.has(source) ? 'observed' : time.at === 'static' ? 'static' : derived ? 'process' : 'driver',
    axes: months ? ['month', 'row', 'col'] : ['row', 'col'],
    levels,
    unit: VARIABLES[variable].unit,
    longName: `${VARIABLES[variable].label}, ${source}${words(time, months)}`,
    modelled: MODELS.has(source) || (derived && !RETRIEVED.has(source)),
    method: `${method} from cells of ${size(first.cell)}; gaps stay gaps; not used in the drivers of this store`,
  };
  const sd: FieldInfo = {
    ...info,
    name: `${name}_sd`,
    longName: `One sd of: ${info.longName}`,
    method: `${info.method}; errors of native cells inside one cell taken as fully correlated`,
  };
  return { info, ...(grids.some((g) => g.sd) ? { sd } : {}), grids, level, method, months };
}

/** A mean of classes is no class: they stay on the finest level. */
function levelsOf(variable: VariableName, level: 'M01' | 'M09'): readonly Level[] {
  if (/_class$/.test(variable)) return [level];
  return level === 'M01' ? ['M01', 'M09', 'M36'] : ['M09', 'M36'];
}

const size = (m: number): string => (m < 1000 ? `${Math.round(m)} m` : `${Number((m / 1000).toPrecision(2))} km`);

const chosen = (
  asked: Method | undefined,
  { variable, cell, lat: lats }: NativeGrid,
  level: 'M01' | 'M09',
  lat = lats[lats.length >> 1] as number,
): RegridMethod => (asked === undefined || asked === 'auto' ? methodFor(variable, cellRatio(cell, lat, level)) : asked);

function spanOf(grids: readonly NativeGrid[]): readonly [number, number] {
  const all = grids.flatMap((g) => (g.time.at === 'months' ? [...g.time.months] : []));
  return [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b)) + 1];
}

function words(time: GridTime, months: readonly [number, number] | undefined): string {
  if (months) return `, ${isoMonth(months[0])} to ${isoMonth(months[1] - 1)}`;
  if (time.at === 'years') return `, annual ${time.statistic} ${Math.min(...time.years)}-${Math.max(...time.years)}`;
  return time.at === 'span' ? `, ${time.from.slice(0, 10)} to ${time.to.slice(0, 10)}` : '';
}
