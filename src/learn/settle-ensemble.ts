import { TARGETS, type Target } from '../core/variable.ts';
import { combined, type Ensemble, type Gaussian, outputIndex, type Stretch } from './ensemble.ts';
import type { CentreOutput } from './run-member.ts';
import type { Sample, SightName, Truth } from './samples.ts';

const SHARES = [0, 0.25, 0.5, 0.75, 1];
/** Standard normal quantiles of the central 50 and 90 %. */
export const Z50 = 0.6744897501960817;
export const Z90 = 1.6448536269514722;
/** Sites at which a calibration found is believed half: measurements of one site err alike, so they do not count each. */
const HALF_BELIEVED = 6;

interface Case {
  readonly truth: Truth;
  readonly sight: SightName;
  readonly outputs: readonly CentreOutput[];
}

type Settled = Pick<Ensemble, 'stacking' | 'residualShare' | 'calibration'>;

/**
 * What is fitted on the validation measurements once all members are trained: shares of the members, belief in the residual,
 * width of the intervals. No gradient has seen these measurements.
 *
 * Intervals where nobody measured are calibrated on every site told without its surroundings, by the analysis alone: validation has too
 * few sites for that, and no network may be asked about sites it was trained on.
 *
 * @param outputs `[member][sample]` @param away every measured site under the sight `away`
 */
export function settle(
  samples: readonly Sample[],
  outputs: readonly (readonly CentreOutput[])[],
  away: readonly Sample[],
): Settled {
  const cases: Case[] = [];
  samples.forEach((s, i) => {
    for (const truth of s.truths) {
      if (truth.role !== 'validate') continue;
      cases.push({ truth, sight: s.sight, outputs: outputs.map((o) => o[i] as CentreOutput) });
    }
  });
  const stacking = stack(cases, outputs.length);
  const share = (t: number) =>
    bestShare(
      cases.filter((c) => c.truth.target === t),
      stacking,
      t,
    );
  const residualShare = { alt: share(0), co2: share(1), ch4: share(2) };
  const settled = { stacking, residualShare };
  const alone = { stacking, residualShare: { alt: 0, co2: 0, ch4: 0 } };
  const elsewhere = away.flatMap((s) =>
    s.truths.filter((t) => t.datum.scored).map((truth) => ({ truth, sight: s.sight, outputs: [] })),
  );
  const stretch = (target: Target): Record<SightName, Stretch> => {
    const of = (c: Case) => TARGETS[c.truth.target] === target;
    return {
      past: stretchOf(
        cases.filter((c) => of(c) && c.sight === 'past'),
        settled,
      ),
      away: stretchOf(elsewhere.filter(of), alone),
    };
  };
  return { stacking, residualShare, calibration: { alt: stretch('alt'), co2: stretch('co2'), ch4: stretch('ch4') } };
}

/** Mixture shares that make the validation measurements most probable: expectation-maximisation from equal shares. */
function stack(cases: readonly Case[], members: number): number[] {
  let w = new Array<number>(members).fill(1 / members);
  if (cases.length < 5) return w;
  const full = { alt: 1, co2: 1, ch4: 1 };
  const logs = cases.map((c) =>
    w.map((_, m) =>
      logDensity(
        c,
        combined(
          { stacking: [1], residualShare: full },
          c.truth.target,
          c.truth,
          [c.outputs[m] as CentreOutput],
          index(c),
        ),
      ),
    ),
  );
  for (let it = 0; it < 20; it++) {
    const next = new Array<number>(members).fill(0);
    for (const l of logs) {
      const top = Math.max(...l);
      const p = l.map((v, m) => (w[m] as number) * Math.exp(v - top));
      const sum = p.reduce((a, b) => a + b, 0);
      p.forEach((v, m) => {
        next[m] = (next[m] as number) + v / sum / logs.length;
      });
    }
    w = next;
  }
  // Half way back to equal shares: a short validation block knows less about members than it claims.
  return w.map((v) => (v + 1 / members) / 2);
}

/**
 * The smallest share of the residual that is as good as the best within the error of the comparison; 0 when the residual does not
 * help beyond doubt. Density of the validation measurements is what counts.
 */
function bestShare(cases: readonly Case[], stacking: readonly number[], target: number): number {
  if (cases.length < 10) return 0;
  const name = TARGETS[target] as Target;
  const scores = SHARES.map((share) => {
    const e = { stacking, residualShare: { alt: 0, co2: 0, ch4: 0, [name]: share } };
    return cases.map((c) => logDensity(c, combined(e, target, c.truth, c.outputs, index(c))));
  });
  const total = scores.map((s) => s.reduce((a, b) => a + b, 0));
  const best = scores[total.indexOf(Math.max(...total))] as number[];
  const good = scores.findIndex((s) => {
    const loss = best.map((v, i) => v - (s[i] as number));
    const mean = loss.reduce((a, b) => a + b, 0) / loss.length;
    const variance = loss.reduce((a, b) => a + (b - mean) ** 2, 0) / loss.length;
    return mean <= Math.sqrt(variance / loss.length);
  });
  return SHARES[good] as number;
}

/** Split conformal: the quantile of the absolute error in units of the forecast's own sd, with the correction for few measurements. */
function stretchOf(cases: readonly Case[], e: Pick<Ensemble, 'stacking' | 'residualShare'>): Stretch {
  const n = cases.length;
  const z = cases
    .map((c) => {
      const g = combined(e, c.truth.target, c.truth, c.outputs, index(c));
      return Math.abs(c.truth.y - g.mean) / Math.sqrt(g.variance);
    })
    .sort((a, b) => a - b);
  if (n === 0) return { half50: 1, half90: 1, n };
  const quantile = (p: number) => z[Math.min(n - 1, Math.ceil(p * (n + 1)) - 1)] as number;
  const sites = new Set(cases.map((c) => c.truth.datum.at)).size;
  const belief = sites / (sites + HALF_BELIEVED);
  const towards = (found: number) => Math.exp(belief * Math.log(Math.min(Math.max(found, 0.5), 3)));
  const half90 = towards(quantile(0.9) / Z90);
  return { half90, half50: Math.min(towards(quantile(0.5) / Z50), (half90 * Z90) / Z50), n };
}

const index = (c: Case): number => outputIndex(c.truth.k, c.truth.target);

const logDensity = (c: Case, g: Gaussian): number =>
  -0.5 * ((c.truth.y - g.mean) ** 2 / g.variance + Math.log(g.variance));
