import { monthOf } from '../../core/month.ts';
import { metresFromCm } from '../../core/unit.ts';
import type { ObservationFlag, Provenance } from '../../store/schema.ts';
import { roundingSd } from '../coordinate.ts';
import type { Observed } from '../source.ts';

/** One site of the CALM network as either of its two tables gives it. */
export interface CalmSite {
  readonly code: string;
  readonly name: string;
  readonly lat: number;
  readonly lon: number;
  /** Half of the last digit of the coordinates, degrees. */
  readonly halfLat: number;
  readonly halfLon: number;
  /** As printed: a number is the length of grid or transect in m. */
  readonly method: string;
  readonly values: readonly CalmValue[];
}

export interface CalmValue {
  readonly year: number;
  readonly cm: number;
  /** The publisher's remark, `*`. */
  readonly marked: boolean;
  readonly origin: string;
}

/** Mechanical probe, m, one sd; assumed, the table gives none (SOURCES.md, 3.3). */
const PROBE_SD = 0.03;
/** Beyond this an Alaskan end-of-season value usually means a talik or the end of the probe (SOURCES.md, 3.1). */
const DEEP_CM = 120;
/** So many equal deepest values are the probe's length, not the ground. */
const PLATEAU = 3;
/** The day of probing is not given: August north of this latitude, September south of it (SOURCES.md, 1). */
const AUGUST_NORTH_OF = 68;

export const CALM_PROVENANCE: Provenance = {
  source: 'calm',
  publisher: 'Circumpolar Active Layer Monitoring Network, George Washington University',
  citation: 'Circumpolar Active Layer Monitoring Network (CALM), George Washington University, NSF',
  licence: 'public; cite CALM',
  note: 'End-of-season thaw depth, cm; the day is not given, so the month is inferred. Uncertainty assumed 0.03 m (mechanical probe).',
};

/** Key of a site inside CALM: code and name, because one code serves two places (CALM-5). */
export const calmKey = (code: string, name: string): string => `calm/${code}/${name}`;

/**
 * Observations of a table's sites.
 * @param rank which of two tables wins where both hold a value
 */
export function observedOf(sites: readonly CalmSite[], rank: number): Observed[] {
  const names = new Map<string, Set<string>>();
  for (const s of sites) names.set(s.code, (names.get(s.code) ?? new Set()).add(s.name.toLowerCase()));
  return sites.flatMap((site) => {
    const shared = (names.get(site.code)?.size ?? 0) > 1;
    // Networks write `U9 B` and `U9B`.
    const code = site.code.replace(/\s+/g, '');
    const identity = shared ? `${code} ${site.name.toLowerCase()}` : code;
    const capped = plateau(site);
    return site.values.map(
      (v): Observed => ({
        variable: 'alt',
        lat: site.lat,
        lon: site.lon,
        locationSd: roundingSd(site.lat, site.halfLat, site.halfLon),
        month: monthOf(v.year, site.lat >= AUGUST_NORTH_OF ? 8 : 9),
        value: metresFromCm(v.cm),
        uncertainty: PROBE_SD,
        filled: 0,
        flag: flagOf(v, capped),
        site: calmKey(site.code, site.name),
        method: `thaw probe, end of season, month inferred; CALM method ${site.method || 'not given'}`,
        source: 'calm',
        origin: v.origin,
        identity: `alt/${identity}/${v.year}`,
        ...(shared ? {} : { place: site.code }),
        rank,
      }),
    );
  });
}

function flagOf(v: CalmValue, capped: number | undefined): ObservationFlag {
  if (v.cm === capped) return 'censored'; // CALM-9: at least this deep
  return v.marked || v.cm >= DEEP_CM ? 'suspect' : 'ok'; // CALM-8: a talik is no active layer
}

/** The probe's length in cm, where a site's record stands at it. */
export function plateau(site: CalmSite): number | undefined {
  const deepest = site.values.reduce((most, { cm }) => Math.max(most, cm), Number.NEGATIVE_INFINITY);
  const equal = site.values.filter((v) => v.cm === deepest).length;
  return deepest >= DEEP_CM && equal >= PLATEAU ? deepest : undefined;
}

/** Sentences for the report. */
export function notesOf(sites: readonly CalmSite[]): string[] {
  const without = sites.filter((s) => s.values.length === 0).map((s) => `${s.code} ${s.name}`);
  const capped = sites.flatMap((s) => {
    const at = plateau(s);
    return at === undefined
      ? []
      : [
          `${s.code} ${s.name}: ${s.values.filter((v) => v.cm === at).length} values stand at the probe's length, ${at} cm; kept as "at least", not trained on, not scored`,
        ];
  });
  const deep = sites.flatMap((s) => {
    const at = plateau(s);
    const n = s.values.filter((v) => v.cm !== at && (v.marked || v.cm >= DEEP_CM)).length;
    return n === 0
      ? []
      : [
          `${s.code} ${s.name}: ${n} values with a remark or of ${DEEP_CM} cm and more; no active layer any more (talik), kept as suspect, not scored`,
        ];
  });
  return [...(without.length > 0 ? [`sites without any value: ${without.join(', ')}`] : []), ...capped, ...deep];
}
