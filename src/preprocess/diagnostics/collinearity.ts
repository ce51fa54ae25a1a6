import { Random } from '../../core/random.ts';
import { holm } from './adjust-p.ts';
import type { Collinearity } from './diagnostics.ts';
import { pearson } from './pearson.ts';
import type { FieldSample } from './sample-field.ts';
import { isTested, untestableBecause } from './tested.ts';
import { MOST_INFLATION, varianceInflation } from './variance-inflation.ts';

/** Rows that are drawn, about. */
const MOST = 5000;
const FEWEST = 20;

/**
 * Correlation and variance inflation of drivers at the same cells and months, about 5000 of them drawn by seed. p is Holm's over
 * all pairs of drivers and takes values as independent, which neighbouring months and cells are not: r and VIF say more.
 *
 * @param drivers by name, sampled at one level
 * @returns undefined with fewer than two drivers that vary together at 20 places and months
 */
export function collinearity(drivers: ReadonlyMap<string, FieldSample>, seed: number): Collinearity | undefined {
  const rows = commonRows([...drivers.values()], seed);
  const columns = [...drivers.keys()].map((name, i) => ({ name, values: rows.map((r) => r[i] as number) }));
  const used = columns.filter((c) => !untestableBecause(c.values, FEWEST));
  if (used.length < 2) return undefined;
  const names = used.map((c) => c.name);
  const pairs = names.flatMap((_, i) => names.slice(0, i).map((_, j) => [i, j] as const));
  const tests = pairs.map(([i, j]) => pearson(used[i]?.values as number[], used[j]?.values as number[]));
  const adjusted = holm(tests.map((t) => (isTested(t) ? (t.p as number) : 1)));
  const square = (of: (k: number) => number) => {
    const m = names.map(() => names.map(() => 1));
    pairs.forEach(([i, j], k) => {
      (m[i] as number[])[j] = of(k);
      (m[j] as number[])[i] = of(k);
    });
    return m;
  };
  const correlation = square((k) => {
    const t = tests[k];
    return t && isTested(t) ? t.statistic : 0;
  });
  const vif = varianceInflation(correlation);
  const constant = columns
    .filter((c) => !used.includes(c))
    .map((c) => `${c.name} does not vary where the others have data and is left out.`);
  return {
    names,
    vif,
    correlation,
    adjusted: square((k) => adjusted[k] as number),
    n: rows.length,
    meaning: [...meaningOf(names, vif, correlation), ...constant],
  };
}

/** Values `[row][driver]` where every driver has one. */
function commonRows(samples: readonly FieldSample[], seed: number): number[][] {
  const [first, ...rest] = samples;
  if (!first || rest.length === 0) return [];
  const places = rest.map((s) => new Map(s.cells.map((c, i) => [`${c.row} ${c.col}`, i])));
  const random = new Random(seed).fork('collinearity');
  const rows: number[][] = [];
  const whole = first.cells.flatMap((cell, c) => {
    const at = places.map((p) => p.get(`${cell.row} ${cell.col}`));
    return at.every((i) => i !== undefined) ? [{ c, at: at as number[] }] : [];
  });
  const share = MOST / Math.max(1, whole.length * first.months);
  for (let m = 0; m < first.months; m++) {
    for (const { c, at } of whole) {
      if (random.uniform() >= share) continue;
      const row = [first.values[m * first.cells.length + c] as number];
      rest.forEach((s, i) => {
        row.push(s.values[m * s.cells.length + (at[i] as number)] as number);
      });
      if (row.every((v) => !Number.isNaN(v))) rows.push(row);
    }
  }
  return rows;
}

const two = (v: number): string => String(Number(v.toPrecision(2)));

function meaningOf(
  names: readonly string[],
  vif: readonly number[],
  correlation: readonly (readonly number[])[],
): string[] {
  const close = names.flatMap((a, i) =>
    names.slice(i + 1).flatMap((b, k) => {
      const r = (correlation[i] as number[])[i + 1 + k] as number;
      return Math.abs(r) >= 0.9
        ? [`${a} and ${b} say nearly the same (r = ${two(r)}): drop one of the two, or use their EOF.`]
        : [];
    }),
  );
  const inflated = names.flatMap((name, i) => {
    const v = vif[i] as number;
    if (v >= MOST_INFLATION)
      return [`${name} is an exact combination of other drivers: leave it out of linear models.`];
    return v >= 10
      ? [
          `${name} can be told from the other drivers (VIF ${two(v)}): its own coefficient or importance cannot be read from a model; drop it, or regularise and judge drivers in groups.`,
        ]
      : v >= 5
        ? [`${name} shares much with the other drivers (VIF ${two(v)}): read its importance with care.`]
        : [];
  });
  const all = [...close, ...inflated];
  return all.length > 0 ? all : ['No driver is redundant: all VIF are below 5 and no two correlate at 0.9 or more.'];
}
