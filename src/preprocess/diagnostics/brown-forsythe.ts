import { meanOf } from './moments.ts';
import { quantile } from './quantile.ts';
import { fisherUpper } from './tail.ts';
import { type TestResult, untestableBecause } from './tested.ts';

const FEWEST_IN_GROUP = 3;

/**
 * Levene's test of equal spread in the form of Brown and Forsythe: absolute departures from each group's median, compared by one-way
 * analysis of variance. Groups of fewer than three values are left out and counted in `detail`.
 * @see Brown and Forsythe 1974, J. Am. Stat. Assoc. 69, 364
 */
export function brownForsythe(groups: readonly ArrayLike<number>[]): TestResult {
  const used = groups.filter((g) => g.length >= FEWEST_IN_GROUP);
  if (used.length < 2) return { untestable: `fewer than two groups have ${FEWEST_IN_GROUP} values` };
  const bad = untestableBecause(
    used.flatMap((g) => Array.from(g)),
    2 * FEWEST_IN_GROUP,
  );
  if (bad) return bad;
  const departures = used.map(departuresOf);
  const all = departures.flatMap((d) => Array.from(d));
  const n = all.length;
  const grand = meanOf(all);
  let [between, within] = [0, 0];
  for (const d of departures) {
    const mean = meanOf(d);
    between += d.length * (mean - grand) ** 2;
    for (const v of d) within += (v - mean) ** 2;
  }
  if (!(within > 0)) return { untestable: 'departures within each group are all the same' };
  const [df1, df2] = [used.length - 1, n - used.length];
  const statistic = (df2 * between) / (df1 * within);
  const spreads = departures.map(meanOf);
  return {
    statistic,
    p: fisherUpper(statistic, df1, df2),
    n,
    detail: {
      groups: used.length,
      'groups left out': groups.length - used.length,
      'smallest mean departure': Math.min(...spreads),
      'largest mean departure': Math.max(...spreads),
    },
  };
}

function departuresOf(group: ArrayLike<number>): Float64Array {
  const median = quantile(Float64Array.from(group).sort(), 0.5);
  return Float64Array.from(group, (v) => Math.abs(v - median));
}
