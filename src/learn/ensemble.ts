import { TARGETS, type Target } from '../core/variable.ts';
import type { NetworkShape } from '../nn/network.ts';
import type { CentreOutput } from './run-member.ts';
import type { SightName } from './samples.ts';
import type { AnalysisModel } from './target-analysis.ts';
import type { Hyper, Member } from './train-member.ts';

/** By how much half-widths are stretched so that intervals contain what they say. 1 where too little was measured to tell. */
export interface Stretch {
  readonly half50: number;
  readonly half90: number;
  /** Measurements it was found on. */
  readonly n: number;
}

/** All that is saved, loaded and shared: analysis models, networks, how they are weighed and how intervals are calibrated. */
export interface Ensemble {
  readonly models: Readonly<Record<Target, AnalysisModel>>;
  readonly shape: NetworkShape;
  readonly hyper: Hyper;
  readonly members: readonly Member[];
  /** Share of each member, sums to 1. */
  readonly stacking: readonly number[];
  /** How much of the network's residual is believed, 0-1, found on validation: 0 says that it did not help. */
  readonly residualShare: Readonly<Record<Target, number>>;
  readonly calibration: Readonly<Record<Target, Readonly<Record<SightName, Stretch>>>>;
  readonly about: EnsembleAbout;
}

/** Where an ensemble comes from. */
export interface EnsembleAbout {
  readonly store: string;
  readonly device: string;
  readonly seed: number;
  readonly created: string;
  /** True when the store's targets are model output. */
  readonly modelled: boolean;
  /** Measurements learnt from, by target. */
  readonly measurements: Readonly<Record<Target, number>>;
  /** First month no measurement of which was seen, by target; null when everything in the store was. */
  readonly unseenFrom: Readonly<Record<Target, number | null>>;
}

/** Gaussian forecast of a departure, latent units. */
export interface Gaussian {
  readonly mean: number;
  readonly variance: number;
}

const T = TARGETS.length;

/**
 * The ensemble's opinion of one departure.
 *
 * @param prior belief of the analysis, its variance with the error of an observation
 * @param outputs of every member for the sample, @param i index of month and target in them
 */
export function combined(
  e: Pick<Ensemble, 'stacking' | 'residualShare'>,
  target: number,
  prior: Gaussian,
  outputs: readonly CentreOutput[],
  i: number,
): Gaussian {
  const share = e.residualShare[TARGETS[target] as Target];
  if (share === 0 || outputs.length === 0) return prior;
  let residual = 0;
  let square = 0;
  let logSpread = 0;
  outputs.forEach((o, m) => {
    const w = e.stacking[m] as number;
    const r = o.residual[i] as number;
    residual += w * r;
    square += w * r * r;
    logSpread += w * (o.logSpread[i] as number);
  });
  const disagreement = Math.max(square - residual * residual, 0);
  return {
    mean: prior.mean + share * residual,
    variance: prior.variance * Math.exp(share * logSpread) + share * share * disagreement,
  };
}

/** Index of month k of a window and target t in a member's output. */
export const outputIndex = (k: number, t: number): number => k * T + t;
