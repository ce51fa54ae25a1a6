import type { Progress } from '../core/progress.ts';
import { isCancelled, toWire } from '../core/wire.ts';
import type { Rejection } from '../sources/source.ts';
import type { StoreRef } from '../store/ref.ts';
import type { DataPort } from './data-port.ts';
import { openInto } from './default-data.ts';
import { announce, studio, tell } from './studio.ts';

/** What became of the files a person dropped. */
export interface ImportReport {
  readonly store: StoreRef | undefined;
  readonly rejected: readonly Rejection[];
  /** Sentences: what was read, how it was understood. */
  readonly notes: readonly string[];
}

export interface ImportPort {
  import(files: readonly File[], onStep: (progress: Progress) => void, signal: AbortSignal): Promise<ImportReport>;
}

let stop = new AbortController();

/** Takes in a store zip as it is, or makes a store of files of any supported source. What was open stays on failure. */
export async function takeFiles(port: ImportPort, data: DataPort, files: readonly File[]): Promise<void> {
  const [first] = files;
  if (!first) return;
  stop.abort();
  stop = new AbortController();
  const { signal } = stop;
  studio.setState({
    importing: { at: 'ready', value: { what: `Reading ${first.name}`, done: 0, of: 0, secondsLeft: null } },
  });
  try {
    if (files.length === 1 && (await isZip(first)) && (await openZip(data, first))) return;
    const report = await port.import(files, (value) => studio.setState({ importing: { at: 'ready', value } }), signal);
    studio.setState({ importReport: report });
    if (report.store) await openInto(data, 'tiles', report.store, 'What you dropped');
    else tell('error', 'None of the files could be read. The Data room lists why; what was open stays open.');
    announce(`Import is done, ${report.rejected.length} rejections`);
  } catch (e) {
    if (!isCancelled(e))
      tell('error', `${first.name} could not be taken in. What was open stays open. ${toWire(e).message}`);
  } finally {
    studio.setState({ importing: { at: 'idle' } });
  }
}

export const cancelImport = (): void => stop.abort();

const isZip = async (file: File): Promise<boolean> => {
  const [p, k] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return p === 0x50 && k === 0x4b;
};

/**
 * Opens a zip that is a store. A zip without a store's root in it is left to the importers.
 * @throws what the data worker says of a damaged zip
 */
async function openZip(data: DataPort, file: File): Promise<boolean> {
  const ref: StoreRef = { at: 'zip', name: file.name, blob: file };
  try {
    const { meta } = await data.open(ref);
    await openInto(data, meta.kind === 'forecast' ? 'forecast' : 'tiles', ref, file.name);
    announce(`${file.name} is open`);
    return true;
  } catch (e) {
    const { tag, message } = toWire(e);
    if (tag === 'InvalidStore' && message.includes('zarr.json')) return false;
    throw e;
  }
}
