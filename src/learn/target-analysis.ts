import type { Target } from '../core/variable.ts';
import { Analysis, type Departure } from './analysis.ts';
import { type CovarianceModel, fitCovariance } from './fit-covariance.ts';
import type { Datum, Knowledge } from './knowledge.ts';
import { departure, type Latent, latentError, seasonOf } from './latent.ts';
import { PRIOR_COVARIANCE } from './prior-covariance.ts';

/** What was learnt about one target before any network: its scale and its covariance. Plain data, part of the model file. */
export interface AnalysisModel {
  readonly target: Target;
  readonly latent: Latent;
  readonly covariance: CovarianceModel;
  /** Error variance of an ordinary measurement, latent units: what an interval for a new one must contain besides. */
  readonly ordinaryError: number;
}

/** Most observations the covariance is fitted on; all of them are used once it is known. */
const MOST_FITTED = 600;
/** Most observations one analysis holds: 2500 take about three seconds and 100 MB. */
export const MOST_HELD = 2500;

/** Assumed sd where a source gives none (SOURCES.md, 3.3): canonical units. */
function assumedError(target: Target, value: number): number {
  if (target === 'alt') return 0.03;
  if (target === 'co2') return Math.max(0.1, 0.2 * Math.abs(value));
  return Math.max(1, 0.2 * Math.abs(value));
}

/** Own error variance of a measurement in latent units, at most 1: a single doubtful number still says something. */
export function ownError(latent: Latent, d: Datum, white: number): number {
  const sd = Number.isNaN(d.sd) ? assumedError(d.target, d.value) : d.sd;
  const own = Math.min(latentError(latent, d.value, sd, d.month) ** 2, 1);
  // Nobody knows how much of such a month was measured: three times the doubt of an ordinary one.
  return Number.isNaN(d.filled) ? own + 2 * white * white : own;
}

/** Learns scale and covariance from `data` (in order of month). Deterministic. */
export async function fitAnalysis(
  target: Target,
  knowledge: Knowledge,
  data: readonly Datum[],
  signal?: AbortSignal,
): Promise<AnalysisModel> {
  const latent = seasonOf(
    target,
    data.map((d) => d.month),
    data.map((d) => d.value - (Number.isNaN(d.process) ? 0 : d.process)),
  );
  const start = PRIOR_COVARIANCE[target];
  const departures = data.map((d) => toDeparture(latent, d, ownError(latent, d, start.white)));
  const places = knowledge.sites.map((s) => s.place);
  const covariance = await fitCovariance(start, places, departures, MOST_FITTED, signal);
  const own = departures.map((d) => d.noise).sort((a, b) => a - b);
  return { target, latent, covariance, ordinaryError: covariance.white ** 2 + (own[own.length >> 1] ?? 0) };
}

/** The analysis given these measurements (in order of month), with all their errors on the diagonal. */
export function conditioned(model: AnalysisModel, knowledge: Knowledge, data: readonly Datum[]): Analysis {
  const { latent, covariance } = model;
  const departures = data.map((d) =>
    toDeparture(latent, d, ownError(latent, d, covariance.white) + covariance.white ** 2),
  );
  return new Analysis(
    covariance.components,
    knowledge.sites.map((s) => s.place),
    departures,
  );
}

const toDeparture = (latent: Latent, d: Datum, noise: number): Departure => ({
  place: d.at,
  month: d.month,
  value: departure(latent, d.value, d.process, d.month),
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
