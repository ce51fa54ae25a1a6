import type { ImportResult } from '../../workers/import.protocol.ts';
import type { Progress } from '../core/progress.ts';
import { isCancelled, toWire } from '../core/wire.ts';
import type { ImportReport } from '../preprocess/import-report.ts';
import type { DataPort } from './data-port.ts';
import { chooseMonth, openInto } from './default-data.ts';
import { IDLE } from './loading.ts';
import { announce, studio, tell } from './studio.ts';

export interface ImportPort {
  import(files: readonly File[], onStep: (progress: Progress) => void, signal: AbortSignal): Promise<ImportResult>;
}

let stop = new AbortController();

/** Takes in a store zip as it is, or makes a store of files of any supported source. What was open stays on failure. */
export async function takeFiles(port: ImportPort, data: DataPort, files: readonly File[]): Promise<void> {
  const [first] = files;
  if (!first) return;
  stop.abort();
  stop = new AbortController();
  const { signal } = stop;
  const name = files.length === 1 ? first.name : `${first.name} and ${files.length - 1} more`;
  const show = (value: Progress): void => studio.setState({ importing: { at: 'ready', value } });
  show({ what: `Reading ${name}`, done: 0, of: 0, secondsLeft: null });
  try {
    await follow(await port.import(files, show, signal), name, data);
  } catch (e) {
    if (!isCancelled(e)) tell('error', `${name} could not be taken in. What was open stays open. ${toWire(e).message}`);
  } finally {
    if (!signal.aborted) studio.setState({ importing: { at: 'idle' } });
  }
}

export function cancelImport(): void {
  stop.abort();
  studio.setState({ importing: { at: 'idle' } });
}

async function follow(result: ImportResult, name: string, data: DataPort): Promise<void> {
  const report: ImportReport | undefined = result.kind === 'store' ? undefined : result.report;
  studio.setState({ importReport: report });
  if (result.kind === 'nothing') {
    const [why] = result.report.rejected;
    const reason = why ? ` ${why.file}: ${why.rule}. ${why.todo}.`.replaceAll('..', '.') : '';
    tell(
      'error',
      `Nothing could be read from ${name}. What was open stays open.${reason} The Data room lists everything.`,
    );
    return;
  }
  const kind = result.meta.kind === 'forecast' ? 'forecast' : 'tiles';
  if (!(await openInto(data, kind, result.ref, name))) return;
  announce(`${name} is open`);
  if (kind === 'tiles' && studio.getState().forecast.at !== 'idle') {
    studio.setState({ forecast: IDLE });
    chooseMonth();
    tell(
      'info',
      'The forecast belonged to the data from before and has been taken off. The Model room makes a new one.',
    );
  }
}
