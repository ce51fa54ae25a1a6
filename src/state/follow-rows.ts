import { dataRoom } from './data-room.ts';
import { shownOf } from './loading.ts';
import { rejectedPlaces } from './rejected-rows.ts';
import { studio } from './studio.ts';
import { type LonLat, view } from './view.ts';

const NONE: readonly LonLat[] = [];

/**
 * Tells which places of accepted and rejected rows stand on the map: those of imported data while the person is in the Data room, of
 * any data where they look at its rows.
 * @returns ends it
 */
export function followRows(show: (accepted: readonly LonLat[], rejected: readonly LonLat[]) => void): () => void {
  let last: readonly unknown[] = [false, undefined, undefined, undefined];
  const check = (): void => {
    const { sites, tiles } = studio.getState();
    const { tab, mapped, companions } = dataRoom.getState();
    const isOwn = shownOf(tiles) !== undefined && shownOf(tiles)?.ref.at !== 'url';
    const isShown = view.getState().panel === 'data' && (tab === 'rows' || isOwn);
    const now = isShown ? [true, sites, mapped, companions.report] : [false, undefined, undefined, undefined];
    if (now.every((part, i) => part === last[i])) return;
    last = now;
    if (!isShown) {
      show(NONE, NONE);
      return;
    }
    const accepted = mapped ? sites.filter(({ variables }) => variables.includes(mapped)) : sites;
    show(accepted, companions.report ? rejectedPlaces(companions.report.rejected) : NONE);
  };
  check();
  const stops = [studio.subscribe(check), dataRoom.subscribe(check), view.subscribe(check)];
  return () => {
    for (const stop of stops) stop();
  };
}
