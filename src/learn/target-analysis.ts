import { monthOfYear } from '../core/month.ts';
import type { Target } from '../core/variable.ts';
import { Analysis, type Departure } from './analysis.ts';
import { type CovarianceModel, fitCovariance, thin } from './fit-covariance.ts';
import type { Datum, Knowledge } from './knowledge.ts';
import { departure, type Latent, latentError, scaled, seasonOf } from './latent.ts';
import { PRIOR_COVARIANCE } from './prior-covariance.ts';
import { type Temper, tempered } from './temper.ts';

/** What was learnt about one target before any network: its scale and its covariance. Plain data, part of the model file. */
export interface AnalysisModel {
  readonly target: Target;
  readonly temper: Temper;
  readonly latent: Latent;
  readonly covariance: CovarianceModel;
  /** Error variance of an ordinary measurement, latent units: what an interval for a new one must contain besides. */
  readonly ordinaryError: number;
}

/** Most observations the covariance is fitted on; all of them are used once it is known. */
const MOST_FITTED = 700;
/** Most observations one analysis holds: 1600 take about three seconds and 40 MB, and a page has no more to give. */
export const MOST_HELD = 1600;

/** Assumed sd where a source gives none (SOURCES.md, 3.3): canonical units. */
function assumedError(target: Target, value: number): number {
  if (target === 'alt') return 0.03;
  if (target === 'co2') return Math.max(0.1, 0.2 * Math.abs(value));
  return Math.max(1, 0.2 * Math.abs(value));
}

/** A probing on a date stands for a month in which thaw goes on: by a third of what a month of early summer thaws, m. */
const WITHIN_MONTH = 0.06;

/** Own error variance of a measurement in latent units, at most 1: a single doubtful number still says something. */
export function ownError(latent: Latent, d: Datum, white: number): number {
  const told = Number.isNaN(d.sd) ? assumedError(d.target, d.value) : d.sd;
  const sd = d.dated ? Math.hypot(told, WITHIN_MONTH) : told;
  const own = Math.min(latentError(latent, d.value, sd, d.month) ** 2, 1);
  // Nobody knows how much of such a month was measured: three times the doubt of an ordinary one.
  return Number.isNaN(d.filled) ? own + 2 * white * white : own;
}

/** The process estimate of a measurement, as far as it is believed. */
export const estimateOf = (model: Pick<AnalysisModel, 'temper' | 'target'>, d: Datum): number =>
  tempered(model.temper, model.target, d.process, d.usual, d.month);

/** The departure of a measurement from that, latent units. */
export const departureOf = (model: Pick<AnalysisModel, 'temper' | 'target' | 'latent'>, d: Datum): number =>
  departure(model.latent, d.value, estimateOf(model, d), d.month);

/**
 * Degrees of belief that are tried. Ups and downs of the process model are never wholly disbelieved: it alone knows what a climate
 * does that nobody has measured yet.
 */
const BELIEFS = { places: [0, 0.35, 0.7, 1], years: [0.35, 0.7, 1] } as const;
/** Measurements and steps for trying one. */
const TRY = { most: 250, iterations: 9 };

/** Learns belief in the process model, scale and covariance from `data` (in order of month). Deterministic. */
export async function fitAnalysis(
  target: Target,
  knowledge: Knowledge,
  data: readonly Datum[],
  signal?: AbortSignal,
): Promise<AnalysisModel> {
  const places = knowledge.sites.map((s) => s.place);
  const start = PRIOR_COVARIANCE[target];
  const middle = middleOf(target, data);
  const problem = (temper: Temper) => {
    const latent = seasonOf(
      target,
      data.map((d) => d.month),
      data.map((d) => d.value - orZero(tempered(temper, target, d.process, d.usual, d.month))),
    );
    const model = { target, temper, latent };
    const departures = data.map((d) => toDeparture(model, d, ownError(latent, d, start.white)));
    return { ...model, departures };
  };
  // Which belief makes the measurements most probable: first year to year, then place to place. Scales differ, so densities are of values.
  let best: Temper = { places: 1, years: 1, middle };
  if (data.length >= 30) {
    for (const which of ['years', 'places'] as const) {
      const found: { temper: Temper; score: number }[] = [];
      for (const b of BELIEFS[which]) {
        const temper = { ...best, [which]: b };
        const p = problem(temper);
        const fit = await fitCovariance(start, places, p.departures, TRY.most, signal, TRY.iterations);
        found.push({ temper, score: fit.logDensity - logScale(p.latent, thin(data, TRY.most)) });
      }
      best = found.reduce((a, b) => (b.score > a.score ? b : a)).temper;
    }
  }
  const p = problem(best);
  const { components, white } = await fitCovariance(start, places, p.departures, MOST_FITTED, signal);
  const own = p.departures.map((d) => d.noise).sort((a, b) => a - b);
  const ordinaryError = white ** 2 + (own[own.length >> 1] ?? 0);
  return { target, temper: best, latent: p.latent, covariance: { components, white }, ordinaryError };
}

const orZero = (v: number): number => (Number.isNaN(v) ? 0 : v);

/** Sum of the logarithms by which departures are divided: what turns their density into one of the values. */
const logScale = (l: Latent, data: readonly Datum[]): number =>
  data.reduce((s, d) => s + Math.log(l.season[monthOfYear(d.month) - 1] as number), 0);

/** Mean usual estimate by month of the year over the measurements; the mean of all where a month has none. */
function middleOf(target: Target, data: readonly Datum[]): number[] {
  const sum = new Float64Array(12);
  const count = new Float64Array(12);
  for (const d of data) {
    if (Number.isNaN(d.usual)) continue;
    const k = monthOfYear(d.month) - 1;
    sum[k] = (sum[k] as number) + scaled(target, d.usual);
    count[k] = (count[k] as number) + 1;
  }
  const all =
    sum.reduce((a, b) => a + b, 0) /
    Math.max(
      1,
      count.reduce((a, b) => a + b, 0),
    );
  return Array.from(sum, (s, k) => (count[k] ? s / (count[k] as number) : all));
}

/** The analysis given these measurements (in order of month), with all their errors on the diagonal. */
export function conditioned(model: AnalysisModel, knowledge: Knowledge, data: readonly Datum[]): Analysis {
  const { latent, covariance } = model;
  const departures = data.map((d) =>
    toDeparture(model, d, ownError(latent, d, covariance.white) + covariance.white ** 2),
  );
  return new Analysis(
    covariance.components,
    knowledge.sites.map((s) => s.place),
    departures,
  );
}

const toDeparture = (
  model: Pick<AnalysisModel, 'temper' | 'target' | 'latent'>,
  d: Datum,
  noise: number,
): Departure => ({
  place: d.at,
  month: d.month,
  value: departureOf(model, d),
  noise,
});

/**
 * At most `most` measurements: the oldest of the most densely measured sites go first, because a site remembers its last years best.
 * @param data in order of month; so is what is returned
 */
export function newestOfEach(data: readonly Datum[], most: number): readonly Datum[] {
  if (data.length <= most) return data;
  const rank = new Map<Datum, number>();
  const seen = new Map<number, number>();
  for (let i = data.length - 1; i >= 0; i--) {
    const d = data[i] as Datum;
    const r = seen.get(d.at) ?? 0;
    seen.set(d.at, r + 1);
    rank.set(d, r);
  }
  const limit = [...rank.values()].sort((a, b) => a - b)[most] as number;
  return data.filter((d) => (rank.get(d) as number) < limit);
}
