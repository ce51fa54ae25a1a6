import { getBackend } from '@tensorflow/tfjs-core';
import { turn } from '../core/turn.ts';
import { TARGETS, type Target } from '../core/variable.ts';
import { TILE } from '../grid/tile.ts';
import { type PreparedTile, prepareTile, type ReadTile, readTile } from './prepare-tile.ts';
import type { Seat } from './region/port-team.ts';
import { teamOf } from './region/team.ts';
import { type PlannedTile, planTiles } from './region/tile-plan.ts';
import { type ForecastMask, forecastMask } from './region-mask.ts';
import { nothing, RegionMembers } from './region-members.ts';
import { type Box, type TileForecast, type TileJob, WARM_UP } from './tile-job.ts';
import { TileQuantiles } from './tile-quantiles.ts';

const T = TARGETS.length;
/** Months told at a time: a chunk of the store. */
const SPAN = 12;
/** Of the time a region takes, what goes into making its tiles ready; the rest goes through the months. */
const READY = 0.4;

/** Takes a piece of the forecast as soon as it is told: whole tiles of the region, some months. */
export type Deliver = (tile: TileForecast) => Promise<void>;

/**
 * Forecasts a window of one level as one image: its tiles see each other in every month, what is not land takes no time. With a seat
 * in a team, this thread's share of the tiles; all threads call it with the same job and region.
 *
 * @param onShare told how much of it is done, 0 to 1
 * @throws Cancelled
 */
export async function forecastRegion(
  job: TileJob,
  region: Box,
  deliver: Deliver,
  seat?: Seat,
  onShare?: (share: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const mask = await forecastMask(job.store, region, signal);
  const { ensemble } = job;
  const onGpu = getBackend().startsWith('webg');
  const plan = planTiles(mask.region, TILE, ensemble.shape.kernel >> 1, !onGpu);
  const team = seat && teamOf(seat, plan);
  const mine = plan.tiles.map((_, i) => i).filter((i) => !team || team.ownerOf[i] === team.me);
  const ready = await readyTiles(job, region, mask, plan.tiles, mine, (share) => onShare?.(READY * share), signal);
  const prepared = new Map([...ready].map(([i, r]) => [i, r.tile]));
  const believed = TARGETS.some((t) => ensemble.residualShare[t] > 0);
  const members = believed ? new RegionMembers(ensemble, plan, prepared, team) : undefined;
  const warmUp = Math.min(WARM_UP, job.firstMonth - job.store.meta.firstMonth);
  let done = 0;
  const eachMonth = () => onShare?.(READY + (1 - READY) * (++done / (warmUp + job.months)));
  try {
    await members?.run(warmUp, eachMonth, signal);
    for (let from = 0; from < job.months; from += SPAN) {
      const months = Math.min(SPAN, job.months - from);
      const residuals = await members?.run(months, eachMonth, signal);
      for (const [i, { tile, quantiles }] of ready) {
        await turn(signal);
        if (!quantiles) continue;
        const cells = tile.box.rows * tile.box.cols;
        const told = quantiles.tell(from, months, residuals?.[i] ?? nothing(months * cells * T));
        await deliver(placed(told, wholeTile(region, plan.tiles[i] as PlannedTile)));
      }
    }
  } finally {
    members?.dispose();
  }
}

interface ReadyTile {
  readonly tile: PreparedTile;
  /** Undefined for a tile that holds only sea beside land: it is run, but nothing is told. */
  readonly quantiles: TileQuantiles | undefined;
}

/** Makes tiles ready; while one is prepared the next is read. */
async function readyTiles(
  job: TileJob,
  region: Box,
  mask: ForecastMask,
  tiles: readonly PlannedTile[],
  mine: readonly number[],
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<Map<number, ReadyTile>> {
  const read = async (n: number): Promise<ReadTile | undefined> => {
    const t = tiles[mine[n] as number];
    return t && readTile(job, inStore(region, t), signal);
  };
  const out = new Map<number, ReadyTile>();
  let next = quiet(read(0));
  for (const [n, i] of mine.entries()) {
    const here = (await next) as ReadTile;
    next = quiet(read(n + 1));
    const tile = await prepareTile(job, here, signal);
    const land = landOf(mask, tiles[i] as PlannedTile);
    const quantiles = land.length > 0 ? await TileQuantiles.of(job, tile, here, land, signal) : undefined;
    out.set(i, { tile, quantiles });
    onShare((n + 1) / mine.length);
  }
  return out;
}

/** A promise that nobody may come to wait for: when the job ends before, its failure is of no concern. */
function quiet<R>(promise: Promise<R>): Promise<R> {
  promise.catch(() => undefined);
  return promise;
}

const inStore = (region: Box, t: PlannedTile): Box => ({
  level: region.level,
  row: region.row + t.row,
  col: region.col + t.col,
  rows: t.rows,
  cols: t.cols,
});

/** Land cells of a tile, counted within it. */
function landOf({ land, region }: ForecastMask, t: PlannedTile): Int32Array {
  const out: number[] = [];
  for (let r = 0; r < t.rows; r++) {
    for (let c = 0; c < t.cols; c++) {
      if (land[(t.row + r) * region.cols + t.col + c] === 1) out.push(r * t.cols + c);
    }
  }
  return Int32Array.from(out);
}

/** The tile before it was cut to its land: chunks and coarser cells of the store are whole there. */
function wholeTile(region: Box, t: PlannedTile): Box {
  const [row, col] = [t.row - (t.row % TILE), t.col - (t.col % TILE)];
  const [rows, cols] = [Math.min(TILE, region.rows - row), Math.min(TILE, region.cols - col)];
  return { level: region.level, row: region.row + row, col: region.col + col, rows, cols };
}

function placed(told: TileForecast, box: Box): TileForecast {
  const from = told.box;
  const place = (values: Float32Array): Float32Array => {
    const out = new Float32Array(told.months * box.rows * box.cols).fill(Number.NaN);
    for (let m = 0; m < told.months; m++) {
      for (let r = 0; r < from.rows; r++) {
        const at = (m * from.rows + r) * from.cols;
        const to = (m * box.rows + from.row - box.row + r) * box.cols + from.col - box.col;
        out.set(values.subarray(at, at + from.cols), to);
      }
    }
    return out;
  };
  const quantiles = Object.fromEntries(TARGETS.map((t) => [t, told.quantiles[t].map(place)])) as Record<
    Target,
    Float32Array[]
  >;
  return { ...told, box, quantiles };
}
