import type { WireError } from '../core/wire.ts';

/** Where a thing that takes time stands. A union, so that no view can forget a case. */
export type Loading<T> =
  | { readonly at: 'idle' }
  | { readonly at: 'loading'; readonly what: string }
  | { readonly at: 'ready'; readonly value: T }
  /** Still shown, greyed, with the reason. */
  | { readonly at: 'stale'; readonly value: T; readonly why: string }
  | { readonly at: 'failed'; readonly error: WireError };

export const IDLE: Loading<never> = { at: 'idle' };

/** The value, also when it is stale. */
export const shownOf = <T>(loading: Loading<T>): T | undefined =>
  loading.at === 'ready' || loading.at === 'stale' ? loading.value : undefined;
