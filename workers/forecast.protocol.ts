import type { ForecastOrder, ForecastProgress } from '../src/forecast/forecast-order.ts';
import type { DeviceName } from '../src/nn/device.ts';
import type { StoreRef } from '../src/store/ref.ts';
import type { Call } from './rpc.protocol.ts';

/** What the page asks of the forecast worker. */
export interface ForecastCallOrder {
  /** A `.thawcast` file. Copied, not transferred: the page keeps its own. */
  readonly ensemble: Uint8Array;
  /** The tiles store the forecast starts from. */
  readonly store: StoreRef;
  readonly device: DeviceName | 'auto';
  readonly order: ForecastOrder;
  /** Folder in the origin-private file system the forecast is written to; an older one of that name is replaced. */
  readonly saveAs: string;
}

export interface ForecastResult {
  /** The new store; open it through the data worker like any other. */
  readonly store: StoreRef;
  readonly device: DeviceName;
  readonly seconds: number;
}

/** Calls the forecast worker answers, one at a time. Aborting leaves no readable store behind. */
export type ForecastCalls = {
  forecast: Call<ForecastCallOrder, ForecastResult, ForecastProgress>;
};
