import { monthOfYear } from '../core/month.ts';
import { isCancelled, toWire } from '../core/wire.ts';
import type { StoreRef } from '../store/ref.ts';
import type { DataPort } from './data-port.ts';
import { storesNow } from './follow-view.ts';
import { monthRange } from './question.ts';
import { type LoadedStore, studio, tell } from './studio.ts';
import { view } from './view.ts';

const address = (path: string): string => new URL(path, document.baseURI).href;
const MAKE_IT = 'Run `npm start`, which makes it, or drop a store in the Data room.';

/** Opens what the page is served with: Reference Alaska, its forecast, and the ensemble that made it. */
export async function openDefaults(data: DataPort): Promise<void> {
  studio.setState({
    tiles: { at: 'loading', what: 'Reference Alaska' },
    forecast: { at: 'loading', what: 'the forecast' },
  });
  await Promise.all([
    openInto(data, 'tiles', { at: 'url', url: address('stores/reference.zarr') }, 'Reference Alaska'),
    openInto(data, 'forecast', { at: 'url', url: address('stores/reference-forecast.zarr') }, 'The forecast'),
    openEnsemble(),
  ]);
}

/**
 * Opens a store and makes it the current one of its kind. On failure what was open stays.
 * @returns whether it opened
 */
export async function openInto(
  data: DataPort,
  kind: 'tiles' | 'forecast',
  ref: StoreRef,
  name: string,
): Promise<boolean> {
  try {
    const open = await data.open(ref);
    const value: LoadedStore = { ...open, ref };
    if (kind === 'tiles') studio.setState({ tiles: { at: 'ready', value } });
    else studio.setState({ forecast: { at: 'ready', value } });
    chooseMonth();
    if (kind === 'tiles') studio.setState({ sites: await data.sites(value) });
    return true;
  } catch (e) {
    if (isCancelled(e)) return false;
    const error = toWire(e);
    const before = studio.getState()[kind];
    if (before.at === 'loading') studio.setState({ [kind]: { at: 'failed', error } });
    tell(
      'error',
      `${name} could not be opened. ${error.message} ${before.at === 'loading' ? MAKE_IT : 'What was open stays open.'}`,
    );
    return false;
  }
}

/** A month that both says something and exists: the first August of the forecast, else the last of the record. */
export function chooseMonth(): void {
  const { tiles, forecast } = studio.getState();
  if (tiles.at === 'loading' || forecast.at === 'loading') return;
  const stores = storesNow();
  const range = monthRange(stores);
  if (!range) return;
  const { month } = view.getState();
  if (month !== undefined && month >= range[0] && month < range[1]) return;
  if (month !== undefined) {
    tell('info', 'The month chosen lies outside what is loaded; another is shown.');
  }
  const [from, to] = stores.forecast
    ? [stores.forecast.meta.firstMonth, stores.forecast.meta.firstMonth + stores.forecast.meta.months]
    : range;
  let chosen = stores.forecast ? from : to - 1;
  const step = stores.forecast ? 1 : -1;
  for (let m = chosen; m >= from && m < to; m += step) {
    if (monthOfYear(m) !== 8) continue;
    chosen = m;
    break;
  }
  view.setState({ month: chosen });
}

async function openEnsemble(): Promise<void> {
  studio.setState({ ensemble: { at: 'loading', what: 'the ensemble' } });
  try {
    const response = await fetch(address('models/reference.thawcast'));
    const type = response.headers.get('content-type') ?? '';
    if (!response.ok || type.includes('text/html')) throw new Error(`the server answered ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    studio.setState({ ensemble: { at: 'ready', value: { bytes, name: 'Reference ensemble' } } });
  } catch (e) {
    studio.setState({ ensemble: { at: 'failed', error: toWire(e) } });
  }
}
