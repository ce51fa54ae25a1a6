import { BadRequest } from '../../core/error.ts';
import { type OnProgress, ProgressMeter } from '../../core/progress.ts';
import { turn } from '../../core/turn.ts';
import { FACTOR } from '../../grid/level.ts';
import { windowOf } from '../../grid/window.ts';
import { applyMeans, applySds, type Spread } from './apply-weights.ts';
import { areaWeights } from './area-weights.ts';
import { boxWeights } from './box-weights.ts';
import { extentOfFrame } from './extent-on-window.ts';
import { frameOf, type IndexFrame } from './index-frame.ts';
import { isOnCells } from './is-on-cells.ts';
import { bilinearWeights, nearestWeights } from './point-weights.ts';
import type { RegridMethod } from './regrid-method.ts';
import type { RegridSource } from './regrid-source.ts';
import { SparseWeights } from './sparse-weights.ts';
import { type RegridTarget, Strip } from './strip.ts';

export interface RegridOptions {
  /** Least weight of the source cells that have a value, of a whole target, 0-1; below it a target stays missing. 0.5. */
  readonly leastCover?: number;
  /** Correlation of the errors of source cells inside one target, 0-1. 1: nothing is gained by averaging, which is the safe side. */
  readonly correlation?: number;
  /**
   * `area`: a target cell is the quadrangle that it is, and bilinear kernels widen by the distance of neighbours. `gdal`: as GDAL's
   * warper has it: the average over the upright box between two opposite corners, the outermost cells repeated up to a cell beyond the
   * edge; kernels widen by the ratio of the sizes of both grids; whatever has any value counts.
   */
  readonly rule?: 'area' | 'gdal';
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** A field on a rectangle of the store's window. */
export interface Regridded {
  /** `[time, row, col]`, NaN where the source has no value. */
  readonly values: Float32Array;
  /** One sd, same shape, when the source has it. */
  readonly sd?: Float32Array;
  /** `[row, col]`: share of each cell that lies on the source, with or without a value there; 0 or 1 unless averaged. */
  readonly cover: Float32Array;
}

/** Target cells of a strip: its weights stay in a processor's cache. */
const STRIP = 1 << 15;
/** Edges of a target are straight on the source over so many cells of M01. */
const STRAIGHT = 3;

/**
 * Brings a field to cells of the store. Weights are made once for each strip of the target and serve all time steps. A gap stays a gap:
 * nothing is filled beyond half a cell around a value. A field that lies on the cells already is copied; coordinates that make no grid (`gridDoubt`) give
 * gaps only.
 * @throws BadRequest when the target is no rectangle of the window, or values do not fit the grid
 * @throws Cancelled
 */
export async function regrid(
  source: RegridSource,
  target: RegridTarget,
  method: RegridMethod,
  options: RegridOptions = {},
): Promise<Regridded> {
  const cells = source.rows * source.cols;
  check(source, target);
  const steps = source.values.length / cells;
  const [height, width] = [target.rows[1] - target.rows[0], target.cols[1] - target.cols[0]];
  const out = {
    values: new Float32Array(steps * height * width).fill(Number.NaN),
    ...(source.sd ? { sd: new Float32Array(steps * height * width).fill(Number.NaN) } : {}),
    cover: new Float32Array(height * width),
  };
  const frame = frameOf(source);
  // GDAL repeats the outermost cells beyond the edge.
  const extent = extentOfFrame(frame, target.level);
  const part = extent && options.rule === 'gdal' ? target : overlap(extent, target);
  if (!part) return out;
  const job = {
    source,
    frame,
    method: isOnCells(frame, target.level) ? 'nearest' : method,
    options,
    out,
    target,
    part,
    steps,
  } as const;
  await strips(job);
  return out;
}

interface Job {
  readonly source: RegridSource;
  readonly frame: IndexFrame;
  readonly method: RegridMethod;
  readonly options: RegridOptions;
  readonly out: Regridded;
  readonly target: RegridTarget;
  /** What of the target the source touches. */
  readonly part: RegridTarget;
  readonly steps: number;
}

async function strips(job: Job): Promise<void> {
  const { part, method, options, frame } = job;
  const [r0, r1] = part.rows;
  const width = part.cols[1] - part.cols[0];
  const most = Math.max(1, Math.min(r1 - r0, Math.floor(STRIP / width)));
  const average = method === 'average';
  const parts = average && options.rule !== 'gdal' ? Math.max(1, FACTOR[part.level] / STRAIGHT) : 1;
  const strip = new Strip(frame, part, most, parts, average ? 0 : 0.5);
  const weights = new SparseWeights(most * width);
  const meter = new ProgressMeter('Bringing a field to the grid', r1 - r0, options.onProgress);
  for (let row = r0; row < r1; row += most) {
    const rows = Math.min(most, r1 - row);
    strip.fill(row, rows);
    fillWeights(job, strip, rows, weights);
    for (let k = 0; k < rows; k++) putRow(job, weights, row + k, k * width);
    meter.advance(rows);
    await turn(options.signal);
  }
}

function fillWeights({ method, options, source, target }: Job, strip: Strip, rows: number, into: SparseWeights): void {
  const gdal = options.rule === 'gdal';
  if (method === 'nearest') nearestWeights(strip, rows, into);
  else if (method === 'average' && gdal) boxWeights(strip, rows, into);
  else if (method === 'average') areaWeights(strip, rows, into);
  else if (gdal) {
    const [height, width] = [target.rows[1] - target.rows[0], target.cols[1] - target.cols[0]];
    bilinearWeights(strip, rows, into, { row: height / source.rows, col: width / source.cols });
  } else bilinearWeights(strip, rows, into);
}

const SPREAD: Readonly<Record<RegridMethod, Spread>> = { nearest: 'none', bilinear: 'mixed', average: 'missing' };

/** All time steps of one row. @param first target of the row in the strip */
function putRow(
  { source, method, options, out, target, part, steps }: Job,
  w: SparseWeights,
  row: number,
  first: number,
): void {
  const cells = source.rows * source.cols;
  const [height, width] = [target.rows[1] - target.rows[0], target.cols[1] - target.cols[0]];
  const at = (row - target.rows[0]) * width + part.cols[0] - target.cols[0];
  const end = first + part.cols[1] - part.cols[0];
  const { leastCover = options.rule === 'gdal' ? 0 : 0.5, correlation = 1 } = options;
  out.cover.set(w.cover.subarray(first, end), at);
  for (let t = 0; t < steps; t++) {
    const span = { first, end, to: t * height * width + at };
    applyMeans(w, source.values, t * cells, leastCover, out.values, span);
    if (!source.sd || !out.sd) continue;
    const rule = { correlation, spread: SPREAD[method], means: out.values, out: out.sd };
    applySds(w, { values: source.values, sd: source.sd }, t * cells, rule, span);
  }
}

function check({ rows, cols, values, sd }: RegridSource, { level, rows: of, cols: along }: RegridTarget): void {
  const window = windowOf(level);
  const isRange = ([from, to]: readonly [number, number], n: number) =>
    Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= n;
  if (!isRange(of, window.rows) || !isRange(along, window.cols))
    throw new BadRequest({
      what: `rows ${of.join(' to ')}, columns ${along.join(' to ')} of ${level}`,
      expected: `a rectangle of the window of ${window.rows} x ${window.cols} cells`,
    });
  const cells = rows * cols;
  if (!(cells > 0) || values.length % cells !== 0 || (sd && sd.length !== values.length))
    throw new BadRequest({
      what: `${values.length} values${sd ? ` and ${sd.length} sd` : ''} on ${rows} x ${cols} cells`,
      expected: 'whole time steps, and an sd for each value',
    });
}

function overlap(a: RegridTarget | undefined, b: RegridTarget): RegridTarget | undefined {
  if (!a) return undefined;
  const rows = [Math.max(a.rows[0], b.rows[0]), Math.min(a.rows[1], b.rows[1])] as const;
  const cols = [Math.max(a.cols[0], b.cols[0]), Math.min(a.cols[1], b.cols[1])] as const;
  return rows[0] < rows[1] && cols[0] < cols[1] ? { level: b.level, rows, cols } : undefined;
}
