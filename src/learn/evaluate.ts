import { daysIn, monthOf, yearOf } from '../core/month.ts';
import { TARGETS, type Target } from '../core/variable.ts';
import { thawingDegreeDays, withinMonthSd } from '../process/degree-days.ts';
import { History, median } from './baselines.ts';
import { combined, type Ensemble, outputIndex } from './ensemble.ts';
import { centreCell, type Datum, type Knowledge } from './knowledge.ts';
import { moments, valueAt } from './latent.ts';
import { type CentreOutput, runMember } from './run-member.ts';
import { type Role, type SightName, samplesOf } from './samples.ts';
import { Z90 } from './settle-ensemble.ts';
import { type Scored, skillOf } from './skill.ts';
import type { Method, SkillRow, Split } from './skill-row.ts';
import { dealFolds, FOLDS, groupsOf, timeBlocks } from './split.ts';
import { estimateOf } from './target-analysis.ts';
import { throughLoss } from './through-loss.ts';
import { type Prepared, type TrainHooks, type TrainOptions, trainEnsemble } from './train-ensemble.ts';
import type { TrainingProgress } from './training-progress.ts';

/** A test measurement with the network's forecast of it, canonical unit. */
export interface Forecasted {
  readonly datum: Datum;
  readonly mean: number;
  readonly p05: number;
  readonly p95: number;
}

