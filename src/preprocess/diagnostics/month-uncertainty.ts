import { Random } from '../../core/random.ts';
import type { MonthUncertainty } from './diagnostics.ts';
import { meanOf } from './moments.ts';

/** One value of a calendar month, at a place in a year. */
export interface PlacedValue {
  readonly value: number;
  /** Values of one block are drawn together: a site, or sites so close that they share their weather. */
  readonly block: string;
  readonly year: number;
  /** Stated error of the value, one sd, same unit; NaN where unknown. */
  readonly sd: number;
  /** Values of one instrument share the common part of their error. */
  readonly instrument: string;
  /** Cell and point in it, where several points may stand for one cell. */
  readonly cell: string;
  readonly point: string;
}

export interface UncertaintyOptions {
  readonly seed: number;
  readonly replicates?: number;
  /** What the stated error belongs to: an instrument, or the way to the grid (`_sd` beside a field). */
  readonly stated: 'instrument' | 'resampling';
  /** Share of the stated variance that all values of an instrument have in common. */
  readonly commonShare?: number;
}

/**
 * Half of a stated variance is taken for bias that a network's instruments share: sources state one figure for both (SOURCES.md, 3.3).
 */
export const COMMON_SHARE = 0.5;
const REPLICATES = 400;
const FEWEST = 3;

/**
 * Mean of one calendar month and its uncertainty.
 *
 * Bootstraps over blocks of places and over years give two variances of the mean; with the variance by block and year together they
 * combine as V = V_places + V_years - V_both (Cameron, Gelbach and Miller 2011, J. Bus. Econ. Stat. 29, 238), each times g / (g - 1)
 * for g groups, and V is never below the larger of the two. What is observed varies for reasons that include the independent errors
 * of instruments and of points that stand for their cells, so these are taken out of V to be shown by themselves; the common
 * share of the stated error cannot be seen in any spread and comes on top. Hence
 * `sd² = sampling² + instrument² + resampling²` counts nothing twice.
 *
 * @returns undefined for fewer than three values, or when neither two places nor two years are there: no spread to learn from
 */
export function monthUncertainty(
  month: number,
  values: readonly PlacedValue[],
  options: UncertaintyOptions,
): MonthUncertainty | undefined {
  const n = values.length;
  if (n < FEWEST) return undefined;
  const mean = meanOf(values.map((v) => v.value));
  const observed = observedVariance(values, mean, new Random(options.seed).fork(`month ${month}`), options);
  if (observed === undefined) return undefined;
  const { common, independent } = statedVariance(values, options.commonShare ?? COMMON_SHARE);
  // Points of a cell differ within what was observed: more than that is the error of one pooled figure for all cells.
  const within = Math.min(withinCells(values, independent * n), Math.max(0, observed - independent));
  const sampling = Math.max(0, observed - independent - within);
  const stated = common + independent;
  const [instrument, resampling] = options.stated === 'instrument' ? [stated, within] : [0, within + stated];
  return {
    month,
    n,
    mean,
    sd: Math.sqrt(sampling + instrument + resampling),
    sampling: Math.sqrt(sampling),
    instrument: Math.sqrt(instrument),
    resampling: Math.sqrt(resampling),
  };
}

interface Group {
  n: number;
  /** Of departures from the mean. */
  sum: number;
}

function groupsBy(values: readonly PlacedValue[], mean: number, key: (v: PlacedValue) => string | number): Group[] {
  const groups = new Map<string | number, Group>();
  for (const v of values) {
    const k = key(v);
    const g = groups.get(k) ?? { n: 0, sum: 0 };
    g.n++;
    g.sum += v.value - mean;
    groups.set(k, g);
  }
  return [...groups.values()];
}

function observedVariance(
  values: readonly PlacedValue[],
  mean: number,
  random: Random,
  { replicates = REPLICATES }: UncertaintyOptions,
): number | undefined {
  const places = groupsBy(values, mean, (v) => v.block);
  const years = groupsBy(values, mean, (v) => v.year);
  const [byPlace, byYear] = [places, years].map((g) => bootstrapVariance(g, random, replicates));
  if (byPlace === undefined || byYear === undefined) return byPlace ?? byYear;
  const both = groupsBy(values, mean, (v) => `${v.block}\n${v.year}`);
  const squares = both.reduce((s, g) => s + g.sum * g.sum, 0) / values.length ** 2;
  const together = both.length > 1 ? (squares * both.length) / (both.length - 1) : squares;
  return Math.max(byPlace, byYear, byPlace + byYear - together);
}

/** Variance of the mean when groups are drawn anew, corrected for their number; undefined with a single group. */
function bootstrapVariance(groups: readonly Group[], random: Random, replicates: number): number | undefined {
  const g = groups.length;
  if (g < 2) return undefined;
  let [sum, squares] = [0, 0];
  for (let r = 0; r < replicates; r++) {
    let [total, n] = [0, 0];
    for (let i = 0; i < g; i++) {
      const drawn = groups[random.integer(g)] as Group;
      total += drawn.sum;
      n += drawn.n;
    }
    sum += total / n;
    squares += (total / n) ** 2;
  }
  const variance = (squares - (sum * sum) / replicates) / (replicates - 1);
  return (Math.max(0, variance) * g) / (g - 1);
}

/** Variance of the mean due to stated errors. An unknown error is taken to be like the known ones. */
function statedVariance(values: readonly PlacedValue[], share: number): { common: number; independent: number } {
  const known = values.filter((v) => v.sd >= 0 && Number.isFinite(v.sd));
  if (known.length === 0) return { common: 0, independent: 0 };
  const usual = Math.sqrt(meanOf(known.map((v) => v.sd * v.sd)));
  const n = values.length;
  const byInstrument = new Map<string, number>();
  let squares = 0;
  for (const v of values) {
    const sd = v.sd >= 0 && Number.isFinite(v.sd) ? v.sd : usual;
    byInstrument.set(v.instrument, (byInstrument.get(v.instrument) ?? 0) + sd);
    squares += sd * sd;
  }
  const biases = [...byInstrument.values()].reduce((s, b) => s + b * b, 0);
  return { common: (share * biases) / n ** 2, independent: ((1 - share) * squares) / n ** 2 };
}

/**
 * Variance of the mean because points stand for their cells: spread between points of one cell in one year, pooled, less the
 * independent error of a value. A point differs from its cell in the same way every year, so years do not divide it.
 */
function withinCells(values: readonly PlacedValue[], independent: number): number {
  const cells = new Map<string, { n: number; points: Set<string> }>();
  const together = new Map<string, number[]>();
  for (const v of values) {
    const cell = cells.get(v.cell) ?? { n: 0, points: new Set() };
    cell.n++;
    cell.points.add(v.point);
    cells.set(v.cell, cell);
    const key = `${v.cell}\n${v.year}`;
    const at = together.get(key) ?? [];
    at.push(v.value);
    together.set(key, at);
  }
  let [squares, freedom] = [0, 0];
  for (const at of together.values()) {
    const mean = meanOf(at);
    for (const v of at) squares += (v - mean) ** 2;
    freedom += at.length - 1;
  }
  if (freedom === 0) return 0;
  const spread = Math.max(0, squares / freedom - independent);
  let sum = 0;
  for (const { n, points } of cells.values()) sum += (n / values.length) ** 2 / points.size;
  return spread * sum;
}
