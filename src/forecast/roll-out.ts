import { BadRequest } from '../core/error.ts';
import { isoMonth } from '../core/month.ts';
import type { OnProgress } from '../core/progress.ts';
import { turn } from '../core/turn.ts';
import { TARGETS, type Target, VARIABLES } from '../core/variable.ts';
import { FACTOR, LEVELS, type Level } from '../grid/level.ts';
import { windowOf } from '../grid/window.ts';
import type { Ensemble } from '../learn/ensemble.ts';
import { type Datum, gatherKnowledge } from '../learn/knowledge.ts';
import { conditioned, MOST_HELD, newestOfEach } from '../learn/target-analysis.ts';
import { coarsen } from '../store/pyramid.ts';
import { SCHEMA_VERSION, type StoreMeta } from '../store/schema.ts';
import type { WritableStorage } from '../store/storage.ts';
import type { Store } from '../store/store.ts';
import { createStore, type StoreWriter } from '../store/writer.ts';
import type { ForecastOrder } from './forecast-order.ts';
import { type Deliver, forecastRegion } from './forecast-region.ts';
import type { Seat } from './region/port-team.ts';
import { QUANTILES } from './target-forecast.ts';
import type { Box, TileForecast, TileJob } from './tile-job.ts';

/** Steps values are rounded to, canonical unit: far below their uncertainty, and a store of a third the size. */
const STEP: Readonly<Record<Target, number>> = { alt: 0.004, co2: 0.016, ch4: 0.4 };

export interface RollOut {
  readonly ensemble: Ensemble;
  readonly store: Store;
  readonly storage: WritableStorage;
  readonly order: ForecastOrder;
  /** Told in the provenance. */
  readonly device: string;
  readonly created: string;
}

/** Other threads at work on the same order. */
export interface Helpers {
  /** This thread's place among them, 0. */
  readonly seat: Seat;
  /** Resolves when all of them are through and what they told has been delivered; rejects when one fails. */
  readonly done: Promise<void>;
  /** Waits until what they have sent so far is delivered, so that they cannot run ahead of the writer. */
  delivered(): Promise<void>;
  close(): void;
}

/** Starts helpers; they go through the regions of the order as this thread does, and their tiles go to `deliver`. */
export type StartHelpers = (deliver: Deliver, signal: AbortSignal) => Promise<Helpers>;

/**
 * Rolls an ensemble out over the map and writes a forecast store: every land cell of Alaska at M09, the named places at their own
 * level, coarser levels as means of cells. Each region runs as one image, year by year; nothing opens before the last is written.
 *
 * @throws BadRequest for an order that cannot be met; Cancelled; what a helper threw
 */
export async function rollOut(
  r: RollOut,
  onProgress?: OnProgress,
  signal?: AbortSignal,
  startHelpers?: StartHelpers,
): Promise<StoreMeta> {
  const { store, order } = r;
  checkOrder(r);
  const regions = regionsOf(store, order);
  const writer = await createStore(r.storage, metaOf(r, regions));
  // Stopped by the person, or because a helper failed: whoever waits for the others then waits no more.
  const stop = new AbortController();
  const abort = () => stop.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  const levels = levelsOf(regions);
  const deliver: Deliver = (tile) => write(writer, tile, levels);
  const helpers = await startHelpers?.(deliver, stop.signal);
  let failure: unknown;
  helpers?.done.catch((e: unknown) => {
    failure ??= e;
    abort();
  });
  try {
    const job = await tileJob(r, onProgress, stop.signal);
    await forecastRegions(job, regions, deliver, { helpers, onProgress, signal: stop.signal });
    await helpers?.done;
  } catch (e) {
    throw failure ?? e;
  } finally {
    signal?.removeEventListener('abort', abort);
    abort();
    helpers?.close();
  }
  await writer.writeObservations(await store.observations(signal));
  return writer.finish();
}

/** One region after the other. */
async function forecastRegions(
  job: TileJob,
  regions: readonly Box[],
  deliver: Deliver,
  {
    helpers,
    onProgress,
    signal,
  }: { helpers: Helpers | undefined; onProgress: OnProgress | undefined; signal: AbortSignal },
): Promise<void> {
  const cells = regions.map((b) => b.rows * b.cols);
  const progress = new ShareProgress(
    cells.reduce((n, c) => n + c, 0),
    onProgress,
  );
  let before = 0;
  for (const [i, region] of regions.entries()) {
    const own = cells[i] as number;
    const at = before;
    const both: Deliver = async (tile) => {
      await deliver(tile);
      await helpers?.delivered();
    };
    await forecastRegion(job, region, both, helpers?.seat, (share) => progress.report(at + share * own), signal);
    before += own;
  }
}

/** @throws BadRequest */
function checkOrder({ store, order }: RollOut): void {
  if (store.meta.kind !== 'tiles') throw new BadRequest({ what: store.name, expected: 'a tiles store to start from' });
  if (!Number.isInteger(order.months) || order.months < 1 || order.months > 1200) {
    throw new BadRequest({ what: `${order.months} months`, expected: 'a whole number from 1 to 1200' });
  }
}

