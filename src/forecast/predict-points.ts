import { type OnProgress, ProgressMeter } from '../core/progress.ts';
import { throwIfCancelled, turn } from '../core/turn.ts';
import { TARGETS, type Target } from '../core/variable.ts';
import { distance } from '../grid/distance.ts';
import type { Analysis } from '../learn/analysis.ts';
import { Batcher } from '../learn/batch.ts';
import { combined, type Ensemble, type Gaussian, outputIndex } from '../learn/ensemble.ts';
import {
  type Datum,
  gatherKnowledge,
  type Knowledge,
  processAt,
  type Site,
  SiteReader,
  usualAt,
} from '../learn/knowledge.ts';
import { type CentreOutput, runMember } from '../learn/run-member.ts';
import { LOOK_BACK, type Sample, windowStart } from '../learn/samples.ts';
import { conditioned, departureOf, MOST_HELD, newestOfEach } from '../learn/target-analysis.ts';
import { tempered } from '../learn/temper.ts';
import type { Store } from '../store/store.ts';
import { extendSeries } from './extend-series.ts';
import { SCENARIOS } from './scenario.ts';
import { stretchAt, type TargetForecast, told } from './target-forecast.ts';

/** A question: a place and a month since 1969-01. */
export interface Point {
  readonly lat: number;
  readonly lon: number;
  readonly month: number;
}

export type PointForecast = Readonly<Record<Target, TargetForecast>>;

/** How close a measured site must be to be the same place: coordinates of sites are rounded to an arc minute. */
const SAME_PLACE = 1000;
const T = TARGETS.length;

/** A place with its windows: what is asked for each calendar year. */
interface Asked {
  readonly site: Site;
  /** By first month of the window, the points in it. */
  readonly windows: Map<number, number[]>;
}

/**
 * Answers points from everything a store has measured and what the ensemble has learnt.
 *
 * Months outside the store get its mean climate with the observed trend (`SCENARIOS.trend`).
 * @returns one forecast a point, undefined where the store has no climate
 */
export async function predictPoints(
  ensemble: Ensemble,
  store: Store,
  points: readonly Point[],
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<(PointForecast | undefined)[]> {
  const knowledge = await gatherKnowledge(store, onProgress, signal);
  const held = TARGETS.map((t) => newestOfEach(knowledge.data[t], MOST_HELD));
  const analyses = TARGETS.map((t, i) => conditioned(ensemble.models[t], knowledge, held[i] as Datum[]));
  const places = await placesOf(store, points, signal);
  const asked = [...places.values()];
  const batcher = new Batcher(
    asked.map((a) => a.site),
    ensemble.models.co2.latent.season,
  );
  const job = { batcher, shape: ensemble.shape, hyper: ensemble.hyper };
  const out: (PointForecast | undefined)[] = new Array(points.length).fill(undefined);
  const meter = new ProgressMeter('Predicting', asked.length, onProgress);
  for (const [i, a] of asked.entries()) {
    throwIfCancelled(signal);
    await turn(signal);
    const starts = [...a.windows.keys()];
    const samples = starts.map((from) => sampleOf(i, a.site, from, knowledge, ensemble, analyses));
    const outputs: CentreOutput[][] = [];
    for (const m of ensemble.members) outputs.push(await runMember(job, m.weights, samples, signal));
    const nearest = TARGETS.map((t) => Math.min(...knowledge.data[t].map((d) => metres(d, a.site))));
    starts.forEach((from, w) => {
      const here = outputs.map((o) => o[w] as CentreOutput);
      for (const p of a.windows.get(from) as number[]) {
        out[p] = answer(ensemble, analyses, nearest, a.site, (points[p] as Point).month, from, here);
      }
    });
    meter.advance();
  }
  return out;
}

/** Distinct places with their series made long enough for the months asked for. */
async function placesOf(store: Store, points: readonly Point[], signal?: AbortSignal): Promise<Map<string, Asked>> {
  const reader = new SiteReader(store);
  const out = new Map<string, Asked>();
  const byPlace = new Map<string, number[]>();
  points.forEach((p, i) => {
    const key = `${p.lat},${p.lon}`;
    const list = byPlace.get(key);
    if (list) list.push(i);
    else byPlace.set(key, [i]);
  });
  for (const [key, list] of byPlace) {
    throwIfCancelled(signal);
    const { lat, lon } = points[list[0] as number] as Point;
    const site = await reader.siteAt(lon, lat, signal);
    if (!site) continue;
    const months = list.map((i) => (points[i] as Point).month);
    const cells = extendSeries(
      site.cells,
      Math.min(...months) - LOOK_BACK,
      Math.max(...months) + LOOK_BACK,
      SCENARIOS.trend,
    );
    const windows = new Map<number, number[]>();
    for (const i of list) {
      const from = windowStart(cells, (points[i] as Point).month);
      const w = windows.get(from);
      if (w) w.push(i);
      else windows.set(from, [i]);
    }
    out.set(key, { site: { ...site, cells }, windows });
  }
  return out;
}

/** The window as the network sees it: the analysis given all measurements, and the measured months before. */
function sampleOf(
  index: number,
  site: Site,
  from: number,
  knowledge: Knowledge,
  ensemble: Ensemble,
  analyses: readonly Analysis[],
): Sample {
  const months = Array.from({ length: LOOK_BACK }, (_, k) => from + k);
  const analysis = new Float32Array(LOOK_BACK * T);
  const lag = new Float32Array(LOOK_BACK * T).fill(Number.NaN);
  TARGETS.forEach((t, target) => {
    const mean = (analyses[target] as Analysis).meanAt(site.place, months);
    for (let k = 0; k < LOOK_BACK; k++) analysis[k * T + target] = mean[k] as number;
    for (const d of knowledge.data[t]) {
      const k = d.month + 1 - from;
      if (k < 0 || k >= LOOK_BACK || metres(d, site) > SAME_PLACE) continue;
      lag[k * T + target] = departureOf(ensemble.models[t], d);
    }
  });
  return { site: index, from, sight: 'past', analysis, lag, truths: [] };
}

function answer(
  ensemble: Ensemble,
  analyses: readonly Analysis[],
  nearest: readonly number[],
  site: Site,
  month: number,
  from: number,
  outputs: readonly CentreOutput[],
): PointForecast {
  const one = (t: Target, target: number): TargetForecast => {
    const model = ensemble.models[t];
    const belief = (analyses[target] as Analysis).beliefAt(site.place, [month]);
    const prior: Gaussian = {
      mean: belief.mean[0] as number,
      variance: (belief.variance[0] as number) + model.ordinaryError,
    };
    const g = combined(ensemble, target, prior, outputs, outputIndex(month - from, target));
    const base = tempered(model.temper, t, processAt(site, t, month), usualAt(site, t, month), month);
    return told(model.latent, g, stretchAt(ensemble, t, nearest[target] as number), base, month);
  };
  return { alt: one('alt', 0), co2: one('co2', 1), ch4: one('ch4', 2) };
}

const metres = (d: Datum, s: Site): number => {
  // Four degrees of latitude are 440 km: no need to be exact about that.
  if (Math.abs(d.lat - s.place.lat) > 4) return 440_000;
  return distance(d.lon, d.lat, s.place.lon, s.place.lat);
};
