import type { Target } from '../core/variable.ts';
import { isCancelled, toWire } from '../core/wire.ts';
import type { DataPort } from './data-port.ts';
import { storesNow } from './follow-view.ts';
import { IDLE, shownOf } from './loading.ts';
import { placeText, QUANTITIES } from './quantity.ts';
import { fieldFor, type Stores } from './question.ts';
import { type SeriesData, series } from './series.ts';
import { announce, studio } from './studio.ts';
import { type LonLat, view } from './view.ts';

const WANTED = [0.05, 0.25, 0.5, 0.75, 0.95];

/** Reads the series of the pinned place whenever place, variable or stores change; the newest question wins. */
export function followPlace(data: DataPort): () => void {
  let stop = new AbortController();
  const ask = async (): Promise<void> => {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    const { place, variable } = view.getState();
    if (!place) return series.setState({ data: IDLE });
    const last = shownOf(series.getState().data);
    // The same quantity elsewhere may stay on view while its successor loads; another quantity may not.
    if (last?.variable !== variable) series.setState({ data: { at: 'loading', what: 'series' } });
    try {
      const value = await read(data, storesNow(), variable, place, signal);
      if (signal.aborted) return;
      series.setState({ data: { at: 'ready', value } });
      announce(`Series of ${QUANTITIES[variable].label} at ${placeText(place)}`);
    } catch (e) {
      if (!isCancelled(e) && !signal.aborted) series.setState({ data: { at: 'failed', error: toWire(e) } });
    }
  };
  const stops = [
    view.subscribe((now, before) => {
      if (now.place !== before.place || now.variable !== before.variable) void ask();
    }),
    studio.subscribe((now, before) => {
      if (now.tiles !== before.tiles || now.forecast !== before.forecast) void ask();
    }),
  ];
  return () => {
    stop.abort();
    for (const end of stops) end();
  };
}

async function read(
  data: DataPort,
  { tiles, forecast }: Stores,
  variable: Target,
  place: LonLat,
  signal: AbortSignal,
): Promise<SeriesData> {
  const [past, future] = await Promise.all([
    tiles && data.series(tiles, variable, place, signal),
    forecast && fieldFor(forecast.meta, variable) ? data.series(forecast, variable, place, signal) : undefined,
  ]);
  const quantiles = forecast?.meta.quantiles ?? [];
  const lines = WANTED.map((p) => future?.lines[quantiles.findIndex((q) => Math.abs(q - p) < 1e-6)]);
  const complete = lines.every((line) => line !== undefined);
  const [line] = past?.lines ?? [];
  return {
    variable,
    place,
    level: past?.level ?? future?.level,
    process: past && line && { firstMonth: past.firstMonth, values: line },
    fan: future && complete ? { firstMonth: future.firstMonth, quantiles: lines } : undefined,
    observations: past?.observations ?? [],
    pseudo: tiles?.meta.modelled === true && tiles.meta.provenance.some(({ source }) => source === 'reference-alaska'),
  };
}
