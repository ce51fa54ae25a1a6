import { Cancelled } from '../core/error.ts';
import { throwIfCancelled, turn } from '../core/turn.ts';
import { TARGETS, type Target } from '../core/variable.ts';
import { isCancelled } from '../core/wire.ts';
import type { NetworkShape } from '../nn/network.ts';
import { Batcher } from './batch.ts';
import type { Checkpoint } from './checkpoint.ts';
import { CHANNELS } from './encode.ts';
import type { Ensemble, EnsembleAbout } from './ensemble.ts';
import type { Datum, Knowledge } from './knowledge.ts';
import { HEADS, LOSS_WEIGHTS } from './member-loss.ts';
import { type MemberTrainer, type Setback, trainerHere } from './member-trainer.ts';
import { type CentreOutput, runMember } from './run-member.ts';
import { type Role, type Sample, type Sharing, type SightName, samplesOf } from './samples.ts';
import { settle } from './settle-ensemble.ts';
import { groupsOf, januaryFrom } from './split.ts';
import { type AnalysisModel, fitAnalysis } from './target-analysis.ts';
import { throughLoss } from './through-loss.ts';
import type { EpochReport, Hyper, Member, MemberJob } from './train-member.ts';
import type { TrainingProgress } from './training-progress.ts';
import { TrainingTeller } from './training-teller.ts';

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
  /** Adapter or instruction set, for the provenance: the same device may round differently elsewhere. */
  readonly deviceDetail?: string;
  readonly modelled: boolean;
  readonly created: string;
  /** Measurements kept for a test: nothing of the run sees them. */
  readonly hidden?: (d: Datum) => boolean;
  /** For the provenance only: first month hidden, by target. */
  readonly unseenFrom?: Readonly<Record<Target, number | null>>;
}

/** What happens around a training run. */
export interface TrainHooks {
  readonly onProgress?: ((p: TrainingProgress) => void) | undefined;
  /** Told after each epoch of each member, so that a run that dies can go on from there. */
  readonly onCheckpoint?: ((checkpoint: Checkpoint) => void) | undefined;
  /** Checkpoints of an earlier run of the same order; members are known by their seeds. */
  readonly from?: readonly Checkpoint[] | undefined;
  /** Ends early and keeps what is trained. */
  readonly stop?: AbortSignal | undefined;
  /** Who trains the members; this thread when absent. */
  readonly trainer?: MemberTrainer | undefined;
}

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

/** Shapes of the network that is trained with these settings. */
export const shapeOf = ({ filters, kernel }: Pick<Hyper, 'filters' | 'kernel'>): NetworkShape => ({
  channels: CHANNELS.length,
  filters,
  kernel,
  outputs: HEADS.length,
});

/** The jobs of an ensemble: the same windows, other seeds. */
export function jobsOf(p: Prepared, options: Pick<TrainOptions, 'members' | 'seed' | 'hyper'>): MemberJob[] {
  const hyper = { ...DEFAULT_HYPER, ...options.hyper };
  const shape = shapeOf(hyper);
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
 * @param signal drops everything
 * @throws Cancelled when dropped, or stopped before any member had finished an epoch
 */
export async function trainEnsemble(
  knowledge: Knowledge,
  options: TrainOptions,
  hooks: TrainHooks = {},
  signal?: AbortSignal,
): Promise<{ ensemble: Ensemble; prepared: Prepared }> {
  const hidden = options.hidden ?? (() => false);
  const { epochs } = { ...DEFAULT_HYPER, ...options.hyper };
  const teller = new TrainingTeller({ ...options, epochs }, hooks.onProgress);
  teller.stage('analysis');
  const prepared = await prepare(knowledge, hidden, signal);
  const jobs = jobsOf(prepared, options);
  teller.stage('training');
  const members = await trainMembers(jobs, teller, hooks, signal);
  throwIfCancelled(signal);
  if (members.length === 0) throw new Cancelled();
  teller.stage('scoring');
  const outputs = await throughLoss(
    (until) => outputsOf(jobs[0] as MemberJob, members, prepared.validate, until),
    ({ lost, device }) => teller.setback(`${sentence(lost.message)} Scoring goes on with ${device.name}.`, device.name),
    signal,
  );
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

/** All members at once, as far as the trainer has threads. The first failure ends the others. */
async function trainMembers(
  jobs: readonly MemberJob[],
  teller: TrainingTeller,
  hooks: TrainHooks,
  signal?: AbortSignal,
): Promise<Member[]> {
  const { stop, from = [], trainer = trainerHere() } = hooks;
  const failed = new AbortController();
  const until = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const one = async (job: MemberJob, m: number): Promise<Member | undefined> => {
    const before = from.find((c) => c.seed === job.seed);
    if (before) teller.resumed(m, before.epoch);
    const onEpoch = (report: EpochReport, checkpoint: Checkpoint) => {
      teller.epoch(m, report);
      hooks.onCheckpoint?.(checkpoint);
    };
    const onSetback = ({ why, next, device }: Setback) => {
      const who = jobs.length > 1 ? `Member ${m + 1} goes` : 'Training goes';
      teller.setback(`${sentence(why)} ${who} on from epoch ${next} with ${device}.`, device);
    };
    try {
      return await trainer.train(job, { from: before, onEpoch, onSetback, stop }, until);
    } catch (error) {
      failed.abort();
      throw error;
    } finally {
      teller.done(m);
    }
  };
  const ended = await Promise.allSettled(jobs.map(one));
  throwIfCancelled(signal);
  const wrong = ended.filter((e) => e.status === 'rejected').map((e) => e.reason as unknown);
  if (wrong.length > 0) throw wrong.find((e) => !isCancelled(e)) ?? wrong[0];
  return ended.flatMap((e) => (e.status === 'fulfilled' && e.value ? [e.value] : []));
}

async function outputsOf(
  job: MemberJob,
  members: readonly Member[],
  samples: readonly Sample[],
  signal?: AbortSignal,
): Promise<CentreOutput[][]> {
  const outputs: CentreOutput[][] = [];
  for (const m of members) outputs.push(await runMember(job, m.weights, samples, signal));
  return outputs;
}

/** A message as a sentence: capital first, full stop last. */
const sentence = (message: string): string =>
  `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;

function aboutOf(knowledge: Knowledge, options: TrainOptions, hidden: (d: Datum) => boolean): EnsembleAbout {
  const count = (t: Target) => knowledge.data[t].filter((d) => !hidden(d)).length;
  return {
    store: knowledge.store,
    device: options.deviceDetail ? `${options.device} (${options.deviceDetail})` : options.device,
    seed: options.seed,
    created: options.created,
    modelled: options.modelled,
    measurements: { alt: count('alt'), co2: count('co2'), ch4: count('ch4') },
    unseenFrom: options.unseenFrom ?? { alt: null, co2: null, ch4: null },
  };
}
