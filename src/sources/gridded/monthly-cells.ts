import { UnreadableFile } from '../../core/error.ts';
import { daysIn, isoMonth } from '../../core/month.ts';
import { turn } from '../../core/turn.ts';
import { NO_MONTH } from '../cf-time.ts';
import type { Span } from '../netcdf-model.ts';
import { badSteps, type TimeSteps } from './time-steps.ts';

/** What is to become monthly means. */
export interface Job {
  readonly steps: TimeSteps;
  readonly rows: number;
  readonly cols: number;
  /** Steps and rows that the file reads best at one go, and rows of the first chunk that lie before the box. */
  readonly chunk: { readonly steps: number; readonly rows: number; readonly before?: number };
  /** Values `[step, row, col]`, canonical unit of a rate or state, NaN where there is none. */
  read(steps: Span, rows: Span): Float64Array;
  /** Steps that are left out whatever they hold. */
  skip?(step: number): boolean;
}

export interface MonthlyCells {
  readonly months: Int32Array;
  /** `[month, row, col]` of blocks. */
  readonly values: Float32Array;
  /** Native cells across and down a block. */
  readonly block: number;
  readonly rows: number;
  readonly cols: number;
  /** Months that were left out, and why. */
  readonly thin: readonly string[];
  /** Steps that repeat an earlier one, and steps that are no time. */
  readonly repeated: number;
  readonly timeless: number;
  /** Steps of which something could not be read; their cells count as missing there. */
  readonly damaged: number;
}

/** A month from fewer days is none (SOURCES.md, 1). */
const LEAST_DAYS = 10;
/** Measured share of a month's steps below which a cell has no mean. */
const LEAST_SHARE = 0.25;
/** A longer step is a month's own mean. */
const MONTHLY_STEP = 27;
/** Values of the result; larger grids become means of blocks of cells. 64 MB. */
const LARGEST_RESULT = 16e6;
/** Numbers read at one go. 32 MB. */
const LARGEST_READ = 4e6;
/** Share of a block's cells that must have a value. */
const LEAST_BLOCK = 0.5;

/**
 * Monthly means of a time-ordered or unordered file, read band by band and chunk by chunk, each once: memory holds one chunk, the sums of one
 * band and the result. Steps of a month or more are taken as they are; a step longer than a month is refused by the caller.
 * @throws Cancelled
 */
export async function monthlyCells(job: Job, signal?: AbortSignal): Promise<MonthlyCells> {
  const { steps } = job;
  const bad = badSteps(steps);
  const out = new Set([...bad.repeated, ...bad.timeless]);
  const usable = (i: number) => !out.has(i) && !job.skip?.(i);
  const { months, expected, thin } = coverage(steps, usable);
  const block = blockOf(job.rows, job.cols, months.length);
  const [rows, cols] = [Math.ceil(job.rows / block), Math.ceil(job.cols / block)];
  const values = new Float32Array(months.length * rows * cols);
  const index = new Map([...months].map((m, i) => [m, i]));
  const monthOf = Int32Array.from(steps.month, (m, i) => (usable(i) ? (index.get(m) ?? -1) : -1));
  const damaged = new Set<number>();
  const band = bandRows(job, block, months.length);
  // The first band ends where a chunk ends, so that no chunk is read twice; blocks need whole bands.
  const whole = job.chunk.rows <= job.rows && block === 1;
  const lead = whole ? (job.chunk.before ?? 0) % job.chunk.rows : 0;
  for (let r0 = 0, r1 = 0; months.length > 0 && r0 < job.rows; r0 = r1) {
    r1 = Math.min(job.rows, r0 + band - (r0 === 0 ? lead : 0));
    const span: Span = [r0, r1];
    const means = await bandMeans(job, span, { monthOf, expected, damaged }, signal);
    intoBlocks(means, { block, cols: job.cols, bandRows: r1 - r0 }, values, { row: r0 / block, rows, cols });
  }
  return {
    months,
    values,
    block,
    rows,
    cols,
    thin,
    repeated: bad.repeated.length,
    timeless: bad.timeless.length,
    damaged: damaged.size,
  };
}

/** Months that the steps cover well enough, with the number of steps a whole month has. */
function coverage(steps: TimeSteps, usable: (i: number) => boolean) {
  const byMonth = new Map<number, { days: Set<number>; quarters: Set<number>; n: number }>();
  for (let i = 0; i < steps.count; i++) {
    const m = steps.month[i] as number;
    if (m === NO_MONTH || !usable(i)) continue;
    const of = byMonth.get(m) ?? { days: new Set(), quarters: new Set(), n: 0 };
    of.days.add(steps.day[i] as number);
    of.quarters.add(Math.floor((steps.hour[i] as number) / 6));
    of.n++;
    byMonth.set(m, of);
  }
  const { stepDays } = steps;
  const monthly = !(stepDays < MONTHLY_STEP);
  const thin: string[] = [];
  const good = [...byMonth].filter(([m, of]) => {
    if (monthly) return true;
    const why =
      of.days.size < LEAST_DAYS
        ? `${of.days.size} days`
        : stepDays < 1 && of.quarters.size < 4
          ? `hours of ${of.quarters.size} quarters of the day only`
          : '';
    if (why) thin.push(`${isoMonth(m)} (${why})`);
    return why === '';
  });
  const months = Int32Array.from(good, ([m]) => m).sort();
  const expected = Float64Array.from(months, (m) => (monthly ? 1 : daysIn(m) / stepDays));
  return { months, expected, thin };
}

