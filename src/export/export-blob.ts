import type { Store } from '../store/store.ts';
import { blobSink } from './blob-sink.ts';
import { type ExportOrder, exportStore } from './export-store.ts';
import type { ReadOptions } from './month-slabs.ts';

const MEDIA_TYPE: Readonly<Record<ExportOrder['as'], string>> = {
  netcdf: 'application/x-netcdf',
  'netcdf-observations': 'application/x-netcdf',
  geotiff: 'image/tiff',
  'csv-observations': 'text/csv',
  'csv-series': 'text/csv',
};

/** As exportStore, into a Blob, which a page saves as a file. */
export async function exportBlob(store: Store, order: ExportOrder, options: ReadOptions = {}): Promise<Blob> {
  const sink = blobSink();
  await exportStore(store, order, sink, options);
  return sink.blob(MEDIA_TYPE[order.as]);
}
