import type { WireError } from '../src/core/wire.ts';

/**
 * What crosses between a client and its worker, for every worker. A worker's own protocol file is a table of calls:
 *
 *   export type DataCalls = { open: Call<OpenOrder, Opened>; train: Call<Order, Done, Step>; … };
 *
 * Types only: importing this adds no code to either side. Everything in it must be structured-cloneable.
 */
export interface Call<Order, Result, Step = never> {
  readonly order: Order;
  readonly result: Result;
  /** What arrives, any number of times, before the result. */
  readonly step: Step;
}

export type Calls = Readonly<Record<string, Call<unknown, unknown, unknown>>>;

export type Request =
  /** First message to a new worker. It holds the Web Lock of that name as long as it lives. */
  | { readonly kind: 'hello'; readonly lock: string }
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly order: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  /** Answered at once by a thread that is not stuck, whatever call it is at. */
  | { readonly kind: 'ping'; readonly id: number };

export type Reply =
  /** `watched`: the lock is held, so its release means death. */
  | { readonly kind: 'alive'; readonly watched: boolean }
  | { readonly kind: 'pong'; readonly id: number }
  | { readonly kind: 'step'; readonly id: number; readonly step: unknown }
  | { readonly kind: 'done'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: WireError };
