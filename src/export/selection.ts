import { BadRequest } from '../core/error.ts';
import { isoMonth } from '../core/month.ts';
import { columnAt, rowAt } from '../grid/ease2.ts';
import { LEVELS, type Level } from '../grid/level.ts';
import { windowBounds, windowOf } from '../grid/window.ts';
import type { FieldInfo, StoreMeta } from '../store/schema.ts';

/** What of a store is wanted; what is not given means all there is. */
export interface SelectionOrder {
  readonly fields?: readonly string[];
  readonly level?: Level;
  /** Absolute months since 1969-01, half-open. */
  readonly months?: readonly [number, number];
  /** Probabilities, which the store must have. */
  readonly quantiles?: readonly number[];
  /** West, south, east, north in degrees: every cell that lies in it wholly or in part. */
  readonly extent?: readonly [number, number, number, number];
}

/** A part of a store, checked against what the store has. Ranges are half-open, in the store window of the level. */
export interface Selection {
  readonly level: Level;
  readonly fields: readonly FieldInfo[];
  /** Absolute months. */
  readonly months: readonly [number, number];
  readonly rows: readonly [number, number];
  readonly cols: readonly [number, number];
  readonly quantiles: readonly SelectedQuantile[];
}

export interface SelectedQuantile {
  /** Place on the store's quantile axis. */
  readonly index: number;
  readonly probability: number;
}

/** @throws BadRequest that says what the store has instead */
export function selectFrom(meta: StoreMeta, order: SelectionOrder): Selection {
  const named = order.fields && fieldsNamed(meta, order.fields);
  const level = order.level ?? usualLevel(named ?? meta.fields);
  for (const field of named ?? [])
    if (!field.levels.includes(level))
      throw new BadRequest({
        what: `field ${field.name} at ${level}`,
        expected: `one of its levels ${field.levels.join(', ')}`,
      });
  const fields = named ?? meta.fields.filter((f) => f.levels.includes(level));
  if (fields.length === 0) {
    const levels = LEVELS.filter((l) => meta.fields.some((f) => f.levels.includes(l)));
    throw new BadRequest({ what: `fields at ${level}`, expected: `one of the store's levels ${levels.join(', ')}` });
  }
  return {
    level,
    fields,
    ...selectTime(meta, order),
    ...cellsIn(level, order.extent),
  };
}

/** @throws BadRequest for a name that the store does not have */
export function fieldsNamed(meta: StoreMeta, names: readonly string[]): FieldInfo[] {
  return [...new Set(names)].map((name) => {
    const field = meta.fields.find((f) => f.name === name);
    if (field) return field;
    throw new BadRequest({ what: `field ${name}`, expected: `one of ${meta.fields.map((f) => f.name).join(', ')}` });
  });
}

/** @throws BadRequest for months or quantiles that the store does not have */
export const selectTime = (meta: StoreMeta, order: SelectionOrder): Pick<Selection, 'months' | 'quantiles'> => ({
  months: monthsOf(meta, order.months),
  quantiles: quantilesOf(meta, order.quantiles),
});

/** M09 covers the whole map in every store of ours; finer levels mostly hold places. Else the finest that all fields have. */
function usualLevel(fields: readonly FieldInfo[]): Level {
  const shared = LEVELS.filter((level) => fields.every((f) => f.levels.includes(level)));
  const any = LEVELS.filter((level) => fields.some((f) => f.levels.includes(level)));
  const [of, first] = [shared.length > 0 ? shared : any, (shared[0] ?? any[0]) as Level];
  return of.includes('M09') ? 'M09' : first;
}

function monthsOf(meta: StoreMeta, months: SelectionOrder['months']): readonly [number, number] {
  const [first, end] = [meta.firstMonth, meta.firstMonth + meta.months];
  if (!months) return [first, end];
  if (
    Number.isInteger(months[0]) &&
    Number.isInteger(months[1]) &&
    first <= months[0] &&
    months[0] < months[1] &&
    months[1] <= end
  )
    return months;
  throw new BadRequest({
    what: `months ${months.map((m, i) => isoMonth(m - i)).join('..')}`,
    expected: `a span within the store's ${isoMonth(first)}..${isoMonth(end - 1)}, the first month not after the last`,
  });
}

function quantilesOf({ quantiles = [] }: StoreMeta, wanted: readonly number[] | undefined): SelectedQuantile[] {
  if (!wanted) return quantiles.map((probability, index) => ({ index, probability }));
  const found = [...new Set(wanted)].map((p) => {
    const index = quantiles.findIndex((q) => Math.abs(q - p) < 1e-9);
    if (index >= 0) return { index, probability: quantiles[index] as number };
    const has = quantiles.length > 0 ? `one of ${quantiles.join(', ')}` : 'none: this store has no quantiles';
    throw new BadRequest({ what: `quantile ${p}`, expected: has });
  });
  return found.sort((a, b) => a.index - b.index);
}

function cellsIn(level: Level, extent: SelectionOrder['extent']): Pick<Selection, 'rows' | 'cols'> {
  const { row0, col0, rows, cols } = windowOf(level);
  if (!extent) return { rows: [0, rows], cols: [0, cols] };
  const [west, south, east, north] = extent;
  const sound =
    west < east && south < north && Math.abs(south) <= 90 && Math.abs(north) <= 90 && west >= -180 && east <= 180;
  const clip = (from: number, to: number, limit: number) => [Math.max(0, from), Math.min(limit, to)] as const;
  // East and south of 180 and -90 there is no cell; the right edge of the last column is one turn from the first.
  const right = east === 180 ? Number.POSITIVE_INFINITY : Math.ceil(columnAt(east, level)) - col0;
  const across = clip(Math.floor(columnAt(west, level)) - col0, right, cols);
  const down = clip(Math.floor(rowAt(north, level)) - row0, Math.ceil(rowAt(south, level)) - row0, rows);
  if (sound && across[0] < across[1] && down[0] < down[1]) return { rows: down, cols: across };
  const b = windowBounds();
  const degrees = [b.west, b.south, b.east, b.north].map((d) => Math.round(d * 100) / 100).join(',');
  throw new BadRequest({
    what: `extent ${extent.join(',')}`,
    expected: `west,south,east,north in degrees that meet the map, ${degrees}`,
  });
}
