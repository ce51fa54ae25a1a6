import type { Rejection } from './source.ts';

/** Rejections of one place: each stands there on the map, unless it says better. */
export const rejectedAt = (
  { lat, lon }: { readonly lat: number; readonly lon: number },
  rejected: readonly Rejection[],
): Rejection[] => rejected.map((r) => (r.at ? r : { ...r, at: { lat, lon } }));