export interface EvaluateOptions extends Omit<TrainHooks, 'onProgress'> {
  readonly train: Omit<TrainOptions, 'hidden' | 'unseenFrom'>;
  readonly onProgress?: ((p: TrainingProgress, fold: number, folds: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Can it forecast? Trained without the last years, then scored on them once: each month is told from all months before it, as a
 * forecaster would know them, in the same way as the baselines are.
 */
export async function evaluateTime(knowledge: Knowledge, options: EvaluateOptions): Promise<SkillRow[]> {
  const { ensemble, prepared } = await trainForTime(knowledge, options);
  return scoreTime(knowledge, ensemble, prepared, options.signal);
}

/** The ensemble that has not seen the test block. */
export function trainForTime(
  knowledge: Knowledge,
  options: EvaluateOptions,
): Promise<{ ensemble: Ensemble; prepared: Prepared }> {
  const from = testFrom(knowledge);
  return trainEnsemble(
    knowledge,
    { ...options.train, hidden: (d) => d.month >= from[d.target], unseenFrom: from },
    { ...options, onProgress: (p) => options.onProgress?.(p, 1, 1) },
    options.signal,
  );
}

/** First month of the test block, by target. */
export const testFrom = (k: Knowledge): Record<Target, number> => ({
  alt: timeBlocks(k.data.alt).test,
  co2: timeBlocks(k.data.co2).test,
  ch4: timeBlocks(k.data.ch4).test,
});

/** Scores the test block. Baselines and network are scored on the same cells: those for which every baseline exists. */
export async function scoreTime(
  k: Knowledge,
  ensemble: Ensemble,
  prepared: Prepared,
  signal?: AbortSignal,
): Promise<SkillRow[]> {
  const from = testFrom(k);
  const role = (d: Datum): Role => (d.scored && d.month >= from[d.target] ? 'test' : 'off');
  const forecasts = await forecastTest(k, ensemble, prepared, 'past', role, signal);
  return TARGETS.flatMap((target) => {
    const data = k.data[target];
    const history = new History(data.map(dated));
    const degrees = degreeDaysOf(k);
    const all = forecasts.filter((f) => f.datum.target === target);
    const naive = (f: Forecasted) => {
      const d = dated(f.datum);
      return {
        persistence: history.persistence(d),
        'same-month-last-year': history.sameMonthLastYear(d),
        climatology: history.climatology(d),
        stefan: target === 'alt' ? history.stefan(d, degrees) : undefined,
      };
    };
    const rows = all.map((f) => ({ f, naive: naive(f) }));
    const common = rows.filter(({ naive: n }) =>
      Object.entries(n).every(([m, v]) => v !== undefined || (m === 'stefan' && target !== 'alt')),
    );
    return table('time', target, common);
  });
}

/**
 * Can it map where nobody measured? Sites are dealt into folds by groups no nearer than 25 km to each other. Weights and covariances
 * are learnt without the fold; a site is then told from all sites of other groups.
 */
export async function evaluateSite(knowledge: Knowledge, options: EvaluateOptions): Promise<SkillRow[]> {
  const everything = TARGETS.flatMap((t) => knowledge.data[t]);
  const groupOf = groupsOf(knowledge.sites.length, everything);
  const fold = dealFolds(groupOf, everything);
  const foldOf = (d: Datum) => fold.get(groupOf[d.at] as number);
  const oneFold = async (f: number, analysed: () => void): Promise<Forecasted[]> => {
    const onProgress = (p: TrainingProgress) => {
      if (p.stage === 'training') analysed();
      options.onProgress?.(p, f + 1, FOLDS);
    };
    const { ensemble, prepared } = await trainEnsemble(
      knowledge,
      { ...options.train, hidden: (d) => foldOf(d) === f },
      { trainer: options.trainer, onProgress },
      options.signal,
    );
    const role = (d: Datum): Role => (d.scored && foldOf(d) === f ? 'test' : 'off');
    return forecastTest(knowledge, ensemble, prepared, 'away', role, options.signal);
  };
  const forecasts = (await inTurn(FOLDS, oneFold, options.trainer !== undefined)).flat();
  const degrees = degreeDaysOf(knowledge);
  return TARGETS.flatMap((target) => {
    const data = knowledge.data[target];
    const elsewhere = (d: Datum) =>
      data.filter((e) => groupOf[e.at] !== groupOf[d.at] && (e.month - d.month) % 12 === 0);
    const rows = forecasts
      .filter((f) => f.datum.target === target)
      .map((f) => {
        const others = elsewhere(f.datum);
        const ratio = median(others.map((e) => e.value / Math.sqrt(degrees(e))).filter(Number.isFinite));
        const stefan = target === 'alt' && ratio !== undefined ? ratio * Math.sqrt(degrees(f.datum)) : undefined;
        return {
          f,
          naive: {
            persistence: undefined,
            'same-month-last-year': undefined,
            climatology: median(others.map((e) => e.value)),
            stefan,
          },
        };
      })
      .filter((r) => r.naive.climatology !== undefined);
    return table('site', target, rows);
  });
}

/** Folds one after another; where training has threads of its own, the next one is analysed here while one is trained there. */
async function inTurn<T>(
  folds: number,
  one: (fold: number, analysed: () => void) => Promise<T>,
  overlap: boolean,
): Promise<T[]> {
  const begun: Promise<T>[] = [];
  for (let f = 0; f < folds; f++) {
    let fold: Promise<T> | undefined;
    const analysed = new Promise<void>((resolve) => {
      fold = one(f, resolve);
    });
    begun.push(fold as Promise<T>);
    fold?.catch(() => undefined); // thrown below, when all have begun
    await (overlap ? Promise.race([fold, analysed]) : fold);
  }
  return Promise.all(begun);
}

type Naive = Readonly<Record<Exclude<Method, 'network'>, number | undefined>>;

function table(split: Split, target: Target, rows: readonly { f: Forecasted; naive: Naive }[]): SkillRow[] {
  const network: Scored[] = rows.map(({ f }) => ({
    observed: f.datum.value,
    predicted: f.mean,
    inside90: f.datum.value >= f.p05 && f.datum.value <= f.p95,
  }));
  const methods: Exclude<Method, 'network'>[] = ['persistence', 'same-month-last-year', 'climatology'];
  if (target === 'alt') methods.push('stefan');
  return [
    skillOf(split, target, 'network', network),
    ...methods.map((m) =>
      skillOf(
        split,
        target,
        m,
        rows.flatMap(({ f, naive }) => {
          const predicted = naive[m];
          return predicted === undefined ? [] : [{ observed: f.datum.value, predicted }];
        }),
      ),
    ),
  ];
}

/** Forecasts of every test measurement under a sight: the analysis sees what the sight allows, the weights never saw the tests. */
export async function forecastTest(
  k: Knowledge,
  ensemble: Ensemble,
  prepared: Prepared,
  sight: SightName,
  role: (d: Datum, sight: SightName) => Role,
  signal?: AbortSignal,
): Promise<Forecasted[]> {
  const sharing = { models: ensemble.models, groupOf: prepared.groupOf, role, hidden: () => false };
  const samples = samplesOf(k, sharing, [sight], ['test']);
  const job = { batcher: prepared.batcher, shape: ensemble.shape, hyper: ensemble.hyper };
  const run = async (until: AbortSignal) => {
    const all: CentreOutput[][] = [];
    for (const m of ensemble.members) all.push(await runMember(job, m.weights, samples, until));
    return all;
  };
  const outputs = await throughLoss(run, undefined, signal);
  return samples.flatMap((s, i) =>
    s.truths.map((t) => {
      const g = combined(
        ensemble,
        t.target,
        t,
        outputs.map((o) => o[i] as CentreOutput),
        outputIndex(t.k, t.target),
      );
      const target = TARGETS[t.target] as Target;
      const model = ensemble.models[target];
      const { half90 } = ensemble.calibration[target][sight];
      const half = Z90 * half90 * Math.sqrt(g.variance);
      const d = t.datum;
      const base = estimateOf(model, d);
      return {
        datum: d,
        mean: moments(model.latent, g.mean, g.variance * half90 ** 2, base, d.month).mean,
        p05: valueAt(model.latent, g.mean - half, base, d.month),
        p95: valueAt(model.latent, g.mean + half, base, d.month),
      };
    }),
  );
}

const dated = (d: Datum) => ({ ...d, yearly: d.target === 'alt' && !d.dated });

/** Thawing degree-days of the year up to and with the month of a measurement, degC day; NaN where the climate is missing. */
function degreeDaysOf(k: Knowledge): (d: { month: number }) => number {
  return (e) => {
    const d = e as Datum;
    const cells = k.sites[d.at]?.cells;
    if (!cells) return Number.NaN;
    let heat = 0;
    for (let m = monthOf(yearOf(d.month), 1) as number; m <= d.month; m++) {
      const air = cells.drivers.t_air[(m - cells.firstMonth) * cells.rows * cells.cols + centreCell(cells)];
      if (air === undefined || Number.isNaN(air)) return Number.NaN;
      heat += thawingDegreeDays(air, daysIn(m), withinMonthSd(air));
    }
    return heat;
  };
}
