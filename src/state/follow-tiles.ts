import { isCancelled, toWire } from '../core/wire.ts';
import type { ImportReport } from '../preprocess/import-report.ts';
import { checkRecipe } from '../preprocess/recipe.ts';
import type { DataPort } from './data-port.ts';
import { type Companions, dataRoom } from './data-room.ts';
import { shownOf } from './loading.ts';
import { type LoadedStore, studio, tell } from './studio.ts';

/** Reads what an import left in the tiles, whenever other tiles are opened. @returns ends it */
export function followTiles(data: DataPort): () => void {
  let stop = new AbortController();
  let last: LoadedStore | undefined;
  const check = (): void => {
    const tiles = shownOf(studio.getState().tiles);
    if (tiles === last) return;
    last = tiles;
    stop.abort();
    stop = new AbortController();
    dataRoom.setState({ companions: {}, diagnosis: { at: 'idle' }, mapped: undefined });
    // What the page is served with was not imported; asking its host would only give a 404.
    if (tiles && tiles.ref.at !== 'url') void readCompanions(data, tiles, stop.signal);
  };
  check();
  const unsubscribe = studio.subscribe(check);
  return () => {
    stop.abort();
    unsubscribe();
  };
}

async function readCompanions(data: DataPort, tiles: LoadedStore, signal: AbortSignal): Promise<void> {
  try {
    const [report, recipe] = await Promise.all([
      data.companion(tiles, 'report.json', signal),
      data.companion(tiles, 'recipe.json', signal),
    ]);
    const companions: Companions = {
      ...(report === undefined ? {} : { report: JSON.parse(report) as ImportReport }),
      ...(recipe === undefined ? {} : { recipe: checkRecipe(JSON.parse(recipe), 'recipe.json') }),
    };
    if (!signal.aborted) dataRoom.setState({ companions });
  } catch (e) {
    if (!isCancelled(e))
      tell('error', `The report or the recipe in ${tiles.meta.title} cannot be read. ${toWire(e).message}`);
  }
}
