import { dispose, type Tensor, tensor5d, tidy } from '@tensorflow/tfjs-core';
import { type OnProgress, ProgressMeter } from '../core/progress.ts';
import { throwIfCancelled, turn } from '../core/turn.ts';
import { TARGETS } from '../core/variable.ts';
import type { CellSeries } from '../learn/cell-series.ts';
import { ANALYSIS_AT, BASE, CHANNELS, encodeBase, LAG_AT } from '../learn/encode.ts';
import type { Ensemble } from '../learn/ensemble.ts';
import { HEADS } from '../learn/member-loss.ts';
import { PHYSICS, PHYSICS_SIZE, physicsOf } from '../learn/physics.ts';
import type { LayerState } from '../nn/conv-lstm.ts';
import { forward } from '../nn/network.ts';
import { disposeWeights, toTensors } from '../nn/weights.ts';

const T = TARGETS.length;
const C = CHANNELS.length;
const H = HEADS.length;
const LIGHT_AT = PHYSICS.indexOf('light');

/** What the ensemble adds to the analysis over a square: `[month, cell, target]` each, latent units. */
export interface MapResidual {
  /** Stacked mean of the members' residuals. */
  readonly residual: Float32Array;
  /** Variance between members. */
  readonly disagreement: Float32Array;
  readonly logSpread: Float32Array;
}

/**
 * Runs all members freely over a square, month by month with carried states: each feeds on its own last output.
 *
 * @param c series over the square; @param analysis `[month, cell, target]`, mean of the analysis in every month of the series
 * @param skip months at the start that only warm the states up; the result begins after them
 * @param climateMonths months from the start whose climate anomalies refer to
 */
export async function runMembers(
  ensemble: Ensemble,
  c: CellSeries,
  analysis: Float32Array,
  skip: number,
  climateMonths: number,
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<MapResidual> {
  const cells = c.rows * c.cols;
  const months = c.months - skip;
  const size = months * cells * T;
  const out = {
    residual: new Float32Array(size),
    disagreement: new Float32Array(size),
    logSpread: new Float32Array(size),
  };
  if (TARGETS.every((t) => ensemble.residualShare[t] === 0)) return out;
  const base = encodeBase(c, climateMonths);
  const physics = physicsOf(c);
  const meter = new ProgressMeter('Forecasting', ensemble.members.length * c.months, onProgress);
  for (const [m, member] of ensemble.members.entries()) {
    const weights = toTensors(member.weights);
    const share = ensemble.stacking[m] as number;
    const own = analysis.slice(0, cells * T);
    let states: readonly LayerState[] | undefined;
    try {
      for (let month = 0; month < c.months; month++) {
        throwIfCancelled(signal);
        await turn(signal);
        const x = inputOf(base, analysis, own, month, cells);
        const [heads, next] = step(weights, x, c, states);
        disposeStates(states);
        states = next;
        const values = await heads.data<'float32'>();
        heads.dispose();
        read(values, physics, month, cells, own, analysis, month - skip, share, out);
        meter.advance();
      }
    } finally {
      disposeStates(states);
      disposeWeights(weights);
    }
  }
  for (let i = 0; i < size; i++) {
    out.disagreement[i] = Math.max(0, (out.disagreement[i] as number) - (out.residual[i] as number) ** 2);
  }
  return out;
}

function inputOf(
  base: Float32Array,
  analysis: Float32Array,
  own: Float32Array,
  month: number,
  cells: number,
): Float32Array {
  const x = new Float32Array(cells * C);
  for (let i = 0; i < cells; i++) {
    const from = (month * cells + i) * BASE;
    const to = i * C;
    for (let k = 0; k < BASE; k++) x[to + k] = base[from + k] as number;
    for (let t = 0; t < T; t++) {
      x[to + ANALYSIS_AT + t] = analysis[(month * cells + i) * T + t] as number;
      x[to + LAG_AT + t] = own[i * T + t] as number;
    }
  }
  return x;
}

function step(
  weights: ReturnType<typeof toTensors>,
  x: Float32Array,
  c: CellSeries,
  states: readonly LayerState[] | undefined,
): [Tensor, LayerState[]] {
  const made = tidy(() => {
    const run = forward(weights, tensor5d(x, [1, 1, c.rows, c.cols, C]), states);
    const flat: Record<string, Tensor> = { heads: run.heads };
    run.states.forEach((s, i) => {
      flat[`h${i}`] = s.h;
      flat[`c${i}`] = s.c;
    });
    return flat;
  });
  const layers = (Object.keys(made).length - 1) / 2;
  const next = Array.from({ length: layers }, (_, i) => ({ h: made[`h${i}`], c: made[`c${i}`] }) as LayerState);
  return [made.heads as Tensor, next];
}

const disposeStates = (states: readonly LayerState[] | undefined): void =>
  dispose((states ?? []).flatMap((s) => [s.h, s.c]));

/** Heads of one month to residuals; keeps the member's own output for the next lag. As `readHeads`, on plain numbers. */
function read(
  heads: ArrayLike<number>,
  physics: Float32Array,
  month: number,
  cells: number,
  own: Float32Array,
  analysis: Float32Array,
  to: number,
  share: number,
  out: MapResidual,
): void {
  for (let i = 0; i < cells; i++) {
    const h = i * H;
    const light = physics[(month * cells + i) * PHYSICS_SIZE + LIGHT_AT] as number;
    const residual = [
      heads[h] as number,
      (heads[h + 2] as number) - (heads[h + 3] as number) * light,
      heads[h + 5] as number,
    ];
    for (let t = 0; t < T; t++) {
      const r = residual[t] as number;
      own[i * T + t] = (analysis[(month * cells + i) * T + t] as number) + r;
      if (to < 0) continue;
      const at = (to * cells + i) * T + t;
      out.residual[at] = (out.residual[at] as number) + share * r;
      out.disagreement[at] = (out.disagreement[at] as number) + share * r * r;
      const s = Math.tanh(heads[h + [1, 4, 6][t]!] as number);
      out.logSpread[at] = (out.logSpread[at] as number) + share * s;
    }
  }
}
