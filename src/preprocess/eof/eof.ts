import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { BadRequest } from '../../core/error.ts';
import { applyScaling, fitScaling, type Scaling, undoScaling } from './scaling.ts';
import { checkTraining, completeTrainingRows, type WideTable } from './wide-table.ts';

const KIND = 'thawcast eof';

/** Empirical orthogonal functions (principal components) of standardised channels: plain JSON. */
export interface Eof {
  readonly kind: typeof KIND;
  readonly version: 1;
  /** Fitted on the same rows. */
  readonly scaling: Scaling;
  /** `[mode][channel]`, of length 1, orthogonal; the loading of largest size is positive. */
  readonly vectors: readonly (readonly number[])[];
  /** Variance of each mode's scores, descending. */
  readonly variance: readonly number[];
  /** Share of the whole variance. */
  readonly explained: readonly number[];
  /** One standard error of `variance` by sampling: λ √(2 / n). @see North et al. 1982, Mon. Weather Rev. 110, 699 */
  readonly error: readonly number[];
  /** Whether the error of the mode does not overlap its neighbours': otherwise only their plane has a meaning. */
  readonly separated: readonly boolean[];
  /** Complete training rows that it was fitted on, and incomplete ones left out. */
  readonly n: number;
  readonly incomplete: number;
}

export interface EofOptions {
  /** Modes to keep; all that have variance by default. */
  readonly modes?: number;
  /** Rows that count as independent in North's rule, where rows follow each other in time; all by default. */
  readonly independent?: number;
}

/** The smaller side of the table, whose cube is the time: some seconds at this. */
const MOST = 1000;
/** Modes below this share of the first are rounding. */
const RANK = 1e-12;

/**
 * EOF of the complete training rows: a row with a gap is not used and never filled. Every channel counts alike after
 * standardisation; cells of the grid have equal areas, so no weight by latitude is needed. Eigenvectors of the covariance of channels or
 * of rows, whichever is smaller.
 *
 * @param training 1 for rows that may be learnt from, see `checkTraining`
 * @throws BadRequest for a mask that does not fit, fewer than three complete rows, or a table of more than 1000 by 1000
 */
export function fitEof(table: WideTable, training: Uint8Array, options: EofOptions = {}): Eof {
  checkTraining(table, training);
  const rows = completeTrainingRows(table, training);
  const [n, k] = [rows.length, table.channels.length];
  if (n < 3) throw new BadRequest({ what: `${n} complete rows of training`, expected: 'at least 3 without a gap' });
  if (Math.min(n, k) > MOST)
    throw new BadRequest({
      what: `a table of ${n} rows and ${k} channels`,
      expected: `at most ${MOST} of one of them`,
    });
  const used = new Uint8Array(training.length);
  for (const r of rows) used[r] = 1;
  const scaling = { ...fitScaling(table, used), heldOut: training.length - training.reduce((s, v) => s + v, 0) };
  const scaled = applyScaling(scaling, table);
  const z = rows.map((r) => scaled.subarray(r * k, (r + 1) * k));
  const { values, vectors, total } = modesOf(z);
  const kept = Math.max(
    1,
    Math.min(options.modes ?? values.length, values.filter((v) => v > RANK * (values[0] as number)).length),
  );
  const independent = options.independent ?? n;
  const error = values.map((v) => v * Math.sqrt(2 / independent));
  return {
    kind: KIND,
    version: 1,
    scaling,
    vectors: vectors.slice(0, kept),
    variance: values.slice(0, kept),
    explained: values.slice(0, kept).map((v) => (total > 0 ? v / total : 0)),
    error: error.slice(0, kept),
    separated: values.slice(0, kept).map((_, i) => isApart(values, error, i - 1) && isApart(values, error, i)),
    n,
    incomplete: training.reduce((s, v) => s + v, 0) - n,
  };
}

/** Whether the errors of eigenvalue i and of the next do not overlap; true beyond either end. */
const isApart = (values: readonly number[], error: readonly number[], i: number): boolean =>
  i < 0 ||
  i + 1 >= values.length ||
  (values[i] as number) - (error[i] as number) > (values[i + 1] as number) + (error[i + 1] as number);

/** Eigenvalues descending, eigenvectors over channels, and the trace. @param z `[row][channel]`, standardised */
function modesOf(z: readonly Float64Array[]): { values: number[]; vectors: number[][]; total: number } {
  const [n, k] = [z.length, (z[0] as Float64Array).length];
  const wide = k > n;
  // Whichever has fewer: rows, or channels.
  const sides = wide ? z : Array.from({ length: k }, (_, c) => Float64Array.from(z, (row) => row[c] as number));
  const product = new Matrix(sides.length, sides.length);
  sides.forEach((a, i) => {
    for (let j = 0; j <= i; j++) {
      const v = dot(a, sides[j] as Float64Array) / (n - 1);
      product.set(i, j, v);
      product.set(j, i, v);
    }
  });
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(product, { assumeSymmetric: true });
  const order = realEigenvalues
    .map((_, i) => i)
    .sort((a, b) => (realEigenvalues[b] as number) - (realEigenvalues[a] as number));
  const values = order.map((i) => Math.max(0, realEigenvalues[i] as number));
  const vectors = order.map((i) => {
    const side = eigenvectorMatrix.getColumn(i);
    return unit(wide ? combine(z, side) : side);
  });
  return { values, vectors, total: product.trace() };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Sum of rows, each times its weight. */
function combine(rows: readonly Float64Array[], weights: readonly number[]): number[] {
  const out = new Array<number>((rows[0] as Float64Array).length).fill(0);
  rows.forEach((row, i) => {
    const w = weights[i] as number;
    for (let c = 0; c < out.length; c++) out[c] = (out[c] as number) + w * (row[c] as number);
  });
  return out;
}

/** Of length 1, the loading of largest size (the first of equals) positive. */
function unit(v: readonly number[]): number[] {
  const length = Math.hypot(...v);
  const largest = v.reduce((best, x) => (Math.abs(x) > Math.abs(best) * (1 + 1e-9) ? x : best), 0);
  const scale = length > 0 ? (largest < 0 ? -1 : 1) / length : 0;
  return v.map((x) => x * scale);
}

/**
 * Scores of rows, `[row, mode]`; NaN for a row with a gap.
 * @throws BadRequest for other channels
 */
export function project(eof: Eof, table: WideTable): Float64Array {
  const scaled = applyScaling(eof.scaling, table);
  const [k, modes] = [table.channels.length, eof.vectors.length];
  const out = new Float64Array((scaled.length / k) * modes);
  for (let i = 0; i < out.length; i++) {
    const vector = eof.vectors[i % modes] as readonly number[];
    const row = Math.floor(i / modes) * k;
    let sum = 0;
    for (let c = 0; c < k; c++) sum += (scaled[row + c] as number) * (vector[c] as number);
    out[i] = sum;
  }
  return out;
}

/** Channels of rows, in their own units, `[row, channel]`, from scores `[row, mode]`. */
export function reconstruct(eof: Eof, scores: Float64Array): Float64Array {
  const [k, modes] = [eof.scaling.channels.length, eof.vectors.length];
  const out = new Float64Array((scores.length / modes) * k);
  for (let row = 0; row < scores.length / modes; row++)
    for (let m = 0; m < modes; m++) {
      const vector = eof.vectors[m] as readonly number[];
      const score = scores[row * modes + m] as number;
      for (let c = 0; c < k; c++) out[row * k + c] = (out[row * k + c] as number) + score * (vector[c] as number);
    }
  return undoScaling(eof.scaling, out);
}
