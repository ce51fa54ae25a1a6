import { turn } from '../../core/turn.ts';
import { VARIABLES, type VariableName } from '../../core/variable.ts';
import { isCancelled } from '../../core/wire.ts';
import { CELL_M01 } from '../../grid/ease2.ts';
import { windowOf } from '../../grid/window.ts';
import type { GridTime, NativeGrid, Rejection } from '../source.ts';
import { applyAffine } from './affine.ts';
import { boxAround, type CellMeans, cellPosition, M01Mean } from './m01-mean.ts';
import type { PixelWindow, Raster } from './raster.ts';

/** Pixels up to this size become means of M01 cells while they are read; every cell, 358 m wide at least, then has one. m. */
const FINE = 300;
/** Most native cells kept with their coordinates: 20 bytes each. */
const MOST_CELLS = 12e6;
/** Values decoded at a time. */
const BLOCK = 2 ** 20;
/** Places looked at across a raster to find where it meets the window. */
const LOOKS = 512;

export interface BandOrder {
  readonly band: number;
  readonly name: string;
  readonly variable: VariableName;
  /** Into the canonical unit. */
  readonly convert: (x: number) => number;
  readonly time: GridTime;
  readonly source: string;
  readonly note: string;
  /** True when the pixels' scatter inside a cell is noise of the instrument: then it gives the sd of the mean. */
  readonly noisy?: boolean;
}

/**
 * One band as a field: coarse rasters keep their own cells, those that lie in the Alaska window; fine ones become means of M01.
 * Reads by windows.
 * @returns undefined with a rejection when nothing lies in the window or the band is too large
 */
export async function gridOfRaster(
  raster: Raster,
  order: BandOrder,
  rejected: Rejection[],
  signal?: AbortSignal,
): Promise<NativeGrid | undefined> {
  const where = `band ${order.band + 1}`;
  const crop = cropOf(raster);
  if (!crop) {
    rejected.push({
      file: raster.file,
      where,
      count: raster.rows * raster.cols,
      rule: 'outside the Alaska window',
      todo: 'nothing, or check the reference system of the file',
    });
    return undefined;
  }
  const size = pixelSize(raster, crop);
  const range = new RangeCheck(order);
  const job: Job = { raster, order, crop, range, lost: { pixels: 0, why: '' }, signal };
  const made = size <= FINE ? await cellMeans(job, size) : await nativeCells(job, rejected);
  if (job.lost.pixels > 0)
    rejected.push({
      file: raster.file,
      where,
      count: job.lost.pixels,
      rule: `damaged or cut off (${job.lost.why})`,
      todo: 'take the file from its publisher again; the other parts are kept',
    });
  if (range.outside > 0) {
    const { range: limits, unit } = VARIABLES[order.variable];
    rejected.push({
      file: raster.file,
      where,
      count: range.outside,
      rule: `outside ${limits[0]} to ${limits[1]} ${unit}`,
      todo: 'check unit and nodata value',
    });
  }
  if (!made) return undefined;
  if (made.values.every(Number.isNaN)) {
    rejected.push({
      file: raster.file,
      where,
      rule: 'no value in the Alaska window: nodata, or too little of any cell',
      todo: 'check the nodata value, scale and offset of the file',
    });
    return undefined;
  }
  const how = size <= FINE ? `; mean of pixels of ${size.toPrecision(3)} m in each cell` : '';
  return {
    ...made,
    name: order.name,
    variable: order.variable,
    cell: size <= FINE ? CELL_M01 : size,
    time: order.time,
    projection: false,
    source: order.source,
    origin: `${raster.file}:${where}`,
    note: `${order.note}${how}`,
  };
}

