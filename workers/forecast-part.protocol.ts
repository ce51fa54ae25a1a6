import type { ForecastOrder } from '../src/forecast/forecast-order.ts';
import type { TileForecast } from '../src/forecast/tile-job.ts';
import type { DeviceName } from '../src/nn/device.ts';
import type { Call } from './rpc.protocol.ts';

/** One thread's part of a forecast. `S` is how a store is named: a StoreRef in a page, a path in Node. */
export interface PartOrder<S> {
  /** A `.thawcast` file. */
  readonly ensemble: Uint8Array;
  readonly store: S;
  readonly device: DeviceName;
  readonly order: ForecastOrder;
  /** This thread's number, and how many there are. */
  readonly me: number;
  readonly threads: number;
  /** A channel to each other thread, by its number; transferred. */
  readonly ports: readonly (readonly [number, MessagePort])[];
}

/** Calls a part worker answers. Its tiles arrive as steps, year by year, their values transferred. */
export type PartCalls<S> = {
  part: Call<PartOrder<S>, null, TileForecast>;
};
