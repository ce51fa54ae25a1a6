import type { Target } from '../core/variable.ts';
import type { Level } from '../grid/level.ts';
import { windowOf } from '../grid/window.ts';
import type { FieldInfo, StoreMeta } from '../store/schema.ts';
import type { Patch } from './frame.ts';
import type { Statistic } from './view.ts';

/** What a person asks the map to show. */
export interface Question {
  readonly variable: Target;
  readonly statistic: Statistic;
  readonly month: number;
}

/** A store that the data worker has open. */
export interface OpenStore {
  readonly handle: number;
  readonly meta: StoreMeta;
}

/** Stores the map draws from. Where both know a month, the forecast is shown. */
export interface Stores {
  readonly tiles: OpenStore | undefined;
  readonly forecast: OpenStore | undefined;
}

/** One frame to fetch: up to a year of a field over a patch; a spread is the difference of two quantiles. */
export interface FrameRequest {
  /** Where on the map: `M09` or the name of a place. Frames of one slot replace each other. */
  readonly slot: string;
  /** Equal keys are equal frames. */
  readonly key: string;
  readonly store: OpenStore;
  readonly field: string;
  readonly patch: Patch;
  readonly firstMonth: number;
  readonly months: number;
  /** Indices on the quantile axis: none for a process estimate, one, or upper and lower for a spread. */
  readonly quantiles: readonly number[];
}

/** Zoom from which places with finer cells are drawn over the map. */
export const PLACE_ZOOM = 5.2;

export const coversMonth = ({ firstMonth, months }: StoreMeta, month: number): boolean =>
  month >= firstMonth && month < firstMonth + months;

/** The store that answers for a month, and whether its values are a forecast. */
export function storeFor(stores: Stores, month: number): OpenStore | undefined {
  const { tiles, forecast } = stores;
  if (forecast && coversMonth(forecast.meta, month)) return forecast;
  if (tiles && coversMonth(tiles.meta, month)) return tiles;
  return undefined;
}

/** The field that shows a target: the forecast, or in a tiles store what the process model makes of it. */
export const fieldFor = (meta: StoreMeta, target: Target): FieldInfo | undefined =>
  meta.fields.find((field) => field.name === target && field.axes.includes('month'));

/** First month, and one past the last, of everything the stores know. */
export function monthRange({ tiles, forecast }: Stores): readonly [number, number] | undefined {
  const metas = [tiles?.meta, forecast?.meta].filter((meta) => meta !== undefined);
  if (metas.length === 0) return undefined;
  return [
    Math.min(...metas.map((meta) => meta.firstMonth)),
    Math.max(...metas.map((meta) => meta.firstMonth + meta.months)),
  ];
}

const QUANTILE_OF: Readonly<Record<Exclude<Statistic, 'spread'>, number>> = {
  p05: 0.05,
  p25: 0.25,
  p50: 0.5,
  p75: 0.75,
  p95: 0.95,
};

/** Positions on a quantile axis that answer a statistic; empty when the axis has no such probability. */
export function quantileIndices(quantiles: readonly number[], statistic: Statistic): number[] {
  const at = (p: number): number => quantiles.findIndex((q) => Math.abs(q - p) < 1e-6);
  const wanted = statistic === 'spread' ? [at(0.95), at(0.05)] : [at(QUANTILE_OF[statistic])];
  return wanted.every((i) => i >= 0) ? wanted : [];
}

/**
 * Frames that answer a question, coarse to fine; empty when no store can.
 * Years are calendar years, so that a scrubbed month finds its year resident.
 */
export function framesFor(question: Question, stores: Stores, zoom: number): FrameRequest[] {
  const store = storeFor(stores, question.month);
  if (!store) return [];
  const field = fieldFor(store.meta, question.variable);
  if (!field) return [];
  const quantiles = field.axes.includes('quantile')
    ? quantileIndices(store.meta.quantiles ?? [], question.statistic)
    : [];
  if (field.axes.includes('quantile') && quantiles.length === 0) return [];
  const year = Math.floor(question.month / 12) * 12;
  const firstMonth = Math.max(year, store.meta.firstMonth);
  const months = Math.min(year + 12, store.meta.firstMonth + store.meta.months) - firstMonth;
  const request = (slot: string, patch: Patch): FrameRequest => ({
    slot,
    key: [store.handle, field.name, slot, firstMonth, quantiles.join('-')].join('/'),
    store,
    field: field.name,
    patch,
    firstMonth,
    months,
    quantiles,
  });
  const requests: FrameRequest[] = [];
  const whole = (['M09', 'M36'] as const).find((level) => field.levels.includes(level));
  if (whole) requests.push(request(whole, wholePatch(whole)));
  if (zoom >= PLACE_ZOOM || !whole) {
    for (const place of store.meta.places) {
      if (field.levels.includes(place.level)) requests.push(request(place.name, placePatch(place)));
    }
  }
  return requests;
}

const patches = new Map<string, Patch>();

/** The same patch is the same object, so that the map keeps its mesh. */
function once(patch: Patch): Patch {
  const key = `${patch.level}/${patch.rows}/${patch.cols}`;
  const known = patches.get(key) ?? patch;
  patches.set(key, known);
  return known;
}

function wholePatch(level: Level): Patch {
  const { rows, cols } = windowOf(level);
  return once({ level, rows: [0, rows], cols: [0, cols] });
}

function placePatch({ level, window }: StoreMeta['places'][number]): Patch {
  const [row, col, rows, cols] = window;
  return once({ level, rows: [row, row + rows], cols: [col, col + cols] });
}
