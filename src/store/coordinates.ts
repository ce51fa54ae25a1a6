import { isoMonth } from '../core/month.ts';
import { VARIABLES } from '../core/variable.ts';
import { cellSize, projectedCentreOf } from '../grid/ease2.ts';
import type { Level } from '../grid/level.ts';
import { windowOf } from '../grid/window.ts';
import { FILL, type FieldInfo, type StoreMeta } from './schema.ts';
import { type ArrayJson, type Attributes, plainArray } from './zarr-json.ts';

/** An array that is written whole. */
export interface PlainArray {
  readonly json: ArrayJson;
  readonly values: Int32Array | Float32Array | Float64Array | Uint8Array;
}

const DAY = 86_400_000;
/** Days from 1969-01-01 to the first day of a month. */
const dayOf = (month: number): number => (Date.UTC(1969, month, 1) - Date.UTC(1969, 0, 1)) / DAY;

/** CF coordinates of a level: `time`, its bounds, `month`, `y`, `x`, `crs`, and `quantile` in forecasts. @see CF-1.11 */
export function coordinatesOf(level: Level, meta: StoreMeta): Record<string, PlainArray> {
  const { row0, col0, rows, cols } = windowOf(level);
  const months = Int32Array.from({ length: meta.months }, (_, i) => meta.firstMonth + i);
  const coordinates: Record<string, PlainArray> = {
    x: {
      json: plainArray([cols], 'float64', axis('X', 'projection_x_coordinate', 'x of cell centre'), ['x']),
      values: Float64Array.from({ length: cols }, (_, i) => projectedCentreOf(level, 0, col0 + i).x),
    },
    y: {
      json: plainArray([rows], 'float64', axis('Y', 'projection_y_coordinate', 'y of cell centre'), ['y']),
      values: Float64Array.from({ length: rows }, (_, i) => projectedCentreOf(level, row0 + i, 0).y),
    },
    crs: { json: plainArray([], 'int32', crsAttributes(level), []), values: new Int32Array(1) },
    time: { json: plainArray([meta.months], 'int32', TIME, ['time']), values: months.map(dayOf) },
    time_bnds: {
      json: plainArray([meta.months, 2], 'int32', {}, ['time', 'bnds']),
      values: Int32Array.from({ length: meta.months * 2 }, (_, i) => dayOf(meta.firstMonth + (i >> 1) + (i & 1))),
    },
    month: {
      json: plainArray([meta.months], 'int32', { units: '1', long_name: 'whole months since 1969-01' }, ['time']),
      values: months,
    },
  };
  if (meta.quantiles) {
    coordinates.quantile = {
      json: plainArray([meta.quantiles.length], 'float64', { units: '1', long_name: 'probability of the quantile' }, [
        'quantile',
      ]),
      values: Float64Array.from(meta.quantiles),
    };
  }
  return coordinates;
}

const axis = (name: string, standard: string, long: string): Attributes => ({
  axis: name,
  standard_name: standard,
  long_name: long,
  units: 'm',
});

const TIME: Attributes = {
  axis: 'T',
  standard_name: 'time',
  long_name: 'first day of the month',
  units: 'days since 1969-01-01 00:00:00',
  calendar: 'proleptic_gregorian',
  bounds: 'time_bnds',
};

const WKT =
  'PROJCS["WGS 84 / NSIDC EASE-Grid 2.0 Global",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],' +
  'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Cylindrical_Equal_Area"],' +
  'PARAMETER["standard_parallel_1",30],PARAMETER["central_meridian",0],PARAMETER["false_easting",0],' +
  'PARAMETER["false_northing",0],UNIT["metre",1],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","6933"]]';

function crsAttributes(level: Level): Attributes {
  const { row0, col0 } = windowOf(level);
  const size = cellSize(level);
  const corner = projectedCentreOf(level, row0 - 0.5, col0 - 0.5);
  return {
    grid_mapping_name: 'lambert_cylindrical_equal_area',
    long_name: `EASE-Grid 2.0 ${level}, EPSG:6933`,
    standard_parallel: 30,
    longitude_of_central_meridian: 0,
    false_easting: 0,
    false_northing: 0,
    semi_major_axis: 6378137,
    inverse_flattening: 298.257223563,
    crs_wkt: WKT,
    spatial_ref: WKT,
    GeoTransform: `${corner.x} ${size} 0 ${corner.y} 0 ${-size}`,
  };
}

/** How a month's value comes from what happened in it, where the variable says. */
const CELL_METHODS: Readonly<Record<string, string>> = {
  t_air: 'time: mean',
  t_soil: 'time: mean',
  sw_in: 'time: mean',
  vp: 'time: mean',
  wind: 'time: mean',
  co2: 'time: mean',
  ch4: 'time: mean',
  gpp: 'time: mean',
  reco: 'time: mean',
  vwc: 'time: mean',
  precip: 'time: sum',
};

/** CF attributes of a field's array. */
export function fieldAttributes(field: FieldInfo): Attributes {
  const v = VARIABLES[field.variable];
  const dated = field.axes.includes('month');
  return {
    units: v.unit,
    long_name: field.longName,
    ...('standardName' in v ? { standard_name: v.standardName } : {}),
    ...('positive' in v ? { comment: `positive: ${v.positive}` } : {}),
    scale_factor: v.scale,
    add_offset: v.offset,
    _FillValue: FILL,
    grid_mapping: 'crs',
    ...(dated ? { coordinates: 'month' } : {}),
    ...(dated && CELL_METHODS[field.variable] ? { cell_methods: CELL_METHODS[field.variable] } : {}),
    processing: field.method,
    kind: field.kind,
    modelled: field.modelled,
  };
}

/** Attributes of the root, for readers that know CF and not us. */
export const rootAttributes = (meta: StoreMeta): Attributes => ({
  Conventions: 'CF-1.11',
  title: meta.title,
  license: meta.licence,
  source: meta.provenance.map((p) => p.source).join('; '),
  references: meta.provenance.map((p) => p.citation).join('; '),
  time_coverage_start: isoMonth(meta.firstMonth),
  time_coverage_end: isoMonth(meta.firstMonth + meta.months - 1),
  thawcast: meta,
});

/** Names of the dimensions of a field. */
export const DIMENSION = { quantile: 'quantile', month: 'time', row: 'y', col: 'x' } as const;
