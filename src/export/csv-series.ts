import { BadRequest } from '../core/error.ts';
import { isoMonth } from '../core/month.ts';
import type { Level } from '../grid/level.ts';
import { windowBounds } from '../grid/window.ts';
import { seriesAt } from '../store/at-place.ts';
import type { FieldInfo } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import { aboutExport, spanText } from './about.ts';
import type { CsvOptions } from './csv-observations.ts';
import { csvComments, csvRecord } from './csv-text.ts';
import { float32Text } from './number-text.ts';
import { fieldsNamed, type SelectedQuantile, type SelectionOrder, selectTime } from './selection.ts';
import type { Sink } from './sink.ts';

/** A place, degrees. */
export interface SeriesPlace {
  readonly lon: number;
  readonly lat: number;
}

interface Column {
  readonly name: string;
  /** Value at a month of the store's axis; the same for all of a static field. */
  readonly at: (index: number) => number;
}

/**
 * Months of a place as CSV: a row a month, a column for each field and quantile. Each field is read at its finest level that has
 * data there, or at the one asked for; the header names it, and says what is modelled: `t_air M09 [degC]`, `alt p50 M03 modelled [m]`.
 * @throws BadRequest for a place outside the map, and for what the store does not have
 */
export async function writeCsvSeries(
  store: Store,
  order: SelectionOrder,
  place: SeriesPlace,
  sink: Sink,
  options: CsvOptions,
): Promise<void> {
  const { fields, read } = sourceOf(store, order);
  const { months, quantiles } = selectTime(store.meta, order);
  const columns: Column[] = [];
  for (const field of fields) columns.push(...(await columnsOf(read, field, quantiles, place, options.signal)));
  const encoder = new TextEncoder();
  const what = `${fields.map((f) => f.name).join(', ')} at lon ${place.lon}, lat ${place.lat}, ${spanText(months)}`;
  const head = options.comments ? csvComments(aboutExport(store.meta, what, options.when)) : '';
  const records = [csvRecord(['month', ...columns.map((c) => c.name)])];
  for (let month = months[0]; month < months[1]; month++) {
    const index = month - store.meta.firstMonth;
    records.push(csvRecord([isoMonth(month), ...columns.map((c) => float32Text(c.at(index)))]));
  }
  await sink.write(encoder.encode(head + records.join('')));
}

/** The fields that are wanted, and the store as if it had only the level that was asked for. */
function sourceOf(store: Store, { fields, level }: SelectionOrder): { fields: readonly FieldInfo[]; read: Store } {
  const named = fields ? fieldsNamed(store.meta, fields) : store.meta.fields;
  if (level === undefined) return { fields: named, read: store };
  const there = named.filter((f) => f.levels.includes(level));
  const lacking = fields ? named.find((f) => !f.levels.includes(level)) : there.length === 0 ? named[0] : undefined;
  if (lacking)
    throw new BadRequest({
      what: `field ${lacking.name} at ${level}`,
      expected: `one of its levels ${lacking.levels.join(', ')}`,
    });
  const meta = { ...store.meta, fields: store.meta.fields.map((f) => only(f, level)) };
  const read: Store = {
    name: store.name,
    meta,
    readBlock: (request, signal) => store.readBlock(request, signal),
    observations: (signal) => store.observations(signal),
  };
  return { fields: there, read };
}

const only = (field: FieldInfo, level: Level): FieldInfo => ({
  ...field,
  levels: field.levels.filter((l) => l === level),
});

async function columnsOf(
  store: Store,
  field: FieldInfo,
  quantiles: readonly SelectedQuantile[],
  { lon, lat }: SeriesPlace,
  signal?: AbortSignal,
): Promise<Column[]> {
  const onGlobe = Math.abs(lat) <= 90 && Math.abs(lon) <= 360;
  const series = onGlobe ? await seriesAt(store, field.name, lon, lat, signal) : undefined;
  if (!series) {
    const b = windowBounds();
    throw new BadRequest({
      what: `the place ${lon},${lat}`,
      expected: `longitude,latitude from ${b.west.toFixed(2)},${b.south.toFixed(2)} to ${b.east.toFixed(2)},${b.north.toFixed(2)}`,
    });
  }
  const dated = field.axes.includes('month');
  const column = (name: string, values: Float32Array): Column => ({
    name: `${name} ${series.level}${field.modelled ? ' modelled' : ''} [${field.unit}]`,
    at: (index) => values[dated ? index : 0] as number,
  });
  if (!field.axes.includes('quantile')) return series.values.map((values) => column(field.name, values));
  const percent = ({ probability }: SelectedQuantile) => Math.round(1000 * probability) / 10;
  return quantiles.map((q) => column(`${field.name} p${percent(q)}`, series.values[q.index] as Float32Array));
}
