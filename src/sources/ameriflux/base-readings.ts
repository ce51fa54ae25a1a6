import type { Rejection } from '../source.ts';
import type { TowerSeries, Wanted } from '../tower/read-tower.ts';
import type { TowerSite } from '../tower/site-sheet.ts';
import type { TowerReading, TowerVariable } from '../tower/tower-months.ts';
import { TOWER_VARIABLES } from '../tower/tower-variable.ts';
import { vapourFromDeficit, vapourFromHumidity } from '../tower/vapour.ts';
import { type BaseColumn, columnsFor } from './base-column.ts';
import { BASE_DEFICIT, BASE_HUMIDITY, BASE_QUANTITIES, type BaseQuantity, plainUnit } from './base-quantity.ts';

/** Of one variable so many columns are read, in case the first are empty. */
const MOST_COLUMNS = 6;
/** The sensor whose depth comes nearest stands for the surface soil, m. */
const SURFACE = 0.05;
/** Moisture in percent that never passes this is a fraction in the wrong column, or bone dry: nobody can say. */
const FRACTION_TOP = 1.05;

/** What will be read of a table, and why other columns will not. */
export interface BasePlan {
  readonly wanted: readonly Wanted[];
  readonly chosen: ReadonlyMap<BaseQuantity, readonly Chosen[]>;
  readonly rejected: readonly Rejection[];
  readonly notes: readonly string[];
}

interface Chosen {
  readonly column: BaseColumn;
  readonly convert: (x: number) => number;
  /** True where the metadata state the unit. */
  readonly sure: boolean;
  /** m below the surface; NaN unknown. */
  readonly depth: number;
}

export function planBase(columns: readonly string[], site: TowerSite, file: string): BasePlan {
  const rejected: Rejection[] = [];
  const notes: string[] = [];
  const chosen = new Map<BaseQuantity, Chosen[]>();
  const wanted = new Map<string, Wanted>();
  for (const quantity of BASE_QUANTITIES) {
    const all = columnsFor(columns, quantity.variables).flatMap((c) => choose(c, quantity, site, file, rejected));
    if (quantity.soil) all.sort((a, b) => fromSurface(a) - fromSurface(b));
    const read = all.slice(0, MOST_COLUMNS);
    if (all.length > read.length)
      notes.push(
        `${quantity.variables.join(', ')}: ${all.length} columns; read if need be: ${read.map((c) => c.column.name).join(', ')}`,
      );
    chosen.set(quantity, read);
    // With a unit of its own the limits of the product's unit do not hold; those of the month do.
    for (const c of read)
      wanted.set(c.column.name, {
        name: c.column.name,
        range: c.convert === quantity.convert ? quantity.range : [-1e6, 1e6],
        unit: quantity.unit,
      });
  }
  for (const humid of [BASE_HUMIDITY, BASE_DEFICIT]) {
    const [column] = columnsFor(columns, [humid.name]).filter((c) => !c.filled);
    if (column) wanted.set(column.name, { name: column.name, range: humid.range, unit: humid.unit });
  }
  return { wanted: [...wanted.values()], chosen, rejected, notes };
}

const fromSurface = (c: Chosen): number =>
  (c.column.filled ? 100 : 0) + (Number.isNaN(c.depth) ? 50 : Math.abs(c.depth - SURFACE));

function choose(
  column: BaseColumn,
  quantity: BaseQuantity,
  site: TowerSite,
  file: string,
  rejected: Rejection[],
): Chosen[] {
  const sensor = site.sensors.get(column.name);
  const depth = sensor && sensor.height <= 0 ? -sensor.height : Number.NaN;
  if (!sensor?.unit) return [{ column, convert: quantity.convert, sure: false, depth }];
  const known = new Map(Object.entries(quantity.units));
  const convert = known.get(plainUnit(sensor.unit));
  if (convert) return [{ column, convert, sure: true, depth }];
  rejected.push({
    file,
    column: column.name,
    found: sensor.unit,
    rule: `${site.file} gives a unit that is not known for this variable; the product's is ${quantity.unit}`,
    todo: 'say which unit the column has: correct VAR_INFO_UNIT',
  });
  return [];
}

/** Readings of every variable, best first: one column a name, because replicates may differ in scale. */
export function baseReadings(
  plan: BasePlan,
  series: TowerSeries,
  columns: readonly string[],
  file: string,
): {
  readonly readings: ReadonlyMap<TowerVariable, TowerReading[]>;
  readonly rejected: readonly Rejection[];
  readonly empty: readonly string[];
} {
  const readings = new Map<TowerVariable, TowerReading[]>();
  const rejected: Rejection[] = [];
  const empty: string[] = [];
  for (const [quantity, chosen] of plan.chosen) {
    const taken = new Set<string>();
    const found: TowerReading[] = [];
    for (const c of chosen) {
      const kind = `${c.column.variable} ${c.column.filled}`;
      if (taken.has(kind)) continue;
      const values = series.column(c.column.name);
      const top = largest(values);
      if (top === Number.NEGATIVE_INFINITY) {
        empty.push(c.column.name); // FMT-3
        continue;
      }
      if (quantity.unit === '%' && !c.sure && top <= FRACTION_TOP) {
        rejected.push({
          file,
          column: c.column.name,
          found: `largest value ${top}`,
          rule: 'soil moisture should be in percent, but never passes 1.05: it may be a fraction',
          todo: 'say which unit it has: give VAR_INFO_UNIT in the BADM file, or multiply the column by 100',
        });
        continue;
      }
      taken.add(kind);
      found.push(readingOf(c, quantity, values.map(c.convert)));
    }
    readings.set(quantity.of, found);
  }
  readings.set(TOWER_VARIABLES.vp, vapour(series, columns, readings.get(TOWER_VARIABLES.t_air)?.[0]));
  return { readings, rejected, empty };
}

/** NaN left out; minus infinity of nothing. */
function largest(values: Float32Array): number {
  let top = Number.NEGATIVE_INFINITY;
  for (const v of values) if (v > top) top = v;
  return top;
}

function readingOf({ column, depth }: Chosen, quantity: BaseQuantity, values: Float32Array): TowerReading {
  const storage = column.variable === 'FC' ? ', turbulent flux without storage' : '';
  const soil = quantity.soil === true;
  const known = soil && !Number.isNaN(depth);
  return {
    column: column.name,
    measured: column.filled ? new Float32Array(values.length).fill(Number.NaN) : values,
    ...(column.filled ? { whole: values } : {}),
    method: `${quantity.method}${storage}; ${column.name}`,
    ...(known ? { depth: [depth, depth] as const } : {}),
    ...(soil && !known ? { doubt: 'depth not stated' } : {}),
  };
}

function vapour(series: TowerSeries, columns: readonly string[], air: TowerReading | undefined): TowerReading[] {
  if (!air || air.whole) return [];
  const first = (name: string) => columnsFor(columns, [name]).find((c) => !c.filled)?.name;
  const [rh, vpd] = [first(BASE_HUMIDITY.name), first(BASE_DEFICIT.name)];
  const method = 'from humidity and air temperature of the tower';
  return [
    ...(rh
      ? [
          {
            column: rh,
            measured: vapourFromHumidity(series.column(rh), air.measured),
            method: `${method}; ${rh}, ${air.column}`,
          },
        ]
      : []),
    ...(vpd
      ? [
          {
            column: vpd,
            measured: vapourFromDeficit(series.column(vpd), air.measured),
            method: `${method}; ${vpd}, ${air.column}`,
          },
        ]
      : []),
  ];
}