class RangeCheck {
  outside = 0;
  readonly #low: number;
  readonly #high: number;
  constructor(readonly order: BandOrder) {
    [this.#low, this.#high] = VARIABLES[order.variable].range;
  }
  /** Canonical value or NaN. */
  take(raw: number): number {
    const x = this.order.convert(raw);
    if (Number.isNaN(x)) return x;
    if (x >= this.#low && x <= this.#high) return x;
    this.outside++;
    return Number.NaN;
  }
}

const lonLatAt = (r: Raster, row: number, col: number): readonly [number, number] => {
  const [x, y] = applyAffine(r.transform, col + 0.5, row + 0.5);
  return r.crs.toLonLat(x, y);
};

/** Part of a raster that may lie in the Alaska window, by looking at places across it. */
function cropOf(raster: Raster): PixelWindow | undefined {
  const { rows, cols } = raster;
  const step = Math.max(1, Math.floor(Math.max(rows, cols) / LOOKS));
  const window = windowOf('M01');
  let [r0, r1, c0, c1] = [rows, -1, cols, -1];
  for (let row = 0; row < rows; row += row + step < rows || row === rows - 1 ? step : rows - 1 - row) {
    for (let col = 0; col < cols; col += col + step < cols || col === cols - 1 ? step : cols - 1 - col) {
      const [lon, lat] = lonLatAt(raster, row, col);
      if (!Number.isFinite(lon) || !(Math.abs(lat) < 85)) continue;
      const [r, c] = cellPosition(lon, lat);
      if (!(r >= 0 && r < window.rows && c >= 0 && c < window.cols)) continue;
      [r0, r1] = [Math.min(r0, row), Math.max(r1, row)];
      [c0, c1] = [Math.min(c0, col), Math.max(c1, col)];
    }
  }
  if (r1 < 0) return undefined;
  const [top, left] = [Math.max(0, r0 - step), Math.max(0, c0 - step)];
  return { row: top, col: left, rows: Math.min(rows, r1 + step + 1) - top, cols: Math.min(cols, c1 + step + 1) - left };
}

/** Side of a pixel on the ground in the middle of the crop, m. */
function pixelSize(raster: Raster, { row, col, rows, cols }: PixelWindow): number {
  const [r, c] = [row + rows / 2, col + cols / 2];
  const [lon, lat] = lonLatAt(raster, r, c);
  const side = ([lon2, lat2]: readonly [number, number]) =>
    111_195 * Math.hypot(lat2 - lat, (((lon2 - lon + 540) % 360) - 180) * Math.cos((lat * Math.PI) / 180));
  return Math.sqrt(side(lonLatAt(raster, r + 1, c)) * side(lonLatAt(raster, r, c + 1)));
}

interface Job {
  readonly raster: Raster;
  readonly order: BandOrder;
  readonly crop: PixelWindow;
  readonly range: RangeCheck;
  readonly lost: Lost;
  readonly signal: AbortSignal | undefined;
}

/** Pixels of damaged parts. */
interface Lost {
  pixels: number;
  why: string;
}

/** A damaged part is missing, counted and said; the other parts are good. */
async function readOrLose(
  raster: Raster,
  { band }: BandOrder,
  window: PixelWindow,
  lost: Lost,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  try {
    return await raster.read(band, window, signal);
  } catch (error) {
    if (isCancelled(error) || signal?.aborted) throw error;
    lost.pixels += window.rows * window.cols;
    lost.why = error instanceof Error ? error.message : String(error);
    return new Float64Array(window.rows * window.cols).fill(Number.NaN);
  }
}

/** Windows along the edges of the file's own pieces, about BLOCK values each. */
async function* blocks({ raster, order, crop, lost, signal }: Job) {
  const up = (n: number, step: number) => Math.max(1, Math.floor(n / step)) * step;
  const width = up(Math.min(crop.cols, BLOCK / raster.blockRows), raster.blockCols);
  const height = up(BLOCK / Math.min(width, crop.cols), raster.blockRows);
  const [bottom, right] = [crop.row + crop.rows, crop.col + crop.cols];
  for (let top = crop.row - (crop.row % height); top < bottom; top += height) {
    for (let left = crop.col - (crop.col % width); left < right; left += width) {
      const [row, col] = [Math.max(top, crop.row), Math.max(left, crop.col)];
      const window = {
        row,
        col,
        rows: Math.min(bottom, top + height) - row,
        cols: Math.min(right, left + width) - col,
      };
      await turn(signal);
      yield { window, values: await readOrLose(raster, order, window, lost, signal) };
    }
  }
}

async function nativeCells(
  job: Job,
  rejected: Rejection[],
): Promise<Pick<NativeGrid, 'rows' | 'cols' | 'lat' | 'lon' | 'values'> | undefined> {
  const { raster, crop, range } = job;
  const { band } = job.order;
  const { rows, cols } = crop;
  if (rows * cols > MOST_CELLS) {
    rejected.push({
      file: raster.file,
      where: `band ${band + 1}`,
      count: rows * cols,
      rule: `${rows} x ${cols} cells in the Alaska window: more than can be held`,
      todo: 'cut the raster to the part you need, or average it to about 1 km',
    });
    return undefined;
  }
  const [lat, lon] = [new Float64Array(rows * cols), new Float64Array(rows * cols)];
  const values = new Float32Array(rows * cols);
  for await (const { window, values: block } of blocks(job)) {
    for (let k = 0; k < block.length; k++) {
      const [row, col] = [window.row + Math.floor(k / window.cols), window.col + (k % window.cols)];
      const [x, y] = lonLatAt(raster, row, col);
      const i = (row - crop.row) * cols + col - crop.col;
      lon[i] = ((((x + 180) % 360) + 360) % 360) - 180;
      lat[i] = y;
      values[i] = range.take(block[k] as number);
    }
  }
  return { rows, cols, lat, lon, values };
}

async function cellMeans(
  job: Job,
  size: number,
): Promise<Pick<NativeGrid, 'rows' | 'cols' | 'lat' | 'lon' | 'values' | 'sd'> | undefined> {
  const { raster, crop, range } = job;
  const box = boxAround(places(raster, crop));
  if (!box) return undefined;
  const means = new M01Mean(box);
  // Position is linear to far below a pixel over the width of a cell, and a projection costs more than the mean.
  const step = Math.max(1, Math.floor(500 / size));
  for await (const { window, values } of blocks(job)) {
    for (let r = 0; r < window.rows; r++) {
      for (let c = 0; c < window.cols; c += step) {
        const n = Math.min(step, window.cols - c);
        const [rowA, colA] = positionAt(raster, window.row + r, window.col + c);
        const [rowB, colB] = positionAt(raster, window.row + r, window.col + c + n);
        for (let k = 0; k < n; k++) {
          const value = range.take(values[r * window.cols + c + k] as number);
          if (!Number.isNaN(value)) means.add(rowA + ((rowB - rowA) * k) / n, colA + ((colB - colA) * k) / n, value);
        }
      }
    }
  }
  const { rows, cols, lat, lon, values, spread, pixels } = means.result(size * size);
  return { rows, cols, lat, lon, values, ...(job.order.noisy ? { sd: sdOfMean({ spread, pixels }) } : {}) };
}

const sdOfMean = ({ spread, pixels }: Pick<CellMeans, 'spread' | 'pixels'>): Float32Array =>
  spread.map((s, i) => s / Math.sqrt(pixels[i] as number));

const positionAt = (raster: Raster, row: number, col: number) => cellPosition(...lonLatAt(raster, row, col));

function* places(raster: Raster, crop: PixelWindow) {
  const steps = 64;
  for (let i = 0; i <= steps; i++) {
    for (let k = 0; k <= steps; k++) {
      yield positionAt(raster, crop.row + (i / steps) * (crop.rows - 1), crop.col + (k / steps) * (crop.cols - 1));
    }
  }
}
