import { DIMENSION, fieldAttributes } from '../store/coordinates.ts';
import { FILL, type FieldInfo } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { aboutExport, spanText } from './about.ts';
import { classicAttributes } from './classic-attributes.ts';
import { type ClassicAttributes, type ClassicValues, type ClassicVariable, writeClassic } from './classic-file.ts';
import { type MonthSlab, type ReadOptions, slabsOf } from './month-slabs.ts';
import { coordinateVariables } from './netcdf-coordinates.ts';
import { packed } from './packed.ts';
import type { Selection } from './selection.ts';
import type { Sink } from './sink.ts';

/** How numbers are stored: int16 with scale and offset as the store has them, bit for bit, or float32 as they are. */
export type NumberType = 'int16' | 'float32';

export interface FileOptions extends ReadOptions {
  /** ISO 8601, the time of the export. */
  readonly when: string;
  readonly type: NumberType;
  /** Most bytes that the file may have. */
  readonly limit: number;
}

/**
 * Fields of a store as a CF netCDF file. Memory holds some months of one field, whatever the file's size.
 * @throws BadRequest when the file would be too large, or a value does not fit int16 (of a store that others made)
 */
export async function writeNetcdfFields(
  store: Store,
  selection: Selection,
  sink: Sink,
  options: FileOptions,
): Promise<void> {
  const dated = selection.fields.some((f) => f.axes.includes('month'));
  const quantiles = selection.fields.some((f) => f.axes.includes('quantile')) ? selection.quantiles : [];
  const { dimensions, variables } = coordinateVariables(selection, store.meta, dated, quantiles);
  const what = `${selection.fields.map((f) => f.name).join(', ')} at ${selection.level}${dated ? `, ${spanText(selection.months)}` : ''}`;
  const { software: _, ...about } = aboutExport(store.meta, what, options.when);
  await writeClassic(
    {
      dimensions,
      // Our own sources know by it that modelled thaw is no product of a radar.
      attributes: { Conventions: 'CF-1.11', ...about, thawcast: 'fields of a store' },
      variables: [...variables, ...selection.fields.map((f) => fieldVariable(store, f, selection, options))],
    },
    sink,
    options.limit,
  );
}

function fieldVariable(store: Store, field: FieldInfo, selection: Selection, options: FileOptions): ClassicVariable {
  const single = selection.quantiles.length === 1;
  return {
    name: field.name,
    type: options.type === 'int16' ? 'short' : 'float',
    dimensions: field.axes.filter((a) => a !== 'quantile' || !single).map((a) => DIMENSION[a]),
    attributes: attributesOf(field, options.type, single),
    values: valuesOf(slabsOf(store, field, selection, options), field, options.type),
  };
}

async function* valuesOf(
  slabs: AsyncIterable<MonthSlab>,
  field: FieldInfo,
  type: NumberType,
): AsyncGenerator<ClassicValues> {
  for await (const { values } of slabs) yield type === 'float32' ? values : packed(values, field);
}

/** The store's own CF attributes, with what differs in this file. */
function attributesOf(field: FieldInfo, type: NumberType, singleQuantile: boolean): ClassicAttributes {
  const { scale_factor, add_offset, modelled, coordinates: _, ...rest } = fieldAttributes(field);
  const at = ['lat', 'lon', ...(field.axes.includes('month') ? ['month'] : [])];
  if (field.axes.includes('quantile') && singleQuantile) at.push('quantile');
  return {
    ...classicAttributes(rest),
    ...(type === 'int16'
      ? { ...classicAttributes({ scale_factor, add_offset }), _FillValue: { type: 'short', values: [FILL] } }
      : { _FillValue: { type: 'float', values: [Number.NaN] } }),
    coordinates: at.join(' '),
    modelled: modelled === true ? 'yes' : 'no',
  };
}
