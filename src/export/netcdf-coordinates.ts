import { cellSize, latitudeOfRow, longitudeOfColumn, projectedCentreOf } from '../grid/ease2.ts';
import { windowOf } from '../grid/window.ts';
import { coordinatesOf, type PlainArray } from '../store/coordinates.ts';
import type { StoreMeta } from '../store/schema.ts';
import { classicAttributes } from './classic-attributes.ts';
import type { ClassicAttributes, ClassicFile, ClassicType, ClassicValues, ClassicVariable } from './classic-file.ts';
import { EASE2_WKT2 } from './ease2-wkt.ts';
import type { SelectedQuantile, Selection } from './selection.ts';

/**
 * Coordinates of a selection as CF has them: x, y and time with their bounds, longitude and latitude of every cell, the grid mapping;
 * one quantile is a scalar, several are an axis.
 */
export function coordinateVariables(
  selection: Selection,
  meta: StoreMeta,
  dated: boolean,
  quantiles: readonly SelectedQuantile[],
): Pick<ClassicFile, 'dimensions' | 'variables'> {
  const { level, rows, cols, months } = selection;
  const { x, y, time, time_bnds, month, crs } = coordinatesOf(level, {
    ...meta,
    firstMonth: months[0],
    months: months[1] - months[0],
  }) as Record<'x' | 'y' | 'time' | 'time_bnds' | 'month' | 'crs', PlainArray>;
  const variables = [
    plain('x', ['x'], x, { bounds: 'x_bnds' }, cols),
    plain('y', ['y'], y, { bounds: 'y_bnds' }, rows),
    ...bounds(selection),
    ...degrees(selection),
    plain('crs', [], crs, { crs_wkt: EASE2_WKT2, GeoTransform: transformOf(selection) }),
    ...(dated
      ? [
          plain('time', ['time'], time),
          plain('time_bnds', ['time', 'bnds'], time_bnds),
          plain('month', ['time'], month),
        ]
      : []),
  ];
  if (quantiles.length > 0)
    variables.push({
      name: 'quantile',
      type: 'double',
      dimensions: quantiles.length > 1 ? ['quantile'] : [],
      attributes: { units: '1', long_name: 'probability of the quantile' },
      values: [Float64Array.from(quantiles, (q) => q.probability)],
    });
  return {
    dimensions: {
      ...(dated ? { time: months[1] - months[0] } : {}),
      ...(quantiles.length > 1 ? { quantile: quantiles.length } : {}),
      y: rows[1] - rows[0],
      x: cols[1] - cols[0],
      bnds: 2,
    },
    variables,
  };
}

const TYPES: Readonly<Record<string, ClassicType>> = { int32: 'int', float32: 'float', float64: 'double' };

/** An array of the store's, or a span of it. */
function plain(
  name: string,
  dimensions: readonly string[],
  { json, values }: PlainArray,
  more: ClassicAttributes = {},
  [from, to]: readonly [number, number] = [0, values.length],
): ClassicVariable {
  const attributes = { ...classicAttributes(json.attributes), ...more };
  return {
    name,
    type: TYPES[json.data_type] as ClassicType,
    dimensions,
    attributes,
    values: [values.subarray(from, to)],
  };
}

function bounds({ level, rows, cols }: Selection): ClassicVariable[] {
  const { row0, col0 } = windowOf(level);
  const edges = (n: number, edge: (i: number) => number) => [
    Float64Array.from({ length: 2 * n }, (_, i) => edge((i >> 1) + (i & 1))),
  ];
  const about = { type: 'double', attributes: {} } as const;
  return [
    {
      ...about,
      name: 'x_bnds',
      dimensions: ['x', 'bnds'],
      values: edges(cols[1] - cols[0], (i) => projectedCentreOf(level, 0, col0 + cols[0] + i - 0.5).x),
    },
    {
      ...about,
      name: 'y_bnds',
      dimensions: ['y', 'bnds'],
      values: edges(rows[1] - rows[0], (i) => projectedCentreOf(level, row0 + rows[0] + i - 0.5, 0).y),
    },
  ];
}

/** Latitude and longitude of every cell, which programs that know no grid mapping ask for, a row at a time. */
function degrees({ level, rows, cols }: Selection): ClassicVariable[] {
  const { row0, col0 } = windowOf(level);
  const lon = Float64Array.from({ length: cols[1] - cols[0] }, (_, i) =>
    longitudeOfColumn(level, col0 + cols[0] + i + 0.5),
  );
  function* perRow(values: (row: number) => Float64Array): Generator<ClassicValues> {
    for (let row = rows[0]; row < rows[1]; row++) yield values(row);
  }
  return [
    {
      name: 'lat',
      type: 'double',
      dimensions: ['y', 'x'],
      attributes: { units: 'degrees_north', standard_name: 'latitude', long_name: 'latitude of cell centre' },
      values: perRow((row) => new Float64Array(lon.length).fill(latitudeOfRow(level, row0 + row + 0.5))),
    },
    {
      name: 'lon',
      type: 'double',
      dimensions: ['y', 'x'],
      attributes: { units: 'degrees_east', standard_name: 'longitude', long_name: 'longitude of cell centre' },
      values: perRow(() => lon),
    },
  ];
}

/** GDAL's affine transform of the selection: the upper left corner and the side of a cell, m. */
function transformOf({ level, rows, cols }: Selection): string {
  const { row0, col0 } = windowOf(level);
  const corner = projectedCentreOf(level, row0 + rows[0] - 0.5, col0 + cols[0] - 0.5);
  const size = cellSize(level);
  return `${corner.x} ${size} 0 ${corner.y} 0 ${-size}`;
}
