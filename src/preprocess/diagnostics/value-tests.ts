import { Random } from '../../core/random.ts';
import { groupBy } from '../../sources/group-by.ts';
import type { BeforeSample } from './before-samples.ts';
import { brownForsythe } from './brown-forsythe.ts';
import { dagostino } from './dagostino.ts';
import type { Distribution } from './diagnostics.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import {
  clusteringMeaning,
  distanceMeaning,
  equalSpreadMeaning,
  type Kept,
  normalityMeaning,
  type Role,
} from './meaning.ts';
import { moran, nearestNeighbours, type Place } from './moran.ts';
import type { Outcomes } from './outcome.ts';
import { SHAPIRO_MOST, shapiroWilk } from './shapiro-wilk.ts';

/** Shapiro-Wilk up to 5000 values, D'Agostino beyond. */
export function normalityTest(values: ArrayLike<number>, shape: Distribution, role: Role, out: Outcomes): void {
  const few = values.length <= SHAPIRO_MOST;
  const result = (few ? shapiroWilk : dagostino)(values);
  out.add(few ? 'Shapiro-Wilk' : "D'Agostino K²", result, (r) => normalityMeaning(r, shape, role));
}

const SEASONS = ['Dec-Feb', 'Mar-May', 'Jun-Aug', 'Sep-Nov'] as const;
/** Below these a season or a site has too few values to have a spread. */
const SEASON_FEWEST = 10;
const SITE_FEWEST = 5;

/** A value as the tests of spread and place see it. */
export interface Departure {
  /** 1 to 12. */
  readonly monthOfYear: number;
  /** Less the mean of its calendar month over all places. */
  readonly value: number;
  readonly site: string;
}

/** Equal spread between calendar seasons, or between sites where values are of one season. */
export function spreadTest(departures: readonly Departure[], out: Outcomes): void {
  const seasons = SEASONS.map((name, s) => ({
    name,
    values: departures.filter((d) => Math.floor((d.monthOfYear % 12) / 3) === s).map((d) => d.value),
  })).filter((s) => s.values.length >= SEASON_FEWEST);
  const bySeason = seasons.length >= 2;
  const groups = bySeason
    ? seasons.map((s) => s.values)
    : [...groupBy(departures, (d) => d.site).values()]
        .map((of) => of.map((d) => d.value))
        .filter((v) => v.length >= SITE_FEWEST);
  const between = bySeason ? seasons.map((s) => s.name).join(', ') : 'sites';
  const r = brownForsythe(groups);
  const told = 'detail' in r ? { ...r, detail: { ...r.detail, between } } : r;
  out.add('Brown-Forsythe', told, (t) => equalSpreadMeaning(t, bySeason ? 'seasons' : 'sites'));
}

/**
 * Distance between the distribution in the files and in the store.
 * @param stored what the store makes of a value that it keeps as it is: rounding must not count as a difference
 */
export function beforeAfterTest(
  before: BeforeSample,
  after: ArrayLike<number>,
  kept: Kept,
  stored: (v: number) => number,
  out: Outcomes,
): void {
  const r = kolmogorovSmirnov(Float32Array.from(before.values, stored), Float32Array.from(after));
  const told = 'detail' in r ? { ...r, detail: { ...r.detail, before: before.of } } : r;
  out.add('Kolmogorov-Smirnov', told, (t) => distanceMeaning(t, kept));
  if (before.values.length < before.n)
    out.say(`of ${before.n} values before gridding ${before.values.length} are looked at, drawn by seed.`);
}

const MOST_PLACES = 400;
const NEIGHBOURS = 8;

/** Moran's I of means at places, at most 400 of them drawn by seed, eight nearest neighbours. @param what 'sites' or 'cells' */
export function clusterTest(
  means: readonly (Place & { readonly value: number })[],
  what: 'sites' | 'cells',
  seed: number,
  out: Outcomes,
): void {
  const drawn =
    means.length > MOST_PLACES
      ? new Random(seed)
          .fork('places')
          .shuffle([...means])
          .slice(0, MOST_PLACES)
      : means;
  const result = moran(
    drawn.map((m) => m.value),
    nearestNeighbours(drawn, Math.min(NEIGHBOURS, Math.max(1, Math.floor(drawn.length / 4)))),
    seed,
  );
  out.add("Moran's I", result, (r) => clusteringMeaning(r, what));
}