function blockOf(rows: number, cols: number, months: number): number {
  let block = 1;
  while (Math.ceil(rows / block) * Math.ceil(cols / block) * months > LARGEST_RESULT) block++;
  return block;
}

/** Rows of a band: whole chunks and whole blocks, as many as memory for the sums allows. */
function bandRows(job: Job, block: number, months: number): number {
  const unit = leastCommon(Math.max(1, Math.min(job.chunk.rows, job.rows)), block);
  const fits = Math.floor(LARGEST_READ / (Math.max(1, months, job.chunk.steps) * job.cols * unit));
  return unit * Math.max(1, fits);
}

const leastCommon = (a: number, b: number): number => {
  let n = Math.max(a, b);
  while (n % a !== 0 || n % b !== 0) n += Math.max(a, b);
  return n;
};

/** Means `[month, row, col]` of one band; NaN where too few steps had a value. */
async function bandMeans(
  job: Job,
  rows: Span,
  { monthOf, expected, damaged }: { monthOf: Int32Array; expected: Float64Array; damaged: Set<number> },
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const cells = (rows[1] - rows[0]) * job.cols;
  const sum = new Float64Array(expected.length * cells);
  const count = new Uint32Array(sum.length);
  const chunk = Math.max(1, job.chunk.steps);
  const batch = chunk * Math.max(1, Math.floor(LARGEST_READ / (cells * chunk)));
  for (let t0 = 0; t0 < job.steps.count; t0 += batch) {
    const t1 = Math.min(job.steps.count, t0 + batch);
    if (monthOf.subarray(t0, t1).every((m) => m < 0)) continue;
    const values = readable(job, [t0, t1], rows, chunk, damaged);
    for (let t = t0; t < t1; t++) {
      const m = monthOf[t] as number;
      if (m < 0) continue;
      for (let i = 0, from = (t - t0) * cells, to = m * cells; i < cells; i++, from++, to++) {
        const x = values[from] as number;
        if (Number.isNaN(x)) continue;
        sum[to] = (sum[to] as number) + x;
        count[to] = (count[to] as number) + 1;
      }
    }
    await turn(signal);
  }
  for (let i = 0; i < sum.length; i++) {
    const n = count[i] as number;
    const least = Math.max(1, LEAST_SHARE * (expected[Math.floor(i / cells)] as number));
    sum[i] = n >= least ? (sum[i] as number) / n : Number.NaN;
  }
  return sum;
}

/** A damaged chunk costs only itself: its cells are missing. A file of which nothing can be read fails. */
function readable(job: Job, steps: Span, rows: Span, chunk: number, damaged: Set<number>): Float64Array {
  try {
    return job.read(steps, rows);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    const cells = (rows[1] - rows[0]) * job.cols;
    const out = new Float64Array((steps[1] - steps[0]) * cells).fill(Number.NaN);
    for (let t = steps[0]; t < steps[1]; t += chunk) {
      const span: Span = [t, Math.min(steps[1], t + chunk)];
      try {
        out.set(job.read(span, rows), (t - steps[0]) * cells);
      } catch {
        for (let k = span[0]; k < span[1]; k++) damaged.add(k);
      }
    }
    if (damaged.size >= job.steps.count) throw error;
    return out;
  }
}

/** Plain means of blocks of cells; the last block of a row or column may be smaller. */
function intoBlocks(
  means: Float64Array,
  from: { readonly block: number; readonly cols: number; readonly bandRows: number },
  values: Float32Array,
  to: { readonly row: number; readonly rows: number; readonly cols: number },
): void {
  const { block, cols, bandRows } = from;
  const months = means.length / (bandRows * cols);
  const outRows = Math.ceil(bandRows / block);
  for (let m = 0; m < months; m++) {
    for (let r = 0; r < outRows; r++) {
      for (let c = 0; c < to.cols; c++) {
        const rs: Span = [r * block, Math.min(bandRows, (r + 1) * block)];
        const cs: Span = [c * block, Math.min(cols, (c + 1) * block)];
        values[(m * to.rows + to.row + r) * to.cols + c] = blockMean(means, m * bandRows * cols, cols, rs, cs);
      }
    }
  }
}

function blockMean(means: Float64Array, at: number, stride: number, rows: Span, cols: Span): number {
  let [sum, n] = [0, 0];
  for (let r = rows[0]; r < rows[1]; r++) {
    for (let c = cols[0]; c < cols[1]; c++) {
      const x = means[at + r * stride + c] as number;
      if (Number.isNaN(x)) continue;
      sum += x;
      n++;
    }
  }
  return n >= LEAST_BLOCK * (rows[1] - rows[0]) * (cols[1] - cols[0]) && n > 0 ? sum / n : Number.NaN;
}

/** Centres of blocks: means of the centres of their cells. */
export function blockCentres(
  of: { readonly rows: number; readonly cols: number; readonly lat: Float64Array; readonly lon: Float64Array },
  block: number,
): { rows: number; cols: number; lat: Float64Array; lon: Float64Array } {
  if (block === 1) return of;
  const [rows, cols] = [Math.ceil(of.rows / block), Math.ceil(of.cols / block)];
  const mean = (x: Float64Array) =>
    new Float64Array(rows * cols).map((_, i) => {
      const [r, c] = [Math.floor(i / cols), i % cols];
      const rs: Span = [r * block, Math.min(of.rows, (r + 1) * block)];
      return blockMean(x, 0, of.cols, rs, [c * block, Math.min(of.cols, (c + 1) * block)]);
    });
  return { rows, cols, lat: mean(of.lat), lon: mean(of.lon) };
}
