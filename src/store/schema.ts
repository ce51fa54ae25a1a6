import type { VariableName } from '../core/variable.ts';
import type { Level } from '../grid/level.ts';

/**
 * The store: a Zarr v3 group that holds everything that passes between data, learning, forecast and map.
 * This file is the schema; reader and writer obey it.
 *
 *   zarr.json                        attributes.thawcast = StoreMeta
 *   <level>/                         M01, M03, M09, M36: whole Alaska window of that grid, where present
 *     time[month] y[row] x[col] crs  CF coordinates; time is the first day of the month in days since 1969-01-01, because
 *                                    CF's month is a twelfth of a year; month[month] counts months since 1969-01
 *     quantile[quantile]             forecasts only
 *     <variable>                     int16, scale_factor/add_offset, _FillValue; a missing chunk is 'no data'
 *                                    [month,row,col], [quantile,month,row,col] (forecast) or [row,col] (static)
 *   observations/                    columns of the observation table, see ObservationTable
 */
export const SCHEMA_VERSION = 1;

/** int16 that stands for 'no data'. */
export const FILL = -32768;

export type Axis = 'quantile' | 'month' | 'row' | 'col';

/** How a field came to be: what a person is told about it. */
export type FieldKind = 'observed' | 'driver' | 'process' | 'forecast' | 'static';

export interface FieldInfo {
  /** `alt`, `t_air`; a process estimate beside an observed field carries a suffix: `alt_process`. */
  readonly name: string;
  /** The quantity: unit, sign and limits come from its row in core/variable. */
  readonly variable: VariableName;
  readonly kind: FieldKind;
  readonly axes: readonly Axis[];
  /** Levels at which the array exists. */
  readonly levels: readonly Level[];
  readonly unit: string;
  readonly longName: string;
  readonly modelled: boolean;
  /** What was done to bring it to the grid, for a person: 'bilinear from 1-km Alaska Albers'. */
  readonly method: string;
}

export interface Provenance {
  readonly source: string;
  readonly file?: string;
  readonly publisher?: string;
  readonly doi?: string;
  readonly licence?: string;
  readonly citation: string;
  readonly note?: string;
}

export interface StoreMeta {
  readonly schema: typeof SCHEMA_VERSION;
  readonly kind: 'tiles' | 'forecast';
  readonly title: string;
  /** True when anything in the gridded targets is model output; the page then says so on every view. */
  readonly modelled: boolean;
  readonly licence: string;
  readonly created: string;
  /** First month on the time axis, and how many. */
  readonly firstMonth: number;
  readonly months: number;
  /** Forecasts: probabilities along the quantile axis, ascending. */
  readonly quantiles?: readonly number[];
  readonly fields: readonly FieldInfo[];
  /** Places that hold data at a level finer than the whole map, for a person to find them. */
  readonly places: readonly Place[];
  readonly provenance: readonly Provenance[];
  /** Forecasts: ensemble, seed, scenario, device. */
  readonly model?: Readonly<Record<string, string | number>>;
}

export interface Place {
  readonly name: string;
  readonly level: Level;
  readonly lat: number;
  readonly lon: number;
  /** First row, first col, rows, cols in the store window of that level. */
  readonly window: readonly [number, number, number, number];
}

/** A value is one row over all columns; typed arrays of equal length. */
export interface ObservationTable {
  readonly length: number;
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  /** One sd of the position, m; rounding of coordinates counts. */
  readonly locationSd: Float32Array;
  /** Months since 1969-01. */
  readonly month: Int32Array;
  /** Canonical unit of the variable. */
  readonly value: Float32Array;
  /** One sd in the same unit; NaN where unknown. */
  readonly uncertainty: Float32Array;
  /** Share gap-filled 0-1; NaN where unknown. */
  readonly filled: Float32Array;
  /** Interval below the surface, m, of a soil variable; NaN where depth has no meaning. */
  readonly depthTop: Float32Array;
  readonly depthBottom: Float32Array;
  readonly flag: readonly ObservationFlag[];
  readonly variable: readonly VariableName[];
  /** Key of the site inside its source: `calm/U31/Marsh Creek`. */
  readonly site: readonly string[];
  /** Site-blocked splits: sites within 25 km of each other share a group. */
  readonly group: readonly string[];
  readonly method: readonly string[];
  readonly source: readonly string[];
  /** `file.csv:12`, where the value was read. */
  readonly origin: readonly string[];
}

/** Only `ok` is trained on and scored; the rest is shown. */
export type ObservationFlag = 'ok' | 'suspect' | 'censored' | 'modelled';
