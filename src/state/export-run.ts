import { createStore } from 'zustand/vanilla';
import { isoMonth } from '../core/month.ts';
import type { Progress } from '../core/progress.ts';
import { isCancelled, toWire } from '../core/wire.ts';
import type { ExportOrder } from '../export/export-store.ts';
import type { Level } from '../grid/level.ts';
import type { StoreRef } from '../store/ref.ts';
import { fileNameOf, type SaveFile } from './kept-stores.ts';
import { announce, type LoadedStore, tell } from './studio.ts';

/** What the page wants of the worker that writes files. */
export interface ExportPort {
  export(ref: StoreRef, order: ExportOrder, onStep: (progress: Progress) => void, signal: AbortSignal): Promise<Blob>;
}

/** A file for other programs: all measurements, or a field. */
export interface ExportChoice {
  readonly as: 'csv-observations' | 'netcdf-observations' | 'netcdf' | 'geotiff';
  /** Of gridded files. */
  readonly field: string;
  readonly level: Level;
}

/** How far the file is that is being written. */
export const exporting = createStore<{ readonly job: Progress | undefined }>(() => ({ job: undefined }));

const ENDING = { 'csv-observations': 'csv', 'netcdf-observations': 'nc', netcdf: 'nc', geotiff: 'tif' } as const;

let stop = new AbortController();

export const cancelExport = (): void => stop.abort();

/** @param month of the map, which a GeoTIFF shows @param when now, ISO 8601 */
export async function takeFile(
  port: ExportPort,
  { ref, meta }: Pick<LoadedStore, 'ref' | 'meta'>,
  choice: ExportChoice,
  { month, when, save }: { readonly month: number | undefined; readonly when: string; readonly save: SaveFile },
): Promise<void> {
  stop = new AbortController();
  const { signal } = stop;
  const name = `${nameOf(meta.title, choice, month)}.${ENDING[choice.as]}`;
  const show = (job: Progress): void => exporting.setState({ job });
  show({ what: `Writing ${name}`, done: 0, of: 0, secondsLeft: null });
  try {
    save(await port.export(ref, orderOf(choice, month, when), show, signal), name);
    announce(`${name} is in your downloads`);
  } catch (e) {
    if (!isCancelled(e)) tell('error', `${name} could not be written. ${toWire(e).message}`);
  } finally {
    exporting.setState({ job: undefined });
  }
}

const isGridded = ({ as }: ExportChoice): boolean => as === 'netcdf' || as === 'geotiff';

function orderOf(choice: ExportChoice, month: number | undefined, when: string): ExportOrder {
  const { as, field, level } = choice;
  if (!isGridded(choice)) return { as, when };
  return {
    as,
    when,
    fields: [field],
    level,
    ...(as === 'geotiff' && month !== undefined ? { months: [month, month + 1] } : {}),
  };
}

function nameOf(title: string, choice: ExportChoice, month: number | undefined): string {
  const of = isGridded(choice) ? ` ${choice.field} ${choice.level}` : ' measurements';
  return fileNameOf(`${title}${of}${choice.as === 'geotiff' && month !== undefined ? ` ${isoMonth(month)}` : ''}`);
}
