import { TARGETS, type Target } from '../core/variable.ts';
import type { Knowledge } from './knowledge.ts';
import { LOOK_BACK, type Sample } from './samples.ts';
import { type AnalysisModel, departureOf } from './target-analysis.ts';

/** A lag that holds what it must not. */
export interface LagLeak {
  /** Index of the sample. */
  readonly sample: number;
  readonly target: Target;
  /** Month whose lag it is, months since 1969-01. */
  readonly month: number;
  readonly why: 'not measured the month before' | 'a lag where nothing may be seen';
}

/** Lags are float32; departures of one month and site are averaged in another order. */
const SAME = 1e-4;

/**
 * Holds every lag of every sample against the measurements themselves: a lag of month m must be the departure that the same site
 * had in month m - 1, and a site that is told without its surroundings must have none. It knows nothing of how samples are made.
 *
 * @returns all breaches; none is what training wants
 */
export function lagAudit(
  knowledge: Knowledge,
  { models }: { readonly models: Readonly<Record<Target, AnalysisModel>> },
  samples: readonly Sample[],
): LagLeak[] {
  const measured = new Map<string, number[]>();
  for (const target of TARGETS) {
    for (const d of knowledge.data[target]) {
      const key = `${target}/${d.at}/${d.month}`;
      const list = measured.get(key) ?? [];
      list.push(departureOf(models[target], d));
      measured.set(key, list);
    }
  }
  const leaks: LagLeak[] = [];
  samples.forEach((s, sample) => {
    for (let k = 0; k < LOOK_BACK; k++) {
      TARGETS.forEach((target, t) => {
        const lag = s.lag[k * TARGETS.length + t] as number;
        if (Number.isNaN(lag)) return;
        const month = s.from + k;
        if (s.sight === 'away') {
          leaks.push({ sample, target, month, why: 'a lag where nothing may be seen' });
          return;
        }
        const before = measured.get(`${target}/${s.site}/${month - 1}`);
        const mean = before ? before.reduce((a, b) => a + b, 0) / before.length : Number.NaN;
        if (!(Math.abs(lag - mean) < SAME)) leaks.push({ sample, target, month, why: 'not measured the month before' });
      });
    }
  });
  return leaks;
}
