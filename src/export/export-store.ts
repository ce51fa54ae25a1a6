import { BadRequest } from '../core/error.ts';
import type { Store } from '../store/store.ts';
import { writeCsvObservations } from './csv-observations.ts';
import { type SeriesPlace, writeCsvSeries } from './csv-series.ts';
import { writeGeotiff } from './geotiff.ts';
import type { ReadOptions } from './month-slabs.ts';
import { type NumberType, writeNetcdfFields } from './netcdf-fields.ts';
import { writeNetcdfObservations } from './netcdf-observations.ts';
import { selectObservations } from './select-observations.ts';
import { type SelectionOrder, selectFrom } from './selection.ts';
import type { Sink } from './sink.ts';
import { USUAL_LIMIT } from './size-limit.ts';

/** What is to leave a store, as plain data that a page can hand to a worker. */
export interface ExportOrder extends SelectionOrder {
  readonly as: 'netcdf' | 'geotiff' | 'netcdf-observations' | 'csv-observations' | 'csv-series';
  /** ISO 8601, the time of the export, which files carry. */
  readonly when: string;
  /** Of series: the place. */
  readonly place?: SeriesPlace;
  /** Of gridded files; int16 for netCDF and float32 for GeoTIFF when not given. */
  readonly type?: NumberType;
  /** Most bytes of a gridded file; 2 GB when not given. */
  readonly limit?: number;
  /** Of CSV: provenance in `#` lines before the header. */
  readonly comments?: boolean;
}

/**
 * Writes part of a store as a file that other programs read.
 * @throws BadRequest that says what the store has, when it has not what was asked for, or when the file would be too large
 * @throws Cancelled, CorruptChunk
 */
export async function exportStore(
  store: Store,
  order: ExportOrder,
  sink: Sink,
  options: ReadOptions = {},
): Promise<void> {
  const { when, limit = USUAL_LIMIT, comments = false } = order;
  if (order.as === 'netcdf-observations' || order.as === 'csv-observations') {
    const table = await store.observations(options.signal);
    const rows = selectObservations(table, order);
    if (order.as === 'csv-observations')
      await writeCsvObservations(table, rows, store.meta, sink, { ...options, when, comments });
    else await writeNetcdfObservations(table, rows, store.meta, sink, { when, limit });
    return;
  }
  if (order.as === 'csv-series') {
    if (!order.place) throw new BadRequest({ what: 'a series without a place', expected: 'longitude and latitude' });
    await writeCsvSeries(store, order, order.place, sink, { ...options, when, comments });
    return;
  }
  const selection = selectFrom(store.meta, order);
  const write = order.as === 'netcdf' ? writeNetcdfFields : writeGeotiff;
  const type = order.type ?? (order.as === 'netcdf' ? 'int16' : 'float32');
  await write(store, selection, sink, { ...options, when, limit, type });
}
