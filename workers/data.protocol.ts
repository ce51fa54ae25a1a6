import type { VariableName } from '../src/core/variable.ts';
import type { PlaceSeries, PlaceValue } from '../src/store/at-place.ts';
import type { NearObservation, Site } from '../src/store/near.ts';
import type { StoreRef } from '../src/store/ref.ts';
import type { RowPage, RowsWanted } from '../src/store/row-page.ts';
import type { StoreMeta } from '../src/store/schema.ts';
import type { BlockRequest } from '../src/store/store.ts';
import type { Call } from './rpc.protocol.ts';

/** What the page asks of the data worker. */
export type DataCalls = {
  /** The page chooses the handle, so that it can open the same stores again in a new worker. */
  open: Call<{ readonly handle: number; readonly ref: StoreRef }, StoreMeta>;
  close: Call<{ readonly handle: number }, null>;
  /** `[month, row, col]`, NaN for no data; the buffer is transferred. */
  frames: Call<FramesOrder, Float32Array>;
  /** undefined outside the Alaska window. */
  value: Call<PlaceOrder & { readonly field: string; readonly month: number }, PlaceValue | undefined>;
  series: Call<SeriesOrder, SeriesReply>;
  sites: Call<{ readonly handle: number }, Site[]>;
  /** A page of the observation table. */
  observationRows: Call<RowsOrder, RowPage>;
  /** The text of a file that lies in the store beside its arrays; undefined when there is none. */
  companion: Call<{ readonly handle: number; readonly name: Companion }, string | undefined>;
};

export interface FramesOrder extends BlockRequest {
  readonly handle: number;
}

/** What a build leaves beside the arrays: what was not taken over, and every choice. */
export type Companion = 'report.json' | 'recipe.json';

export interface RowsOrder extends RowsWanted {
  readonly handle: number;
}

export interface PlaceOrder {
  readonly handle: number;
  readonly lon: number;
  readonly lat: number;
}

export interface SeriesOrder extends PlaceOrder {
  readonly fields: readonly string[];
  /** Observations within this distance come along, m; those in the same 1-km cell always do. */
  readonly within: number;
  /** Of these variables; of all when not given. */
  readonly variables?: readonly VariableName[];
}

export interface SeriesReply {
  /** In the order of `fields`; fields without a cell at the place are left out. */
  readonly series: readonly PlaceSeries[];
  /** By month. */
  readonly observations: readonly NearObservation[];
}
