import { forecastRegion } from '../src/forecast/forecast-region.ts';
import { PortTeam } from '../src/forecast/region/port-team.ts';
import { regionsOf, tileJob } from '../src/forecast/roll-out.ts';
import { readEnsemble } from '../src/learn/ensemble-file.ts';
import { useDevice } from '../src/nn/device.ts';
import type { Store } from '../src/store/store.ts';
import type { PartCalls } from './forecast-part.protocol.ts';
import type { Handlers } from './rpc.server.ts';

/** What a part worker does, without the thread: its share of the tiles of every region, hand in hand with the other threads. */
export function partHandlers<S>(open: (store: S, signal: AbortSignal) => Promise<Store>): Handlers<PartCalls<S>> {
  return {
    async part({ ensemble: bytes, store: at, device, order, me, threads, ports }, { signal, step }) {
      const ensemble = readEnsemble(bytes);
      await useDevice(device);
      const store = await open(at, signal);
      const seat = new PortTeam(me, threads, new Map(ports));
      const job = await tileJob({ ensemble, store, order }, undefined, signal);
      for (const region of regionsOf(store, order)) {
        await forecastRegion(
          job,
          region,
          async (tile) =>
            step(
              tile,
              Object.values(tile.quantiles).flatMap((layers) => layers.map((v) => v.buffer as ArrayBuffer)),
            ),
          seat,
          undefined,
          signal,
        );
      }
      return null;
    },
  };
}
