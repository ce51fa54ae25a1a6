import { monthOfYear } from '../core/month.ts';
import { type OnProgress, ProgressMeter } from '../core/progress.ts';
import { throwIfCancelled } from '../core/turn.ts';
import { TARGETS, type Target } from '../core/variable.ts';
import { windowCell } from '../grid/window.ts';
import type { Store } from '../store/store.ts';
import { type CellSeries, climateCell, readCellSeries } from './cell-series.ts';
import type { Place } from './covariance.ts';
import { type Observed, observedIn } from './observed.ts';
import { type Usual, usualIn } from './temper.ts';

/** Cells along one side of a stored chunk. */
const TILE = 72;

/** Cells along one side of the square around a place that the network sees. */
export const PATCH = 3;

/** A place with its surroundings. */
export interface Site {
  readonly place: Place;
  /** PATCH x PATCH cells around the place; shared between places in the same cell. */
  readonly cells: CellSeries;
  /** Process estimates usual at the place, by month of the year. */
  readonly usual: Readonly<Record<Target, Usual>>;
}

/** A measurement tied to its site. */
export interface Datum extends Observed {
  /** Index into `sites`. */
  readonly at: number;
  /** Process estimate of that month, canonical unit; NaN where there is none. */
  readonly process: number;
  /** Process estimate usual in that month of the year; NaN where there is none. */
  readonly usual: number;
}

/** Everything learning needs of a store, in memory: surroundings of every measured place, and the measurements. */
export interface Knowledge {
  readonly store: string;
  readonly firstMonth: number;
  readonly months: number;
  readonly sites: readonly Site[];
  /** In order of month. */
  readonly data: Readonly<Record<Target, readonly Datum[]>>;
  /** Measurements without climate: outside the store's months, or where it has no cell. Not learnt from. */
  readonly without: number;
}

export async function gatherKnowledge(store: Store, onProgress?: OnProgress, signal?: AbortSignal): Promise<Knowledge> {
  const observed = observedIn(await store.observations(signal));
  const where = new Map<string, Observed>();
  for (const t of TARGETS) for (const o of observed[t]) where.set(placeKey(o), o);
  // Tile by tile, so that a decoded chunk serves all sites in it; within a tile by coordinates, whatever the order of files.
  const tile = (o: Observed) => {
    const cell = windowCell('M09', o.lon, o.lat);
    return cell ? Math.floor(cell.row / TILE) * 100 + Math.floor(cell.col / TILE) : -1;
  };
  const keys = [...where].sort(([a, x], [b, y]) => tile(x) - tile(y) || (a < b ? -1 : 1)).map(([key]) => key);
  const meter = new ProgressMeter('Reading the surroundings of the sites', keys.length, onProgress);
  const readers = new SiteReader(store);
  const sites: Site[] = [];
  const indexOf = new Map<string, number>();
  for (const key of keys) {
    throwIfCancelled(signal);
    const o = where.get(key) as Observed;
    const site = await readers.siteAt(o.lon, o.lat, signal);
    if (site) indexOf.set(key, sites.push(site) - 1);
    meter.advance();
  }
  let without = 0;
  const { firstMonth, months } = store.meta;
  const tie = (list: readonly Observed[]): Datum[] =>
    list.flatMap((o) => {
      const at = indexOf.get(placeKey(o));
      if (at === undefined || o.month < firstMonth || o.month >= firstMonth + months) {
        without++;
        return [];
      }
      return [
        {
          ...o,
          at,
          process: processFor(sites[at] as Site, o),
          usual: usualAt(sites[at] as Site, o.target, o.month),
        },
      ];
    });
  const data = { alt: tie(observed.alt), co2: tie(observed.co2), ch4: tie(observed.ch4) };
  return { store: store.meta.title, firstMonth, months, sites, data, without };
}

/** Reads places of one store, each cell once. */
export class SiteReader {
  readonly #cells = new Map<string, Promise<CellSeries>>();
  constructor(private readonly store: Store) {}

  /** Undefined where the store has no climate, nor in the next two cells around: a coast cuts off its own cells. */
  async siteAt(lon: number, lat: number, signal?: AbortSignal): Promise<Site | undefined> {
    const cell = await climateCell(this.store, lon, lat, signal);
    if (!cell) return undefined;
    const key = `${cell.level}/${cell.row}/${cell.col}`;
    let cells = this.#cells.get(key);
    if (!cells) {
      const half = PATCH >> 1;
      cells = readCellSeries(
        this.store,
        { level: cell.level, row: cell.row - half, col: cell.col - half, rows: PATCH, cols: PATCH },
        signal,
      );
      this.#cells.set(key, cells);
    }
    const series = await cells;
    return {
      place: { lon, lat, features: landscape(series, lat, centreCell(series)) },
      cells: series,
      usual: usualIn(series, centreCell(series)),
    };
  }
}

/** Index of the middle cell of a square. */
export const centreCell = (c: CellSeries): number => (c.rows >> 1) * c.cols + (c.cols >> 1);

/** Landscape in units of what makes a difference: half the range of tree cover and wetland, 300 km of latitude, 500 m of height. */
export function landscape(c: CellSeries, lat: number, cell: number): number[] {
  const or = (v: number | undefined, fallback: number) => (v === undefined || Number.isNaN(v) ? fallback : v);
  return [
    or(c.statics.tree[cell], 0.2) * 2,
    or(c.statics.wetness[cell], 0.3) * 2,
    (lat - 66) / 3,
    or(c.statics.elevation[cell], 200) / 500,
  ];
}

/** Process estimate at the middle of a site's square, canonical unit; NaN outside the store's months. */
export function processAt(site: Site, target: Target, month: number): number {
  const c = site.cells;
  const m = month - c.firstMonth;
  if (m < 0 || m >= c.months) return Number.NaN;
  return c.process[target][m * c.rows * c.cols + centreCell(c)] as number;
}

/**
 * Process estimate for a measurement. Where somebody measured thaw that the process model says is frozen, the season's thaw so far is
 * meant, or what is usual then: a probe does not enter frozen ground.
 */
function processFor(site: Site, o: Observed): number {
  const process = processAt(site, o.target, o.month);
  if (o.target !== 'alt' || process !== 0) return process;
  const year = Array.from({ length: monthOfYear(o.month) }, (_, i) => processAt(site, 'alt', o.month - i));
  const thawed = Math.max(...year.filter((v) => v > 0));
  return Number.isFinite(thawed) ? thawed : usualAt(site, 'alt', o.month);
}

/** Process estimate usual at a site in the month of the year of `month`. */
export const usualAt = (site: Site, target: Target, month: number): number =>
  site.usual[target][monthOfYear(month) - 1] as number;

const placeKey = (o: { lat: number; lon: number }): string => `${o.lat.toFixed(5)},${o.lon.toFixed(5)}`;
