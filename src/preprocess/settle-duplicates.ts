import { VARIABLES } from '../core/variable.ts';
import { groupBy } from '../sources/group-by.ts';
import type { Observed, Rejection } from '../sources/source.ts';

/** Share of the encoding step within which two values are the same number, written differently. */
const SAME_STEPS = 20;

export interface Settled {
  readonly kept: readonly Observed[];
  readonly rejected: readonly Rejection[];
}

/**
 * One value a measurement: what carries the same identity in several files or sources counts once, the highest rank wins, the
 * losers become rejections (one line a file where they agree, one each where they contradict). Sites that two networks share
 * get one key and one position, the better one.
 */
export function settleDuplicates(observations: readonly Observed[]): Settled {
  const rejected: Rejection[] = [];
  const agreeing = new Map<string, { first: Observed; count: number }>();
  const kept = [...groupBy(sharePlaces(observations), (o) => o.identity).values()].map((same) => {
    const best = same.reduce((b, o) => (o.rank > b.rank ? o : b));
    for (const o of same) if (o !== best) lose(o, best, rejected, agreeing);
    // A remark on either of two copies holds for the measurement.
    const flag = same.find((o) => o.flag !== 'ok')?.flag ?? 'ok';
    return flag === best.flag ? best : { ...best, flag };
  });
  for (const { first, count } of agreeing.values()) {
    rejected.push({
      file: fileOf(first),
      count,
      rule: 'the same measurement was read from another file; it counts once',
      todo: 'nothing',
    });
  }
  return { kept, rejected };
}

const fileOf = (o: Observed): string => o.origin.slice(0, o.origin.lastIndexOf(':'));

function lose(
  o: Observed,
  best: Observed,
  rejected: Rejection[],
  agreeing: Map<string, { first: Observed; count: number }>,
): void {
  const { scale, unit } = VARIABLES[o.variable];
  if (Math.abs(o.value - best.value) <= SAME_STEPS * scale) {
    const key = fileOf(o);
    const before = agreeing.get(key);
    agreeing.set(key, { first: before?.first ?? o, count: (before?.count ?? 0) + 1 });
    return;
  }
  rejected.push({
    file: fileOf(o),
    where: o.origin.slice(o.origin.lastIndexOf(':') + 1),
    column: o.variable,
    at: { lat: o.lat, lon: o.lon },
    found: `${Number(o.value.toPrecision(5))} ${unit}`,
    rule: `the same site and time has ${Number(best.value.toPrecision(5))} ${unit} in ${best.origin}, which comes first`,
    todo: 'nothing, unless you trust this value more: then leave the other file out',
  });
}

/** Networks write `U9 B` and `U9B`. */
const placeKey = (place: string | undefined): string => (place ?? '').replace(/\s+/g, '');

/**
 * CALM rounds positions to an arc minute where GTN-P does not: rows of a place that both know take the position of the source
 * with the higher rank and the site key of the one that names more years, so that one site stays one site.
 */
function sharePlaces(observations: readonly Observed[]): Observed[] {
  const places = groupBy(
    observations.filter((o) => o.place !== undefined),
    (o) => placeKey(o.place),
  );
  const shared = new Map<string, { readonly site: string; readonly at: Observed }>();
  for (const [place, of] of places) {
    const sites = groupBy(of, (o) => o.site);
    if (new Set(of.map((o) => o.source)).size < 2) continue;
    const site = [...sites.keys()].find((s) => s.startsWith('calm/')) ?? (of[0] as Observed).site;
    shared.set(place, { site, at: of.reduce((b, o) => (o.rank > b.rank ? o : b)) });
  }
  return observations.map((o) => {
    const s = o.place === undefined ? undefined : shared.get(placeKey(o.place));
    if (!s) return o;
    const moved = o.lat !== s.at.lat || o.lon !== s.at.lon;
    return {
      ...o,
      site: s.site,
      lat: s.at.lat,
      lon: s.at.lon,
      locationSd: s.at.locationSd,
      ...(moved ? { method: `${o.method}; position from ${s.at.source}` } : {}),
    };
  });
}
