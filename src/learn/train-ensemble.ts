import { Cancelled } from '../core/error.ts';
import { throwIfCancelled, turn } from '../core/turn.ts';
import { TARGETS, type Target } from '../core/variable.ts';
import { Batcher } from './batch.ts';
import { CHANNELS } from './encode.ts';
import type { Ensemble, EnsembleAbout } from './ensemble.ts';
import type { Datum, Knowledge } from './knowledge.ts';
import { HEADS, LOSS_WEIGHTS } from './member-loss.ts';
import { type Role, type Sample, type Sharing, type SightName, samplesOf } from './samples.ts';
import { settle } from './settle-ensemble.ts';
import { groupsOf, januaryFrom } from './split.ts';
import { type AnalysisModel, fitAnalysis } from './target-analysis.ts';
import { type EpochReport, type Hyper, type Member, type MemberJob, runMember, trainMember } from './train-member.ts';
import type { TrainingProgress } from './training-progress.ts';

export const DEFAULT_HYPER: Hyper = {
  filters: [8, 8],
  kernel: 3,
  learningRate: 2e-3,
  dropout: 0.1,
  batch: 16,
  epochs: 6,
  patience: 2,
  loss: LOSS_WEIGHTS,
};

/** What may not be seen while training, and how the run is set up. */
export interface TrainOptions {
  readonly members: number;
  readonly seed: number;
  readonly hyper?: Partial<Hyper>;
  readonly device: string;
  readonly modelled: boolean;
  readonly created: string;
  /** Measurements kept for a test: nothing of the run sees them. */
  readonly hidden?: (d: Datum) => boolean;
  /** For the provenance only: first month hidden, by target. */
  readonly unseenFrom?: Readonly<Record<Target, number | null>>;
}

/** How members are trained: one after another here, or side by side where there are several threads. */
export type TrainMembers = (
  jobs: readonly MemberJob[],
  onEpoch: (member: number, r: EpochReport) => void,
) => Promise<Member[]>;

/** Share of the latest scored measurements that validates, and one in how many groups of sites. */
const VALIDATION_SHARE = 0.15;
const VALIDATION_GROUPS = 6;

export interface Prepared {
  readonly knowledge: Knowledge;
  readonly models: Readonly<Record<Target, AnalysisModel>>;
  readonly train: readonly Sample[];
  readonly validate: readonly Sample[];
  /** Every measured site told without its surroundings. */
  readonly away: readonly Sample[];
  readonly batcher: Batcher;
  readonly groupOf: readonly number[];
}

/** Everything before the first gradient: who validates, the analysis, the windows. Deterministic. */
export async function prepare(
  knowledge: Knowledge,
  hidden: (d: Datum) => boolean,
  signal?: AbortSignal,
): Promise<Prepared> {
  const open = (t: Target) => knowledge.data[t].filter((d) => !hidden(d));
  const everything = TARGETS.flatMap((t) => knowledge.data[t]);
  const groupOf = groupsOf(knowledge.sites.length, everything);
  const validationFrom = Object.fromEntries(
    TARGETS.map((t) => {
      const scored = open(t).filter((d) => d.scored);
      return [t, januaryFrom(scored, VALIDATION_SHARE, scored.length)];
    }),
  ) as Record<Target, number>;
  const validates = (d: Datum) => (groupOf[d.at] as number) % VALIDATION_GROUPS === 0;
  const role = (d: Datum, sight: SightName): Role => {
    const late = d.month >= validationFrom[d.target];
    // What nobody knows to be measured may teach, but not judge.
    const judges: Role = d.scored ? 'validate' : 'off';
    if (sight === 'past') return late ? judges : validates(d) ? 'off' : 'train';
    return validates(d) ? judges : late ? 'off' : 'train';
  };
  const learnt = async (t: Target) => {
    await turn(signal);
    return fitAnalysis(
      t,
      knowledge,
      open(t).filter((d) => role(d, 'past') === 'train' || validates(d)),
      signal,
    );
  };
  const models = { alt: await learnt('alt'), co2: await learnt('co2'), ch4: await learnt('ch4') };
  const sharing: Sharing = { models, groupOf, role, hidden };
  await turn(signal);
  const known: readonly Role[] = ['train', 'validate', 'off'];
  const away = samplesOf(knowledge, sharing, ['away'], known);
  const all = [...samplesOf(knowledge, sharing, ['past'], ['train', 'validate']), ...away];
  const has = (s: Sample, r: Role) => s.truths.some((t) => t.role === r);
  return {
    knowledge,
    models,
    groupOf,
    train: all.filter((s) => has(s, 'train')),
    validate: all.filter((s) => has(s, 'validate')),
    away,
    batcher: Batcher.of(knowledge, models.co2.latent.season),
  };
}

