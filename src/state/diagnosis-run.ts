import type { Progress } from '../core/progress.ts';
import { isCancelled, toWire } from '../core/wire.ts';
import { dataRoom } from './data-room.ts';
import type { ImportPort } from './import-port.ts';
import { shownOf } from './loading.ts';
import { seldom } from './seldom.ts';
import { announce, studio } from './studio.ts';

let stop = new AbortController();

/** Statistics of the tiles that are open. */
export async function diagnose(port: ImportPort): Promise<void> {
  const tiles = shownOf(studio.getState().tiles);
  if (!tiles) return;
  stop.abort();
  stop = new AbortController();
  const { signal } = stop;
  const { seed } = dataRoom.getState().recipe;
  const show = (job: Progress): void => {
    if (!signal.aborted) dataRoom.setState({ diagnosis: { at: 'running', job } });
  };
  show({ what: `Reading ${tiles.meta.title}`, done: 0, of: 0, secondsLeft: null });
  try {
    const value = await port.diagnose({ ref: tiles.ref, seed }, seldom(150, show), signal);
    if (signal.aborted || shownOf(studio.getState().tiles) !== tiles) return;
    dataRoom.setState({ diagnosis: { at: 'ready', value } });
    announce(`Diagnostics of ${value.variables.length} quantities are ready`);
  } catch (e) {
    if (!signal.aborted && !isCancelled(e)) dataRoom.setState({ diagnosis: { at: 'failed', error: toWire(e) } });
  }
}

/** Ends a diagnosis at once. */
export function cancelDiagnosis(): void {
  stop.abort();
  dataRoom.setState({ diagnosis: { at: 'idle' } });
}
