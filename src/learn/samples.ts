import { monthOf, yearOf } from '../core/month.ts';
import { TARGETS, type Target } from '../core/variable.ts';
import type { Analysis, Belief } from './analysis.ts';
import type { Datum, Knowledge } from './knowledge.ts';
import { type AnalysisModel, conditioned, departureOf, MOST_HELD, newestOfEach } from './target-analysis.ts';

/** Months the network looks back over, the scored ones included. */
export const LOOK_BACK = 24;

export type Role = 'train' | 'validate' | 'test' | 'off';
/** `past`: a measured site, told from earlier months. `away`: a place nobody measured within 25 km. */
export type SightName = 'past' | 'away';

/** One measurement in a window, with the belief about it from what may be seen. */
export interface Truth {
  /** Index into TARGETS. */
  readonly target: number;
  /** Month within the window. */
  readonly k: number;
  /** Departure from the process model, latent units. */
  readonly y: number;
  /** Belief before the network: mean, and variance with the observation's own error. */
  readonly mean: number;
  readonly variance: number;
  readonly role: Role;
  readonly datum: Datum;
}

/** One window of one site as seen under one sight. */
export interface Sample {
  readonly site: number;
  /** First month of the window. */
  readonly from: number;
  readonly sight: SightName;
  /** Mean of the analysis `[month, target]` as it stood before each month (past), or without the site's surroundings (away). */
  readonly analysis: Float32Array;
  /** Observed departure of the month before `[month, target]`, NaN where there is none; all NaN under `away`. */
  readonly lag: Float32Array;
  readonly truths: readonly Truth[];
}

/** How the measurements of one run are shared out, and the analysis models of the run. */
export interface Sharing {
  readonly models: Readonly<Record<Target, AnalysisModel>>;
  /** Group of each site. */
  readonly groupOf: readonly number[];
  /** What a measurement is for under a sight; `off` measurements are still seen by the analysis unless hidden. */
  readonly role: (d: Datum, sight: SightName) => Role;
  /** True for measurements nothing of this run may see. */
  readonly hidden: (d: Datum) => boolean;
}

/** Windows of `LOOK_BACK` months with all measurements of the sites in their later half, a year each, under the sights asked for. */
export function samplesOf(
  knowledge: Knowledge,
  sharing: Sharing,
  sights: readonly SightName[],
  roles: readonly Role[],
): Sample[] {
  const seen = TARGETS.map((t) =>
    newestOfEach(
      knowledge.data[t].filter((d) => !sharing.hidden(d)),
      MOST_HELD,
    ),
  );
  const analyses = TARGETS.map((t, i) => conditioned(sharing.models[t], knowledge, seen[i] as Datum[]));
  const months = Int32Array.from({ length: knowledge.months }, (_, i) => knowledge.firstMonth + i);
  const lags = lagTables(sharing, seen);
  const out: Sample[] = [];
  for (const sight of sights) {
    const beliefs = analyses.map((a) => (sight === 'past' ? a.oneAhead() : a.blockedOut(sharing.groupOf)));
    const windows = collect(knowledge, sharing, sight, roles, seen, beliefs);
    const meansOf = meansBySite(analyses, months, sharing.groupOf, sight);
    for (const w of windows.values()) {
      out.push({
        ...w,
        sight,
        analysis: meansOf(w.site, w.from - knowledge.firstMonth),
        lag: lagOf(lags, w.site, w.from, sight),
      });
    }
  }
  return out;
}

interface Window {
  readonly site: number;
  readonly from: number;
  readonly truths: Truth[];
}

function collect(
  knowledge: Knowledge,
  sharing: Sharing,
  sight: SightName,
  roles: readonly Role[],
  seen: readonly (readonly Datum[])[],
  beliefs: readonly Belief[],
): Map<string, Window> {
  const windows = new Map<string, Window>();
  TARGETS.forEach((t, target) => {
    (seen[target] as readonly Datum[]).forEach((datum, i) => {
      const role = sharing.role(datum, sight);
      if (!roles.includes(role)) return;
      const from = windowStart(knowledge, datum.month);
      const key = `${datum.at}/${from}`;
      let w = windows.get(key);
      if (!w) {
        w = { site: datum.at, from, truths: [] };
        windows.set(key, w);
      }
      const belief = beliefs[target] as Belief;
      w.truths.push({
        target,
        k: datum.month - from,
        y: departureOf(sharing.models[t], datum),
        mean: belief.mean[i] as number,
        variance: (belief.variance[i] as number) + (belief.noise[i] as number),
        role,
        datum,
      });
    });
  });
  return windows;
}

/** The window whose later half is the calendar year of the month; the first year of a store is the earlier half of its window. */
export function windowStart(knowledge: { firstMonth: number; months: number }, month: number): number {
  const start = monthOf(yearOf(month), 1) - (LOOK_BACK - 12);
  const last = knowledge.firstMonth + knowledge.months - LOOK_BACK;
  return Math.max(Math.min(start, last), knowledge.firstMonth);
}

/** Means of the analysis for a site's window, `[month, target]`. */
function meansBySite(
  analyses: readonly Analysis[],
  months: Int32Array,
  groupOf: readonly number[],
  sight: SightName,
): (site: number, fromIndex: number) => Float32Array {
  const width = groupOf.length;
  const series = new Map<string, Float64Array>();
  const of = (target: number, site: number): Float64Array => {
    const group = sight === 'past' ? 0 : (groupOf[site] as number);
    const key = `${target}/${group}`;
    let s = series.get(key);
    if (!s) {
      const hidden = sight === 'past' ? undefined : groupOf.map((g) => g === group);
      s = (analyses[target] as Analysis).meansAtPlaces(months, hidden);
      series.set(key, s);
    }
    return s;
  };
  return (site, fromIndex) => {
    const out = new Float32Array(LOOK_BACK * TARGETS.length);
    TARGETS.forEach((_, target) => {
      const s = of(target, site);
      for (let k = 0; k < LOOK_BACK; k++)
        out[k * TARGETS.length + target] = s[(fromIndex + k) * width + site] as number;
    });
    return out;
  };
}

/** Observed departures by site and month, the mean where a site has several of one month. */
function lagTables(sharing: Sharing, seen: readonly (readonly Datum[])[]): Map<number, number>[] {
  return TARGETS.map((t, target) => {
    const sum = new Map<number, { s: number; n: number }>();
    for (const d of seen[target] as readonly Datum[]) {
      const key = d.at * 100_000 + d.month + 12_000;
      const e = sum.get(key) ?? { s: 0, n: 0 };
      e.s += departureOf(sharing.models[t], d);
      e.n++;
      sum.set(key, e);
    }
    return new Map([...sum].map(([k, e]) => [k, e.s / e.n]));
  });
}

function lagOf(tables: readonly Map<number, number>[], site: number, from: number, sight: SightName): Float32Array {
  const out = new Float32Array(LOOK_BACK * TARGETS.length).fill(Number.NaN);
  if (sight === 'away') return out;
  for (let k = 0; k < LOOK_BACK; k++) {
    TARGETS.forEach((_, target) => {
      const v = tables[target]?.get(site * 100_000 + (from + k - 1) + 12_000);
      if (v !== undefined) out[k * TARGETS.length + target] = v;
    });
  }
  return out;
}
