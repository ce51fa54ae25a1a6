import { isCancelled, toWire } from '../core/wire.ts';
import type { DataPort } from './data-port.ts';
import { storesNow } from './follow-view.ts';
import { IDLE } from './loading.ts';
import { probe } from './probe.ts';
import { storeFor } from './question.ts';
import { studio } from './studio.ts';
import { view } from './view.ts';

/** Reads the value under the probe whenever place, month, variable or stores change; the newest question wins. */
export function followProbe(data: DataPort): () => void {
  let running = false;
  let again = false;
  // One read at a time: a pointer that moves asks far more often than a worker can answer.
  const ask = async (): Promise<void> => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      await read(data);
    } while (again);
    running = false;
  };
  const stops = [
    probe.subscribe((now, before) => {
      if (now.at !== before.at) void ask();
    }),
    view.subscribe((now, before) => {
      if (now.month !== before.month || now.variable !== before.variable) void ask();
    }),
    studio.subscribe((now, before) => {
      if (now.tiles !== before.tiles || now.forecast !== before.forecast) void ask();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

async function read(data: DataPort): Promise<void> {
  const { at } = probe.getState();
  const { variable, month } = view.getState();
  const stores = storesNow();
  const store = month === undefined ? undefined : storeFor(stores, month);
  if (!at || month === undefined || !store) return probe.setState({ reading: IDLE });
  const kind = store === stores.forecast ? 'forecast' : 'process';
  try {
    const found = await data.value(store, variable, at, month);
    if (!found) return probe.setState({ reading: IDLE });
    const { level, cell, value } = found;
    const interval = intervalOf(found.quantiles, store.meta.quantiles);
    probe.setState({
      reading: { at: 'ready', value: { variable, month, place: at, level, cell, value, interval, kind } },
    });
  } catch (e) {
    if (isCancelled(e)) return;
    // A value of another place or month would mislead: the error takes its place.
    probe.setState({ reading: { at: 'failed', error: toWire(e) } });
  }
}

/** The 90 % interval of a cell's quantiles; a single number has none. */
function intervalOf(
  values: readonly number[] | undefined,
  quantiles: readonly number[] | undefined,
): readonly [number, number] | undefined {
  if (!values || !quantiles) return undefined;
  const at = (p: number): number => values[quantiles.findIndex((q) => Math.abs(q - p) < 1e-6)] ?? Number.NaN;
  return [at(0.05), at(0.95)];
}
