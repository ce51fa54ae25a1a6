import { BadRequest } from '../core/error.ts';
import { isoMonth } from '../core/month.ts';
import type { OnProgress } from '../core/progress.ts';
import { throwIfCancelled, turn } from '../core/turn.ts';
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
import { type Box, forecastTile, type TileForecast, type TileJob } from './forecast-tile.ts';
import { QUANTILES } from './target-forecast.ts';
import { maskThaw } from './thaw-mask.ts';

const TILE = 72;

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

/** Computes tiles and hands each over as it is done, in any order: one after another here, or in several threads. */
export type RunTiles = (
  boxes: readonly Box[],
  done: (box: Box, tile: TileForecast | undefined) => Promise<void>,
  signal?: AbortSignal,
) => Promise<void>;

/**
 * Rolls an ensemble out over the map and writes a forecast store: every land cell of Alaska at M09, the named places at their own
 * level, coarser levels as means of cells. Tile by tile; nothing opens before the last is written.
 *
 * @throws BadRequest for an order that cannot be met; Cancelled
 */
export async function rollOut(
  r: RollOut,
  onProgress?: OnProgress,
  signal?: AbortSignal,
  runTiles?: RunTiles,
): Promise<StoreMeta> {
  const { store, order } = r;
  checkOrder(r);
  const boxes = boxesOf(store, order);
  const writer = await createStore(r.storage, metaOf(r, boxes));
  const span = { firstMonth: store.meta.firstMonth + store.meta.months, months: order.months };
  const progress = new TileProgress(boxes.length, onProgress);
  const done = async (box: Box, tile: TileForecast | undefined) => {
    if (tile) {
      await maskThaw(store, box, tile.alt, signal);
      await write(writer, box, tile, span);
    }
    progress.finish();
  };
  const run = runTiles ?? (await oneAfterAnother(r, progress, onProgress, signal));
  await run(boxes, done, signal);
  await writer.writeObservations(await store.observations(signal));
  return writer.finish();
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

async function oneAfterAnother(
  r: RollOut,
  progress: TileProgress,
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<RunTiles> {
  const job = await tileJob(r, onProgress, signal);
  return async (boxes, done) => {
    for (const box of boxes) {
      throwIfCancelled(signal);
      await done(box, await forecastTile(job, box, (p) => progress.within(p.done / p.of), signal));
      await turn(signal);
    }
  };
}

/** Share of the map that is done, with time left. */
class TileProgress {
  readonly #started = performance.now();
  #done = 0;
  constructor(
    private readonly of: number,
    private readonly tell: OnProgress | undefined,
  ) {}

  finish(): void {
    this.#done++;
    this.#report(this.#done);
  }

  /** @param share of the tile in work */
  within(share: number): void {
    this.#report(this.#done + 0.9 * share);
  }

  #report(done: number): void {
    const spent = (performance.now() - this.#started) / 1000;
    const secondsLeft = done > 0.5 ? (spent / done) * (this.of - done) : null;
    this.tell?.({ what: 'Forecasting', done, of: this.of, secondsLeft });
  }
}

/** Tiles in which something is to be forecast. */
function boxesOf(store: Store, order: ForecastOrder): Box[] {
  if (order.region !== 'all') {
    const { level, rows, cols } = order.region;
    return tilesOf(level, rows, cols);
  }
  const whole = windowOf('M09');
  const out = tilesOf('M09', [0, whole.rows], [0, whole.cols]);
  for (const { level, window } of store.meta.places) {
    const [row, col, rows, cols] = window;
    out.push(...tilesOf(level, [row, row + rows], [col, col + cols]));
  }
  return out;
}

function tilesOf(level: Level, rows: readonly [number, number], cols: readonly [number, number]): Box[] {
  const out: Box[] = [];
  for (let row = rows[0]; row < rows[1]; row += TILE) {
    for (let col = cols[0]; col < cols[1]; col += TILE) {
      out.push({ level, row, col, rows: Math.min(TILE, rows[1] - row), cols: Math.min(TILE, cols[1] - col) });
    }
  }
  return out;
}

/** The next coarser levels that a box is averaged into: whole cells only. */
function coarserOf(box: Box): Level[] {
  return LEVELS.filter((l) => {
    const ratio = FACTOR[l] / FACTOR[box.level];
    const wanted = box.level === 'M01' ? l === 'M03' : box.level === 'M09' && l === 'M36';
    return wanted && [box.row, box.col, box.rows, box.cols].every((v) => v % ratio === 0);
  });
}

async function write(
  writer: StoreWriter,
  box: Box,
  tile: TileForecast,
  span: { readonly firstMonth: number; readonly months: number },
): Promise<void> {
  const months = [span.firstMonth, span.firstMonth + span.months] as const;
  for (const target of TARGETS) {
    for (const [quantile, values] of tile[target].entries()) {
      for (const level of [box.level, ...coarserOf(box)]) {
        const ratio = FACTOR[level] / FACTOR[box.level];
        const shape = { months: span.months, rows: box.rows, cols: box.cols };
        await writer.writeBlock({
          field: target,
          level,
          months,
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
  const levels = LEVELS.filter((l) => boxes.some((b) => b.level === l || coarserOf(b).includes(l)));
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