/** Everything that tiles have in common: the analyses given all observations of the store. */
export async function tileJob(
  { ensemble, store, order }: Pick<RollOut, 'ensemble' | 'store' | 'order'>,
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<TileJob> {
  const knowledge = await gatherKnowledge(store, onProgress, signal);
  const analyses = [];
  for (const t of TARGETS) {
    await turn(signal);
    analyses.push(conditioned(ensemble.models[t], knowledge, newestOfEach(knowledge.data[t], MOST_HELD) as Datum[]));
  }
  const firstMonth = store.meta.firstMonth + store.meta.months;
  return { ensemble, analyses, store, scenario: order.scenario, firstMonth, months: order.months };
}

/** How far a job is whose steps differ in size, with time left. */
class ShareProgress {
  readonly #started = performance.now();
  constructor(
    private readonly of: number,
    private readonly tell: OnProgress | undefined,
  ) {}

  report(done: number): void {
    const spent = (performance.now() - this.#started) / 1000;
    const secondsLeft = done > 0.02 * this.of ? (spent / done) * (this.of - done) : null;
    this.tell?.({ what: 'Forecasting', done, of: this.of, secondsLeft });
  }
}

/** Windows in which something is to be forecast, each one image for the networks. */
export function regionsOf(store: Store, order: ForecastOrder): Box[] {
  if (order.region !== 'all') {
    const { level, rows, cols } = order.region;
    return [{ level, row: rows[0], col: cols[0], rows: rows[1] - rows[0], cols: cols[1] - cols[0] }];
  }
  const { rows, cols } = windowOf('M09');
  const places = store.meta.places.map(({ level, window }) => {
    const [row, col, high, wide] = window;
    return { level, row, col, rows: high, cols: wide };
  });
  return [{ level: 'M09', row: 0, col: 0, rows, cols }, ...places];
}

/** The next coarser levels that a box is averaged into: whole cells only. */
function coarserOf(box: Box): Level[] {
  return LEVELS.filter((l) => {
    const ratio = FACTOR[l] / FACTOR[box.level];
    const wanted = box.level === 'M01' ? l === 'M03' : box.level === 'M09' && l === 'M36';
    return wanted && [box.row, box.col, box.rows, box.cols].every((v) => v % ratio === 0);
  });
}

/** Levels that regions are told at. */
const levelsOf = (regions: readonly Box[]): Level[] =>
  LEVELS.filter((l) => regions.some((b) => b.level === l || coarserOf(b).includes(l)));

async function write(
  writer: StoreWriter,
  { box, firstMonth, months, quantiles }: TileForecast,
  levels: readonly Level[],
): Promise<void> {
  const told = [box.level, ...coarserOf(box).filter((l) => levels.includes(l))];
  for (const target of TARGETS) {
    for (const [quantile, values] of quantiles[target].entries()) {
      for (const level of told) {
        const ratio = FACTOR[level] / FACTOR[box.level];
        const shape = { months, rows: box.rows, cols: box.cols };
        await writer.writeBlock({
          field: target,
          level,
          months: [firstMonth, firstMonth + months],
          rows: [box.row / ratio, (box.row + box.rows) / ratio],
          cols: [box.col / ratio, (box.col + box.cols) / ratio],
          quantile,
          values: rounded(ratio === 1 ? values : coarsen(values, shape, ratio), target),
        });
      }
    }
  }
}

/** Rounded to the step and held inside what the variable can be. */
function rounded(values: Float32Array, target: Target): Float32Array {
  const step = STEP[target];
  const [least, most] = VARIABLES[target].range;
  return values.map((v) => Math.min(Math.max(Math.round(v / step) * step, least), most));
}

function metaOf({ ensemble, store, order, device, created }: RollOut, boxes: readonly Box[]): StoreMeta {
  const levels = levelsOf(boxes);
  const { meta } = store;
  const firstMonth = meta.firstMonth + meta.months;
  return {
    schema: SCHEMA_VERSION,
    kind: 'forecast',
    title: `Forecast from ${meta.title}`,
    modelled: true,
    licence: meta.licence,
    created,
    firstMonth,
    months: order.months,
    quantiles: QUANTILES,
    fields: TARGETS.map((t) => ({
      name: t,
      variable: t,
      kind: 'forecast',
      axes: ['quantile', 'month', 'row', 'col'],
      levels,
      unit: VARIABLES[t].unit,
      longName: `${VARIABLES[t].label}, forecast`,
      modelled: true,
      method:
        'process estimate, objective analysis of the observations and ConvLSTM ensemble, free running; quantiles of an average year ' +
        'of the scenario; coarser levels are means of the quantiles of their cells',
    })),
    places: meta.places.filter((p) => boxes.some((b) => b.level === p.level)),
    provenance: [
      ...meta.provenance,
      {
        source: 'thawcast forecast',
        citation: `Thawcast ensemble of ${ensemble.members.length} members, seed ${ensemble.about.seed}, trained on ${ensemble.about.store}`,
        note: `scenario ${order.scenario.name}: ${order.scenario.warming} degC and ${order.scenario.wetting} % of precipitation a decade; from ${isoMonth(firstMonth)}`,
      },
    ],
    model: {
      members: ensemble.members.length,
      seed: ensemble.about.seed,
      trained: ensemble.about.created,
      trainedOn: ensemble.about.store,
      device,
      scenario: order.scenario.name,
      warming: order.scenario.warming,
      wetting: order.scenario.wetting,
    },
  };
}