/** The jobs of an ensemble: the same windows, other seeds. */
export function jobsOf(p: Prepared, options: Pick<TrainOptions, 'members' | 'seed' | 'hyper'>): MemberJob[] {
  const hyper = { ...DEFAULT_HYPER, ...options.hyper };
  const shape = { channels: CHANNELS.length, filters: hyper.filters, kernel: hyper.kernel, outputs: HEADS.length };
  return Array.from({ length: options.members }, (_, m) => ({
    shape,
    hyper,
    seed: options.seed + 1000 * m,
    train: p.train,
    validate: p.validate,
    batcher: p.batcher,
  }));
}

/**
 * Trains an ensemble on what a store knows.
 *
 * @param stop ends early and keeps what is trained; @param signal drops everything
 * @throws Cancelled when dropped, or stopped before any member had finished an epoch
 */
export async function trainEnsemble(
  knowledge: Knowledge,
  options: TrainOptions,
  onProgress?: (p: TrainingProgress) => void,
  signal?: AbortSignal,
  stop?: AbortSignal,
  trainAll?: TrainMembers,
): Promise<{ ensemble: Ensemble; prepared: Prepared }> {
  const hidden = options.hidden ?? (() => false);
  const teller = new Teller(options, onProgress);
  teller.stage('analysis');
  const prepared = await prepare(knowledge, hidden, signal);
  const jobs = jobsOf(prepared, options);
  teller.stage('training');
  const members = trainAll
    ? await trainAll(jobs, (m, r) => teller.epoch(m, r))
    : await oneAfterAnother(jobs, (m, r) => teller.epoch(m, r), signal, stop);
  throwIfCancelled(signal);
  if (members.length === 0) throw new Cancelled();
  teller.stage('scoring');
  const outputs = [];
  for (const m of members) outputs.push(await runMember(jobs[0] as MemberJob, m.weights, prepared.validate, signal));
  const { shape, hyper } = jobs[0] as MemberJob;
  const ensemble: Ensemble = {
    models: prepared.models,
    shape,
    hyper,
    members,
    ...settle(prepared.validate, outputs, prepared.away),
    about: aboutOf(knowledge, options, hidden),
  };
  return { ensemble, prepared };
}

async function oneAfterAnother(
  jobs: readonly MemberJob[],
  onEpoch: (member: number, r: EpochReport) => void,
  signal?: AbortSignal,
  stop?: AbortSignal,
): Promise<Member[]> {
  const members: Member[] = [];
  for (const [m, job] of jobs.entries()) {
    if (stop?.aborted) break;
    let epochs = 0;
    const member = await trainMember(
      job,
      (r) => {
        epochs = r.epoch;
        onEpoch(m, r);
      },
      signal,
      stop,
    );
    // A first member that was stopped before its first epoch has learnt nothing worth keeping.
    if (epochs > 0) members.push(member);
  }
  return members;
}

function aboutOf(knowledge: Knowledge, options: TrainOptions, hidden: (d: Datum) => boolean): EnsembleAbout {
  const count = (t: Target) => knowledge.data[t].filter((d) => !hidden(d)).length;
  return {
    store: knowledge.store,
    device: options.device,
    seed: options.seed,
    created: options.created,
    modelled: options.modelled,
    measurements: { alt: count('alt'), co2: count('co2'), ch4: count('ch4') },
    unseenFrom: options.unseenFrom ?? { alt: null, co2: null, ch4: null },
  };
}

/** Turns epochs of members into progress with time left. */
class Teller {
  #started = 0;
  #done = 0;
  #last: TrainingProgress;
  readonly #epochs: number;

  constructor(
    private readonly options: TrainOptions,
    private readonly tell: ((p: TrainingProgress) => void) | undefined,
  ) {
    this.#epochs = options.hyper?.epochs ?? DEFAULT_HYPER.epochs;
    this.#last = {
      stage: 'analysis',
      member: 1,
      members: options.members,
      epoch: 0,
      epochs: this.#epochs,
      loss: null,
      samplingShare: 1,
      device: options.device,
      secondsLeft: null,
    };
  }

  stage(stage: TrainingProgress['stage']): void {
    if (stage === 'training') this.#started = performance.now();
    this.#last = { ...this.#last, stage };
    this.tell?.(this.#last);
  }

  epoch(member: number, r: EpochReport): void {
    this.#done++;
    const of = this.options.members * this.#epochs;
    const spent = (performance.now() - this.#started) / 1000;
    this.#last = {
      ...this.#last,
      member: member + 1,
      epoch: r.epoch,
      loss: r.loss,
      samplingShare: r.samplingShare,
      secondsLeft: (spent / this.#done) * Math.max(of - this.#done, 0),
    };
    this.tell?.(this.#last);
  }
}
