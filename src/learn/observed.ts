import { TARGETS, type Target } from '../core/variable.ts';
import type { ObservationTable } from '../store/schema.ts';

/** One measurement of a target that may be learnt from. */
export interface Observed {
  readonly target: Target;
  readonly lat: number;
  readonly lon: number;
  readonly month: number;
  /** Canonical unit of the target. */
  readonly value: number;
  /** One sd, canonical unit; NaN where the source gives none. */
  readonly sd: number;
  /** Share gap-filled, 0-1; NaN where unknown. */
  readonly filled: number;
  /** Only what is known to be measured at least in part is scored. */
  readonly scored: boolean;
  readonly site: string;
  /** Sites within 25 km of each other share one. */
  readonly group: string;
  /** True for a dated probing rather than the depth at the end of the season. */
  readonly dated: boolean;
}

const TARGET_OF: Readonly<Partial<Record<string, Target>>> = { alt: 'alt', thaw_depth: 'alt', co2: 'co2', ch4: 'ch4' };

/**
 * What a store has measured of each target, in order of month.
 *
 * Left out: everything flagged (suspect, censored, modelled) and every flux month that is wholly gap-filled, because that is another
 * model's opinion. A month whose filled share is unknown is learnt from with more doubt, and never scored.
 */
export function observedIn(table: ObservationTable): Readonly<Record<Target, Observed[]>> {
  const out: Record<Target, Observed[]> = { alt: [], co2: [], ch4: [] };
  for (let i = 0; i < table.length; i++) {
    const target = TARGET_OF[table.variable[i] as string];
    const value = table.value[i] as number;
    if (!target || table.flag[i] !== 'ok' || !Number.isFinite(value)) continue;
    // A probe is not gap-filled; for a flux "unknown" stays unknown.
    const share = table.filled[i] as number;
    const filled = target === 'alt' && Number.isNaN(share) ? 0 : share;
    if (filled >= 1) continue;
    out[target].push({
      target,
      lat: table.lat[i] as number,
      lon: table.lon[i] as number,
      month: table.month[i] as number,
      value,
      sd: table.uncertainty[i] as number,
      filled,
      scored: !Number.isNaN(filled),
      site: table.site[i] as string,
      group: table.group[i] as string,
      dated: table.variable[i] === 'thaw_depth',
    });
  }
  // Sorting by site too keeps the order, and with it every result, independent of the order of files.
  for (const t of TARGETS) out[t].sort((a, b) => a.month - b.month || (a.site < b.site ? -1 : a.site > b.site ? 1 : 0));
  return out;
}
